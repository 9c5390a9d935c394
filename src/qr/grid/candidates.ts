import type { GrayImage } from "../image/image.ts";
import type { FinderTriple } from "./finder-triples.ts";
import { brightnessAt, homographyOf, type Homography } from "./homography.ts";

/** One way in which a code may lie in an image. `score`: how well its timing patterns fit, 1 perfect, 0 by chance. */
export interface GridCandidate {
  triple: FinderTriple;
  homography: Homography;
  score: number;
}

const maxVersion = 40;

/** By which share one finder pattern may be farther away than the other. */
const maxTilt = 0.25;

/** By how much the middle of a timing pattern may move from one tilt to the next. */
const tiltStepModules = 0.35;

/** A timing pattern is a line between two finder patterns: along the row from the top left one, or along the column. */
type Axis = "row" | "column";

const alongAxis = (image: GrayImage, h: Homography, axis: Axis, offset: number): number =>
  axis === "row" ? brightnessAt(image, h, offset, 3) : brightnessAt(image, h, 3, offset);

/**
 * Determines a code's version and its tilt from the timing patterns, whose modules alternate between dark and light.
 *
 * @param image with the code dark on light
 * @param versionSpan versions tried to either side of the one that the finder patterns suggest, roughly
 * @param minScore the score a candidate needs
 */
export const gridCandidates = (
  image: GrayImage,
  triple: FinderTriple,
  versionSpan: number,
  minScore: number,
): GridCandidate[] => {
  const { topLeft, topRight, bottomLeft } = triple;
  const module = (topLeft.moduleSize + topRight.moduleSize + bottomLeft.moduleSize) / 3;
  const across = Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y);
  const along = Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y);
  // In version v the finder patterns are 10 + 4v modules apart.
  const likely = Math.max(1, Math.min(maxVersion, Math.round(((across + along) / 2 / module - 10) / 4)));
  const flat = homographyOf(triple, 10 + 4 * likely, 0, 0);
  // Of the two lines at a covered corner one is half covered, so the one with more changes counts.
  const changes = Math.max(countChanges(image, flat, "row"), countChanges(image, flat, "column"));
  const candidates: GridCandidate[] = [];
  const last = Math.min(maxVersion, likely + versionSpan);
  for (let version = Math.max(1, likely - versionSpan); version <= last; version += 1) {
    const finderDistance = 10 + 4 * version;
    const length = finderDistance - 6;
    if (changes < minChangesPerModule * length || changes > maxChangesPerModule * length) continue;
    const row = bestTilt(image, triple, finderDistance, "row");
    // Even a perfect second line would not make up for it.
    if ((row.score + 1) / 2 < minScore) continue;
    const column = bestTilt(image, triple, finderDistance, "column");
    const score = (row.score + column.score) / 2;
    if (score < minScore) continue;
    candidates.push({
      triple,
      homography: homographyOf(triple, finderDistance, row.tilt, column.tilt),
      score,
    });
  }
  return candidates;
};

/** Changes between dark and light in a timing pattern; blur removes some, noise adds some. */
const [minChangesPerModule, maxChangesPerModule] = [0.7, 1.4];

const samplesPerModule = 4;

/** In brightness levels from the mean of the two modules around. */
const minChange = 2;

/** @returns how often the line of a timing pattern changes between dark and light, whatever the version */
const countChanges = (image: GrayImage, h: Homography, axis: Axis): number => {
  const count = (h.finderDistance - 6) * samplesPerModule;
  const sums = new Float64Array(count + 1);
  for (let index = 0; index < count; index += 1)
    sums[index + 1] = (sums[index] ?? 0) + alongAxis(image, h, axis, 3 + (index + 0.5) / samplesPerModule);
  let changes = 0;
  let side = 0;
  for (let index = 0; index < count; index += 1) {
    const from = Math.max(0, index - samplesPerModule);
    const to = Math.min(count, index + samplesPerModule + 1);
    const mean = ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
    const difference = (sums[index + 1] ?? 0) - (sums[index] ?? 0) - mean;
    if (Math.abs(difference) < minChange || Math.sign(difference) === side) continue;
    side = Math.sign(difference);
    changes += 1;
  }
  return changes;
};

/** Finds the tilt along one axis; that along the other hardly moves the line, which is three modules from the centre. */
const bestTilt = (image: GrayImage, triple: FinderTriple, finderDistance: number, axis: Axis) => {
  // A tilt moves the middle of the line by a quarter of its share of the length.
  const step = (4 * tiltStepModules) / finderDistance;
  const best = { tilt: 0, score: -1 };
  for (let count = Math.floor(maxTilt / step), at = -count; at <= count; at += 1) {
    const tilt = at * step;
    const h =
      axis === "row"
        ? homographyOf(triple, finderDistance, tilt, 0)
        : homographyOf(triple, finderDistance, 0, tilt);
    const score = timingScore(image, h, axis);
    // Of two equal ones the flatter.
    if (score < best.score || (score === best.score && Math.abs(tilt) >= Math.abs(best.tilt))) continue;
    best.tilt = tilt;
    best.score = score;
  }
  return best;
};

/** Compares each module with the mean of its two neighbours, so that a shadow across the line does not matter. */
const timingScore = (image: GrayImage, h: Homography, axis: Axis): number => {
  const last = h.finderDistance - 2;
  let sum = 0;
  let total = 0;
  let before = 0;
  let here = 0;
  for (let at = 3; at < last; at += 1) {
    const next = alongAxis(image, h, axis, at);
    if (at > 4) {
      const difference = here - (before + next) / 2;
      sum += at % 2 === 0 ? -difference : difference;
      total += Math.abs(difference);
    }
    before = here;
    here = next;
  }
  // Less than two brightness levels per module is noise.
  return total < 2 * h.finderDistance ? 0 : sum / total;
};
