import { zxingCodes, type ReadCode, type UnreadCode } from "./zxing.ts";
import { enlargePlane } from "../image/enlarge.ts";
import { shrinkPlane, type Pixels } from "../image/pixels.ts";
import { planeOf, type Plane } from "../image/gray-image.ts";
import type { Seen } from "../pool/task.ts";
import { Level, searchCodes } from "./search.ts";
import { seenIn } from "./diagnosis.ts";

const enlargedPixels = 7e6;
const searchedPixels = 4e6;

/** Times by which a level is smaller than the last, and under how many pixels on a side none is made. */
const shrinkage = 3;
const leastSide = 40;

/** What the stages look at. Each part is made once and only when a stage asks for it. */
class Sight {
  readonly pixels: Pixels;
  /** By `performance.now()`. */
  readonly until: number;
  readonly known: ReadCode[] = [];
  readonly unread: UnreadCode[] = [];
  #plane: Plane | undefined;
  #levels: Promise<Level[]> | undefined;
  #enlarged: Level[] | undefined;

  constructor(pixels: Pixels, until: number) {
    this.pixels = pixels;
    this.until = until;
  }

  get plane(): Plane {
    return (this.#plane ??= planeOf(this.pixels));
  }

  get late(): boolean {
    return performance.now() > this.until;
  }

  /** For large modules smaller and smaller. */
  levels(): Promise<Level[]> {
    return (this.#levels ??= this.#makeLevels());
  }

  async #makeLevels(): Promise<Level[]> {
    let plane = await shrinkPlane(this.plane, searchedPixels);
    const levels: Level[] = [];
    for (;;) {
      levels.push(new Level(plane, plane.width / this.pixels.width));
      if (Math.min(plane.width, plane.height) < leastSide * shrinkage) return levels;
      plane = await shrinkPlane(plane, (plane.width * plane.height) / shrinkage ** 2);
    }
  }

  /** For small modules; none when the picture is too large for that. */
  enlarged(): Level[] {
    return (this.#enlarged ??= this.#enlarge());
  }

  #enlarge(): Level[] {
    const fitting = [5, 4, 3, 2].filter((times) => this.plane.data.length * times ** 2 <= enlargedPixels);
    const [largest] = fitting;
    if (largest === undefined) return [];
    // The largest is too large for modules that are almost large enough without.
    const scales = largest > 3 ? [largest, 2] : [largest];
    return scales.map((times) => new Level(enlargePlane(this.plane, times), times));
  }
}

/** One way of looking for codes. A dear one rests as soon as anything was found. */
interface Stage {
  name: string;
  dear: boolean;
  codes: (sight: Sight) => Promise<ReadCode[]>;
}

/** In ms; past it nothing more is begun, so that a person hears what was seen rather than "too slow". */
const enough = 1500;

/** The likeliest to find something in a millisecond first; what each is worth is in docs/qr.md. */
const stages: readonly Stage[] = [
  { name: "direct", dear: false, codes: ({ pixels }) => zxingCodes(pixels) },
  { name: "gridded", dear: false, codes: async (sight) => searched(sight, await sight.levels(), true) },
  { name: "completed", dear: true, codes: async (sight) => searched(sight, await sight.levels(), false) },
  { name: "enlarged", dear: false, codes: async (sight) => searched(sight, sight.enlarged(), true) },
  {
    name: "enlarged and completed",
    dear: true,
    codes: async (sight) => searched(sight, sight.enlarged(), false),
  },
];

/** Every stage's name, in turn. */
export const stageNames: readonly string[] = stages.map(({ name }) => name);

/** What the stages came to. `stage`: the one that found the last text. */
interface Findings {
  texts: string[];
  seen: Seen;
  stage: string | undefined;
}

/** `patience`: ms after which nothing more is tried. `without`: a stage to leave out, by its name. */
interface Effort {
  patience?: number;
  without?: string | undefined;
}

/**
 * Tries the stages in turn until one finds an `otpauth:` text, the one a code can be made from. When only other texts
 * turn up, all but the dear stages still go on: the picture may hold a second code that the first pass missed.
 *
 * @returns distinct non-empty texts in the order they were found; `seen` says what there was instead when there is none
 */
export async function findTexts(
  pixels: Pixels,
  { patience = enough, without }: Effort = {},
): Promise<Findings> {
  const sight = new Sight(pixels, performance.now() + patience);
  let last: string | undefined;
  for (const { name, dear, codes } of stages) {
    if (sight.late) break;
    if (name === without || (dear && last !== undefined)) continue;
    const found = await codes(sight);
    if (found.length > 0) last = name;
    sight.known.push(...found);
    if (found.some(isKey)) break;
  }
  const texts = [...new Set(sight.known.map(({ text }) => text))];
  const seen = last === undefined ? await lookAgain(sight) : "nothing";
  return { texts, seen, stage: last };
}

function isKey({ text }: ReadCode): boolean {
  return /^otpauth:/i.test(text);
}

async function lookAgain(sight: Sight): Promise<Seen> {
  return seenIn(sight.pixels, await sight.levels(), sight.unread);
}

async function searched(sight: Sight, levels: readonly Level[], whole: boolean): Promise<ReadCode[]> {
  for (const level of levels) {
    if (sight.late) break;
    const found = await searchCodes(level, { whole, known: sight.known, until: sight.until });
    sight.unread.push(...level.unread.splice(0));
    if (found.length > 0) return found;
  }
  return [];
}
