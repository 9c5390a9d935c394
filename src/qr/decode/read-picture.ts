import { chromaPlanes } from "../image/chroma.ts";
import type { PictureFormat } from "../image/format.ts";
import type { Pixels } from "../image/image.ts";
import { countPages, decodePixels, mayBeTransparent, type Ground } from "../image/pixels.ts";
import { isTruncated } from "../image/truncation.ts";
import type { Diagnosis, QrReading } from "../pool/task.ts";
import { joinParts, type TextPart } from "../structured-append.ts";
import { cpuNowMs } from "./cpu-clock.ts";
import { defaultTimeBudgetMs, findTexts, isKeyLink, type StagesOptions } from "./stages.ts";

/** Of a file with more pages or frames, so many are looked at, evenly spread. */
const maxPages = 16;

/** A code that shows only in the colours is drawn, not photographed, so it needs no more than these. */
const colorStages = ["direct", "grid"];

/** What the views of one picture gave together. */
class Findings {
  readonly #texts = new Set<string>();
  readonly #parts: TextPart[] = [];
  diagnosis: Diagnosis = "nothing";

  add({ texts, parts, diagnosis }: Awaited<ReturnType<typeof findTexts>>): void {
    for (const text of texts) this.#texts.add(text);
    this.#parts.push(...parts);
    if (this.diagnosis === "nothing") this.diagnosis = diagnosis;
  }

  get isEmpty(): boolean {
    return this.reading() === undefined;
  }

  /** @returns what was read; undefined if there was no code */
  reading(): Extract<QrReading, { ok: true }> | undefined {
    const joined = joinParts(this.#parts);
    const texts = [...new Set([...this.#texts, ...joined.texts])];
    if (texts.length === 0 && joined.incomplete.length === 0) return undefined;
    return { ok: true, texts, parts: joined.incomplete };
  }

  get hasKey(): boolean {
    return this.reading()?.texts.some(isKeyLink) === true;
  }
}

/**
 * Reads the codes in a picture file: its pages on white; if there is no code, what is transparent on black; then the colours
 * alone.
 *
 * @param timeBudgetMs processor time after which no search is started, once the first page is decoded
 */
export const readPicture = async (
  bytes: Uint8Array,
  format: PictureFormat,
  timeBudgetMs = defaultTimeBudgetMs,
): Promise<QrReading> => {
  const pages = spread(await countPages(bytes, format));
  const first = await decodePixels(bytes, format, { page: pages[0] ?? 0 });
  if (!first.ok) return first;
  const deadline = cpuNowMs() + timeBudgetMs;
  const findings = new Findings();
  const isOver = (): boolean => findings.hasKey || cpuNowMs() > deadline;
  const search = async (pixels: Pixels | undefined, options: StagesOptions = {}): Promise<void> => {
    if (pixels !== undefined)
      findings.add(await findTexts(pixels, { ...options, timeBudgetMs: deadline - cpuNowMs() }));
  };
  const view = async (page: number, ground: Ground): Promise<Pixels | undefined> => {
    if (page === pages[0] && ground === "white") return first.pixels;
    const decoded = await decodePixels(bytes, format, { page, ground });
    return decoded.ok ? decoded.pixels : undefined;
  };

  const isPaged = pages.length > 1;
  // A page without a code takes the longest, so each gets a quick look before any is searched. That covers all pages even
  // after a key was found: another page may hold another key.
  if (isPaged)
    for (const page of pages)
      if (cpuNowMs() <= deadline)
        await search(await view(page, "white"), { only: ["direct"], isDiagnosed: false });
  for (const [index, page] of pages.entries())
    if (index === 0 ? !findings.hasKey : !isOver())
      await search(await view(page, "white"), { without: isPaged ? "direct" : undefined });
  // A code that other views read is the one that was visible on white.
  const unread = findings.isEmpty ? "nothing" : findings.diagnosis;
  if (findings.isEmpty && !isOver() && (await mayBeTransparent(bytes, format)))
    for (const page of pages) {
      const [onWhite, onBlack] = [await view(page, "white"), await view(page, "black")];
      if (!isOver() && !areEqual(onWhite, onBlack)) await search(onBlack);
    }
  if (findings.isEmpty && !isOver())
    for (const plane of chromaPlanes(first.pixels))
      if (!isOver()) await search(plane, { only: colorStages, isDiagnosed: false });
  const { diagnosis } = findings;
  const nothing = {
    ok: false,
    why: "no-qr",
    diagnosis: isTruncated(bytes, format) ? (diagnosis === "nothing" ? "truncated" : "cut-off") : diagnosis,
  } as const;
  const reading = findings.reading() ?? nothing;
  return reading.ok && unread !== "nothing" && !findings.hasKey ? { ...reading, unread } : reading;
};

/** @returns the pages to look at, from 0, the first one among them */
const spread = (pages: number): number[] => {
  const count = Math.min(pages, maxPages);
  return Array.from({ length: count }, (_, index) => Math.floor((index * pages) / count));
};

const areEqual = (one: Pixels | undefined, other: Pixels | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  Buffer.from(one.data.buffer).equals(Buffer.from(other.data.buffer));
