import type { GrayImage } from "../image/image.ts";
import type { GridCandidate } from "./candidates.ts";
import { brightnessAt, homographyThrough, project, type Homography } from "./homography.ts";

/** How far from its expected place the alignment pattern is searched, and how finely. */
const alignmentReachModules = 3;
const alignmentSteps = 4;

/** A correlation below this is no alignment pattern. */
const minAlignmentScore = 0.55;

/** Version 1 has no alignment pattern. */
const minAlignedDistance = 18;

/**
 * Finds the alignment pattern near the fourth corner, which determines the perspective better than anything else.
 *
 * @returns homographies through its likeliest places, the best first; none if the pattern is not visible
 */
export const alignedHomographies = (
  image: GrayImage,
  { triple, homography: h }: GridCandidate,
  limit: number,
): Homography[] => {
  if (h.finderDistance < minAlignedDistance) return [];
  const steps = alignmentSteps;
  const centre = h.finderDistance - 3;
  const first = centre - alignmentReachModules - 2;
  const side = 2 * (alignmentReachModules + 2) * steps + 1;
  const samples = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      samples[row * side + column] = brightnessAt(image, h, first + column / steps, first + row / steps);
  const places: { row: number; column: number; score: number }[] = [];
  for (let row = 2 * steps; row < side - 2 * steps; row += 1)
    for (let column = 2 * steps; column < side - 2 * steps; column += 1) {
      const score = alignmentScore(samples, side, row * side + column);
      if (score > minAlignmentScore) places.push({ row, column, score });
    }
  const distance = (one: (typeof places)[number], other: typeof one): number =>
    Math.hypot(one.row - other.row, one.column - other.column) / steps;
  const chosen: typeof places = [];
  for (const place of places.sort((a, b) => b.score - a.score))
    if (chosen.length < limit && chosen.every((one) => distance(one, place) >= 1)) chosen.push(place);
  return chosen
    .map(({ row, column }) => project(h, first + column / steps, first + row / steps))
    .map((point) => homographyThrough(triple, h.finderDistance, centre, point))
    .filter((through) => through !== undefined);
};

/** The unnormalized correlation of the pattern, 8 light modules among 17 dark ones, with itself. */
const perfectCorrelation = Math.sqrt((8 * 17 ** 2 + 17 * 8 ** 2) / 25);

/**
 * Correlates samples with an alignment pattern: a dark ring around a light ring around a dark dot.
 *
 * @param samples `alignmentSteps` per module, `side` per row @param at the index of the centre
 * @returns at most 1
 */
const alignmentScore = (samples: Float32Array, side: number, at: number): number => {
  let [sum, squares, match] = [0, 0, 0];
  for (let down = -2; down <= 2; down += 1)
    for (let right = -2; right <= 2; right += 1) {
      const value = samples[at + (down * side + right) * alignmentSteps] ?? 0;
      sum += value;
      squares += value * value;
      match += Math.max(Math.abs(down), Math.abs(right)) === 1 ? value * 17 : -value * 8;
    }
  const deviation = Math.sqrt(Math.max(0, squares / 25 - (sum / 25) ** 2));
  // A deviation of less than three brightness levels is noise.
  return deviation < 3 ? 0 : match / 25 / deviation / perfectCorrelation;
};
