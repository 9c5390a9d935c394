import type { Polarity } from "../image/gray-image.ts";
import type { GrayImage } from "../image/image.ts";

/**
 * A finder pattern: one of the three large squares in the corners of a code. All lengths in pixels.
 * `x`, `y`: its centre. `crossings`: lines that crossed it. `completeCrossings`: those on which its outer ring had the
 * right width too.
 */
export interface Finder {
  x: number;
  y: number;
  moduleSize: number;
  crossings: number;
  completeCrossings: number;
}

type Evidence = "crossings" | "completeCrossings";

/** No page of codes has more; an image full of finder patterns must not cost a search through all triples. */
const maxFinders = 24;
const maxCandidates = 1000;

/** A run may be off by half a module plus the rounding to whole pixels. */
const tolerancePixels = (moduleSize: number): number => moduleSize * 0.5 + 0.6;

/** Run lengths in pixels: outer ring, inner ring, centre, inner ring, outer ring. */
type Runs = [number, number, number, number, number];

/** The binary image that is searched, and what finder patterns are drawn in. */
interface Target {
  image: GrayImage;
  polarity: Polarity;
}

/**
 * Finds runs of one polarity with the widths 1:1:3:1:1 along a row, and confirms them along the column and the row
 * through their centre. The outer ring may have any width: on a dark background without a quiet zone it has no edge.
 *
 * @param image as made by `binarize`
 * @returns the most certain ones, with places reserved for complete ones
 */
export const findFinders = (image: GrayImage, polarity: Polarity): Finder[] => {
  const target: Target = { image, polarity };
  const found: Finder[] = [];
  const isConfirmed = (one: Finder, by: Evidence): boolean => one[by] >= Math.min(3, one.moduleSize);
  let open: Finder[] = [];
  for (let y = 0; y < image.height && found.length < maxCandidates; y += 1) {
    open = open.filter((one) => {
      const isPast = y - one.y >= 2 * one.moduleSize + 2;
      // Noise gives candidates of a line or two everywhere; they must not use up the limit before the code is reached.
      if (isPast && isConfirmed(one, "crossings")) found.push(one);
      return !isPast;
    });
    scanRow(target, y, (x, isComplete) => {
      if (open.length >= maxCandidates) return;
      const candidate = crossCheck(target, x, y, isComplete);
      if (candidate !== undefined) merge(open, candidate);
    });
  }
  found.push(...open);
  const best = (by: Evidence): Finder[] =>
    found
      .filter((one) => isConfirmed(one, by))
      .sort((a, b) => b[by] / b.moduleSize - a[by] / a.moduleSize)
      .slice(0, maxFinders);
  return [...new Set([...best("completeCrossings"), ...best("crossings")])];
};

/** Reports the centre of each possible finder pattern in a row, and whether its outer ring has the right width. */
const scanRow = (
  { image, polarity }: Target,
  y: number,
  report: (x: number, isComplete: boolean) => void,
): void => {
  const { data, width } = image;
  const rowStart = y * width;
  let [a, b, c, d, start] = [0, 0, 0, 0, 0];
  let isDrawn = false;
  for (let x = 0; x <= width; x += 1) {
    if (x < width && (data[rowStart + x] === polarity) === isDrawn) continue;
    const length = x - start;
    // This cheap test rejects most runs: the centre is wider than the rings beside it.
    if (isDrawn && c > b && c > d && isFinder(a, b, c, d, length))
      report(start - d - c / 2, isCompleteFinder(a, b, c, d, length));
    [a, b, c, d] = [b, c, d, length];
    start = x;
    isDrawn = !isDrawn;
  }
};

const isCompleteFinder = (a: number, b: number, c: number, d: number, e: number): boolean => {
  if (a === 0 || b === 0) return false;
  const moduleSize = (a + b + c + d + e) / 7;
  const tolerance = tolerancePixels(moduleSize);
  return (
    moduleSize >= 1 &&
    Math.abs(a - moduleSize) <= tolerance &&
    Math.abs(b - moduleSize) <= tolerance &&
    Math.abs(c - 3 * moduleSize) <= 2 * tolerance &&
    Math.abs(d - moduleSize) <= tolerance &&
    Math.abs(e - moduleSize) <= tolerance
  );
};

/** Like `isCompleteFinder`, but the outer ring may be wider than a module. */
const isFinder = (a: number, b: number, c: number, d: number, e: number): boolean => {
  const moduleSize = (b + c + d) / 5;
  return moduleSize >= 1 && isCompleteFinder(Math.min(a, moduleSize), b, c, d, Math.min(e, moduleSize));
};

/** Measures the pattern along the column through a point, then along the row through the centre found there. */
const crossCheck = (target: Target, x: number, y: number, isComplete: boolean): Finder | undefined => {
  const column = Math.floor(x);
  const vertical = measure(target, column, y, 0, 1);
  if (vertical === undefined) return undefined;
  const centreY = y + vertical.shift;
  const horizontal = measure(target, column, Math.round(centreY), 1, 0);
  if (horizontal === undefined) return undefined;
  const [high, wide] = [vertical.moduleSize, horizontal.moduleSize];
  if (Math.abs(high - wide) > 0.35 * Math.max(high, wide)) return undefined;
  return {
    x: column + horizontal.shift + 0.5,
    y: centreY + 0.5,
    moduleSize: (high + wide) / 2,
    crossings: 1,
    completeCrossings: isComplete && vertical.isComplete && horizontal.isComplete ? 1 : 0,
  };
};

/** Adds a candidate as another line across a known pattern, or as a new pattern. */
const merge = (open: Finder[], candidate: Finder): void => {
  const known = open.find(
    (one) =>
      Math.abs(one.x - candidate.x) < 1.5 * one.moduleSize &&
      Math.abs(one.y - candidate.y) < 1.5 * one.moduleSize &&
      Math.abs(one.moduleSize - candidate.moduleSize) < 0.5 * one.moduleSize,
  );
  if (known === undefined) {
    open.push(candidate);
    return;
  }
  const share = 1 / (known.crossings + 1);
  known.x += (candidate.x - known.x) * share;
  known.y += (candidate.y - known.y) * share;
  known.moduleSize += (candidate.moduleSize - known.moduleSize) * share;
  known.crossings += 1;
  known.completeCrossings += candidate.completeCrossings;
};

/** @returns the distance from the start to the pattern's centre, and the size of its modules, in pixels */
const measure = (target: Target, x: number, y: number, dx: number, dy: number) => {
  const [a, b, c] = runsFrom(target, x, y, -dx, -dy);
  const [d, e, f] = runsFrom(target, x + dx, y + dy, dx, dy);
  const runs: Runs = [c, b, a + d, e, f];
  if (!isFinder(...runs)) return undefined;
  // Without the outer ring, which has no edge on a dark background.
  return { shift: (d - a) / 2, moduleSize: (b + a + d + e) / 5, isComplete: isCompleteFinder(...runs) };
};

/** The lengths of the three runs from a point on: drawn, empty, drawn. */
const runsFrom = (
  { image: { data, width, height }, polarity }: Target,
  x: number,
  y: number,
  dx: number,
  dy: number,
): [number, number, number] => {
  const runs: [number, number, number] = [0, 0, 0];
  for (const run of [0, 1, 2] as const)
    while (
      x >= 0 &&
      y >= 0 &&
      x < width &&
      y < height &&
      (data[y * width + x] === polarity) === (run !== 1)
    ) {
      runs[run] += 1;
      x += dx;
      y += dy;
    }
  return runs;
};
