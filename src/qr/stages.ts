import { zxingTexts } from "./decoder.ts";
import { completePairs, findFinders, locateCodes, type Located } from "./finders.ts";
import { frameLight } from "./frame.ts";
import { enlargePlane, shrinkPlane, type Pixels } from "./pixels.ts";
import { ink, inkPlane, lendPixels, planeOf, type Ink, type Plane } from "./plane.ts";
import type { Seen } from "./reading.ts";
import { redrawCode } from "./redraw.ts";
import { seenIn } from "./seen.ts";

/** What the stages look at. Each part is made once and only when a stage asks for it. */
class Sight {
  readonly pixels: Pixels;
  #plane: Plane | undefined;
  #enlarged: Promise<Plane> | undefined;
  #searched: Promise<Plane> | undefined;
  readonly #inks = new Map<Plane, Plane>();

  constructor(pixels: Pixels) {
    this.pixels = pixels;
  }

  get plane(): Plane {
    return (this.#plane ??= planeOf(this.pixels));
  }

  /** Enlarged a little for the search; undefined when the picture is too large for that. */
  async enlarged(): Promise<Plane | undefined> {
    const scale = [3, 2].find((times) => this.plane.data.length * times * times <= enlargedPixels);
    return scale === undefined ? undefined : (this.#enlarged ??= enlargePlane(this.plane, scale, 1));
  }

  /** The patterns of finder patterns need no more pixels. */
  searched(): Promise<Plane> {
    return (this.#searched ??= shrinkPlane(this.plane, searchedPixels));
  }

  inks(plane: Plane): Plane {
    const known = this.#inks.get(plane) ?? inkPlane(plane);
    this.#inks.set(plane, known);
    return known;
  }
}

/** One way of looking for codes. A dear one is tried only while nothing at all was found. */
interface Stage {
  name: string;
  dear: boolean;
  texts: (sight: Sight) => Promise<string[]>;
}

const enlargedPixels = 6e6;
const searchedPixels = 4e6;

/** How many times enlarged and how strongly sharpened: each finds codes the others miss. */
const enlargements = [
  [3, 3],
  [2, 1],
  [3, 1],
  [4, 2],
] as const;

/** Where the fourth corner may be, in modules from where it would be without perspective; the nearest first. */
const bends = [-3, -1.5, 0, 1.5, 3]
  .flatMap((right) => [-3, -1.5, 0, 1.5, 3].map((down) => [right, down] as const))
  .filter(([right, down]) => right !== 0 || down !== 0)
  .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/** Codes tried of each ink; the likeliest come first. */
const mostLocated = 6;
const mostCompleted = 24;

/** In ms; past it no dear stage is begun, so that a person hears what was seen rather than "too slow". */
const enough = 1500;

/** From cheap to dear; what each is worth is in docs/qr.md. */
const stages: readonly Stage[] = [
  { name: "direct", dear: false, texts: ({ pixels }) => zxingTexts(pixels) },
  { name: "framed", dear: false, texts: framedTexts },
  {
    name: "redrawn",
    dear: false,
    texts: async (sight) => redrawnTexts(sight, await sight.searched(), true),
  },
  { name: "enlarged", dear: true, texts: enlargedTexts },
  { name: "bent", dear: true, texts: bentTexts },
  {
    name: "completed",
    dear: true,
    texts: async (sight) => redrawnTexts(sight, await sight.searched(), false),
  },
  {
    name: "enlarged and completed",
    dear: true,
    texts: async (sight) => {
      const plane = await sight.enlarged();
      return plane === undefined ? [] : redrawnTexts(sight, plane, false);
    },
  },
];

/** What the stages came to. `stage`: the one that found the last text. */
interface Findings {
  texts: string[];
  seen: Seen;
  stage: string | undefined;
}

/**
 * Tries the stages in turn until one finds an `otpauth:` text, the one a code can be made from. When only other texts
 * turn up, the cheap stages still go on: the picture may hold a second code that the first pass missed.
 *
 * @param patience ms after which no dear stage is begun
 * @returns distinct non-empty texts in the order they were found; `seen` says what there was instead when there is none
 */
export async function findTexts(pixels: Pixels, patience = enough): Promise<Findings> {
  const begun = performance.now();
  const found = new Set<string>();
  const sight = new Sight(pixels);
  let last: string | undefined;
  for (const { name, dear, texts } of stages) {
    if (dear && (found.size > 0 || performance.now() - begun > patience)) break;
    const before = found.size;
    for (const text of await texts(sight)) if (text !== "") found.add(text);
    if (found.size > before) last = name;
    if ([...found].some(isKey)) break;
  }
  const seen = found.size > 0 ? "nothing" : await lookAgain(sight);
  return { texts: [...found], seen, stage: last };
}

function isKey(text: string): boolean {
  return /^otpauth:/i.test(text);
}

async function lookAgain(sight: Sight): Promise<Seen> {
  const inks = sight.inks(await sight.searched());
  return seenIn(sight.pixels, [findFinders(inks, ink.dark), findFinders(inks, ink.light)]);
}

async function framedTexts({ plane }: Sight): Promise<string[]> {
  const framed = frameLight(plane);
  return framed === undefined ? [] : zxingTexts(lendPixels(framed));
}

async function enlargedTexts({ plane }: Sight): Promise<string[]> {
  for (const [scale, sharpness] of enlargements) {
    if (plane.data.length * scale * scale > enlargedPixels) continue;
    const texts = await zxingTexts(lendPixels(await enlargePlane(plane, scale, sharpness)));
    if (texts.length > 0) return texts;
  }
  return [];
}

/** @param whole by three finder patterns, else by two and where the third would be */
async function redrawnTexts(sight: Sight, plane: Plane, whole: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const drawnIn of [ink.dark, ink.light])
    for (const code of candidates(sight.inks(plane), drawnIn, whole)) {
      const texts = await zxingTexts(lendPixels(redrawCode(plane, code, drawnIn === ink.light)));
      found.push(...texts);
      if (texts.length > 0 && !whole) return found;
    }
  return found;
}

/** The likeliest code once more, with its fourth corner where perspective may have moved it. */
async function bentTexts(sight: Sight): Promise<string[]> {
  const plane = await sight.searched();
  for (const drawnIn of [ink.dark, ink.light])
    for (const code of candidates(sight.inks(plane), drawnIn, true).slice(0, 1))
      for (const bend of bends) {
        const texts = await zxingTexts(lendPixels(redrawCode(plane, code, drawnIn === ink.light, bend)));
        if (texts.length > 0) return texts;
      }
  return [];
}

function candidates(inks: Plane, drawnIn: Ink, whole: boolean): Located[] {
  return whole
    ? locateCodes(findFinders(inks, drawnIn, true)).slice(0, mostLocated)
    : completePairs(findFinders(inks, drawnIn)).slice(0, mostCompleted);
}
