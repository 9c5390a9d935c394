import type { GrayImage } from "../qr/image/image.ts";
import { cutLine } from "./cut-line.ts";
import {
  base32Set,
  decodeFreely,
  decodeWithin,
  digitSet,
  type CharacterSet,
  type Sighting,
} from "./decode.ts";
import { findDigitLines, findKeyBlocks, type KeyBlock } from "./key-lines.ts";
import {
  isCancellationLabel,
  isUsualCodeLength,
  isUsualKeyLength,
  letterCaseOf,
  looksLikeCode,
  looksLikeKey,
  looksLikeKeyPart,
} from "./plausibility.ts";
import type { CharactersFound } from "./reading.ts";
import type { Activations, Recognizer } from "./recognizer.ts";
import { findTextLines, widthOf, type TextLine } from "./text-lines.ts";
import { vote } from "./vote.ts";

/** The network reads a line again at these widths, because it loses narrow letters that stand twice. */
const furtherStretches = [1.25, 1.5];

/** Most lines that are read in search of a key, and of the label beside a cancellation code. */
const maxKeyBlocks = 8;
const maxLabelLines = 12;

/** A key shows fewer characters than this only if several were lost. */
const minKeyCharacters = 14;

/** A reading that doubts more of its characters than this share is of no use. */
const maxDoubtful = 0.5;

/** A line, and what the network saw in it at its natural width. */
interface ReadLine {
  readonly line: TextLine;
  readonly activations: Activations;
  readonly text: string;
}

/** Reads the key or the cancellation code in a screenshot. @returns undefined if it shows neither */
export const readImage = async (
  image: GrayImage,
  recognizer: Recognizer,
): Promise<CharactersFound | undefined> => {
  const lines = findTextLines(image);
  const reader = new LineReader(image, recognizer);
  for (const block of findKeyBlocks(lines).slice(0, maxKeyBlocks)) {
    const found = await readKey(reader, block);
    if (found !== undefined) return found;
  }
  return readCancellationCode(reader, lines);
};

const readKey = async (reader: LineReader, block: KeyBlock): Promise<CharactersFound | undefined> => {
  const read = await readWhileKey(reader, block);
  if (read.length === 0) return undefined;
  const plain = plainText(reader, read);
  if (plain.length < minKeyCharacters || !looksLikeKey(plain)) return undefined;
  const set = base32Set(reader.alphabet, letterCaseOf(read.map(({ text }) => text).join("")));
  const result = await voteOn(reader, read, set, isUsualKeyLength);
  const doubtful = result.characters.filter((character) => character.doubtful).length;
  return doubtful > maxDoubtful * result.characters.length ? undefined : { ok: true, kind: "key", ...result };
};

/** Reads the lines of a block up to the first that cannot belong to a key. */
const readWhileKey = async (reader: LineReader, block: KeyBlock): Promise<ReadLine[]> => {
  const read: ReadLine[] = [];
  for (const line of block) {
    const next = await reader.read(line);
    const before = read.map(({ text }) => text).join("");
    if (!looksLikeKeyPart(next.text, before)) break;
    // A word above a key may stand like its first line.
    if (read.length === 0 && !looksLikeKey(plainText(reader, [next]))) break;
    read.push(next);
  }
  return read;
};

/** The characters of a key in lines at their natural width. */
const plainText = (reader: LineReader, lines: readonly ReadLine[]): string => {
  const set = base32Set(reader.alphabet, letterCaseOf(lines.map(({ text }) => text).join("")));
  return lines
    .flatMap((line) => reader.decode(line, set))
    .map(({ char }) => char)
    .join("");
};

const readCancellationCode = async (
  reader: LineReader,
  lines: readonly TextLine[],
): Promise<CharactersFound | undefined> => {
  const candidates: ReadLine[] = [];
  for (const line of findDigitLines(lines).slice(0, maxLabelLines)) {
    const read = await reader.read(line);
    if (looksLikeCode(read.text)) candidates.push(read);
  }
  const [code] = candidates;
  if (code === undefined || !(await hasCancellationLabel(reader, lines, code.line))) return undefined;
  const set = digitSet(reader.alphabet);
  return { ok: true, kind: "cancellation-code", ...(await voteOn(reader, [code], set, isUsualCodeLength)) };
};

/** Whether a line of the page names the cancellation code; those next to the digits are read first. */
const hasCancellationLabel = async (
  reader: LineReader,
  lines: readonly TextLine[],
  code: TextLine,
): Promise<boolean> => {
  const distance = (line: TextLine): number => Math.abs(line.top - code.top);
  const nearest = lines
    .filter((line) => line !== code && line.shapes.length >= minLabelShapes)
    .sort((one, other) => distance(one) - distance(other));
  for (const line of nearest.slice(0, maxLabelLines))
    if (isCancellationLabel((await reader.read(line)).text)) return true;
  return false;
};

/** Letters of the label may touch. */
const minLabelShapes = 5;

const voteOn = async (
  reader: LineReader,
  lines: readonly ReadLine[],
  set: CharacterSet,
  isUsual: (length: number) => boolean,
): Promise<Pick<CharactersFound, "characters" | "unusualLength">> => {
  const readings: Sighting[][] = [
    joinLines(lines.map((read) => ({ read, sightings: reader.decode(read, set) }))),
  ];
  for (const stretch of furtherStretches) {
    const parts: { read: ReadLine; sightings: Sighting[] }[] = [];
    for (const read of lines)
      parts.push({ read, sightings: reader.decode(await reader.read(read.line, stretch), set) });
    readings.push(joinLines(parts));
  }
  const { characters, usualLength } = vote(readings, isUsual);
  return { characters, unusualLength: !usualLength };
};

/** Puts lines one after the other, as if they were one. */
const joinLines = (parts: readonly { read: ReadLine; sightings: readonly Sighting[] }[]): Sighting[] => {
  const total = parts.reduce((sum, { read }) => sum + widthOf(read.line), 0);
  let before = 0;
  return parts.flatMap(({ read, sightings }) => {
    const [start, width] = [before, widthOf(read.line)];
    before += width;
    return sightings.map((sighting) => ({
      ...sighting,
      position: (start + sighting.position * width) / total,
    }));
  });
};

class LineReader {
  readonly #image: GrayImage;
  readonly #recognizer: Recognizer;
  readonly #read = new Map<TextLine, ReadLine>();

  constructor(image: GrayImage, recognizer: Recognizer) {
    this.#image = image;
    this.#recognizer = recognizer;
  }

  get alphabet(): readonly string[] {
    return this.#recognizer.alphabet;
  }

  /** Reads a line, at most once at its natural width. */
  async read(line: TextLine, stretch = 1): Promise<ReadLine> {
    const known = this.#read.get(line);
    if (known !== undefined && stretch === 1) return known;
    const activations = await this.#recognizer.recognize(await cutLine(this.#image, line, stretch));
    const read = { line, activations, text: decodeFreely(activations, this.alphabet) };
    if (stretch === 1) this.#read.set(line, read);
    return read;
  }

  decode({ activations }: ReadLine, set: CharacterSet): Sighting[] {
    return decodeWithin(activations, set, this.alphabet);
  }
}
