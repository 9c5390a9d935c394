import { enlarge } from "../image/enlarge.ts";
import { hasContrast, toGrayImage } from "../image/gray-image.ts";
import type { GrayImage, Pixels } from "../image/image.ts";
import { shrink } from "../image/shrink.ts";
import type { Diagnosis } from "../pool/task.ts";
import { joinParts, type TextPart } from "../structured-append.ts";
import { cpuNowMs } from "./cpu-clock.ts";
import { diagnose, type CodesSeen } from "./diagnosis.ts";
import { PyramidLevel } from "./pyramid-level.ts";
import { searchCodes } from "./search.ts";
import { readCodes, type ReadCode, type UnreadableCode } from "./zxing.ts";

const maxEnlargedPixels = 7e6;
const maxSearchedPixels = 4e6;

/** How many times smaller each level is than the one before, and the smallest side of a level. */
const pyramidFactor = 3;
const minSidePixels = 40;

/** What the stages share. Each part is computed once, when a stage first needs it. */
class SearchContext implements CodesSeen {
  readonly pixels: Pixels;
  /** A time of `cpuNowMs`. */
  readonly deadline: number;
  readonly known: ReadCode[] = [];
  readonly unreadable: UnreadableCode[] = [];
  #gray: GrayImage | undefined;
  #levels: PyramidLevel[] | undefined;
  #enlarged: PyramidLevel[] | undefined;

  constructor(pixels: Pixels, deadline: number) {
    this.pixels = pixels;
    this.deadline = deadline;
  }

  get gray(): GrayImage {
    return (this.#gray ??= toGrayImage(this.pixels));
  }

  /** The complete texts found so far, and the parts of others. */
  found(): { texts: string[]; incomplete: TextPart[] } {
    const whole = this.known.flatMap(({ text, part }) => (part === undefined ? [text] : []));
    const { texts, incomplete } = joinParts(this.known.flatMap(({ part }) => part ?? []));
    return { texts: [...new Set([...whole, ...texts])], incomplete };
  }

  get isOverdue(): boolean {
    return cpuNowMs() > this.deadline;
  }

  /** Native size and smaller, for large modules; empty for a picture without contrast, such as a white code on white. */
  levels(): PyramidLevel[] {
    return (this.#levels ??= hasContrast(this.gray) ? this.#makeLevels() : []);
  }

  #makeLevels(): PyramidLevel[] {
    let image = shrink(this.gray, maxSearchedPixels);
    const levels: PyramidLevel[] = [];
    for (;;) {
      levels.push(new PyramidLevel(image, image.width / this.pixels.width));
      if (Math.min(image.width, image.height) < minSidePixels * pyramidFactor) return levels;
      image = shrink(image, (image.width * image.height) / pyramidFactor ** 2);
    }
  }

  /** Enlarged, for small modules; empty if the picture is too large for that or without contrast. */
  enlarged(): PyramidLevel[] {
    return (this.#enlarged ??= hasContrast(this.gray) ? this.#enlarge() : []);
  }

  #enlarge(): PyramidLevel[] {
    const fitting = [5, 4, 3, 2].filter((factor) => this.gray.data.length * factor ** 2 <= maxEnlargedPixels);
    const [largest] = fitting;
    if (largest === undefined) return [];
    // The largest factor is too much for modules that are almost large enough as they are.
    const factors = largest > 3 ? [largest, 2] : [largest];
    return factors.map((factor) => new PyramidLevel(enlarge(this.gray, factor), factor));
  }
}

/** One way of finding codes. An expensive one is skipped once anything was found. */
interface Stage {
  name: string;
  isExpensive: boolean;
  find: (context: SearchContext) => Promise<ReadCode[]>;
}

/** Leaves time for a diagnosis before the reading process is killed. */
export const defaultTimeBudgetMs = 1500;

type Levels = readonly PyramidLevel[];

const gridStage = (
  name: string,
  from: "three" | "two",
  levelsOf: (context: SearchContext) => Levels,
): Stage => ({
  name,
  isExpensive: from === "two",
  find: (context) => searchLevels(context, levelsOf(context), from),
});

/** In order of how many codes they find per millisecond; docs/qr.md has the figures. */
const stages: readonly Stage[] = [
  { name: "direct", isExpensive: false, find: ({ pixels }) => readCodes(pixels) },
  gridStage("grid", "three", (context) => context.levels()),
  gridStage("grid from two", "two", (context) => context.levels()),
  gridStage("enlarged grid", "three", (context) => context.enlarged()),
  gridStage("enlarged grid from two", "two", (context) => context.enlarged()),
];

/** Whether a text has a link from which a login code can be made, also inside another link, so that no other is needed. */
export const isKeyLink = (text: string): boolean => /otpauth(?::|%(?:25)*3a)/i.test(text);

/** The names of the stages, in order. */
export const stageNames: readonly string[] = stages.map(({ name }) => name);

/**
 * `texts`: distinct, not empty. `parts`: of texts whose other parts were not found. `diagnosis`: what is visible of a code
 * that was not read, if none of the texts is a key. `stage`: the one that read the last code.
 */
interface StagesResult {
  texts: string[];
  parts: TextPart[];
  diagnosis: Diagnosis;
  stage: string | undefined;
}

/**
 * `timeBudgetMs`: processor time after which no search is started. `only`: the names of the stages to run, all of them if missing.
 * `without`: the name of a stage to skip. `isDiagnosed`: whether to look for codes that cannot be read.
 */
export interface StagesOptions {
  timeBudgetMs?: number;
  only?: readonly string[] | undefined;
  without?: string | undefined;
  isDiagnosed?: boolean;
}

/**
 * Runs the stages in order until one finds an `otpauth:` link, from which a login code can be made. While only other
 * texts are found, the inexpensive stages continue: the picture may hold a second code that the first pass missed. While
 * a part of a text is missing, all of them continue.
 */
export const findTexts = async (
  pixels: Pixels,
  { timeBudgetMs = defaultTimeBudgetMs, only = stageNames, without, isDiagnosed = true }: StagesOptions = {},
): Promise<StagesResult> => {
  const context = new SearchContext(pixels, cpuNowMs() + timeBudgetMs);
  let stage: string | undefined;
  let { texts, incomplete } = context.found();
  for (const { name, isExpensive, find } of stages) {
    if (context.isOverdue) break;
    if (name === without || !only.includes(name)) continue;
    if (isExpensive && stage !== undefined && incomplete.length === 0) continue;
    const found = await find(context);
    if (found.length === 0) continue;
    stage = name;
    context.known.push(...found);
    ({ texts, incomplete } = context.found());
    if (texts.some(isKeyLink)) break;
  }
  const diagnosis =
    isDiagnosed && !texts.some(isKeyLink) ? await diagnose(pixels, context.levels(), context) : "nothing";
  return { texts, parts: incomplete, diagnosis, stage };
};

const searchLevels = async (
  { known, deadline, unreadable }: SearchContext,
  levels: Levels,
  from: "three" | "two",
): Promise<ReadCode[]> => {
  for (const level of levels) {
    if (cpuNowMs() > deadline) break;
    const found = await searchCodes(level, { from, known, deadline });
    unreadable.push(...level.unreadable.splice(0));
    if (found.length > 0) return found;
  }
  return [];
};
