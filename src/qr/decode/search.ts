import { alignedHomographies } from "../grid/alignment.ts";
import { gridCandidates, type GridCandidate } from "../grid/candidates.ts";
import { completePairs, findTriples } from "../grid/finder-triples.ts";
import type { Finder } from "../grid/finders.ts";
import { project, type Homography, type Point } from "../grid/homography.ts";
import { drawModules, fixedPatternMatch, sampleModules } from "../grid/modules.ts";
import { polarity, toSharedRgba } from "../image/gray-image.ts";
import type { GrayImage } from "../image/image.ts";
import { cpuNowMs } from "./cpu-clock.ts";
import type { PyramidLevel } from "./pyramid-level.ts";
import { readDrawnCode, type CodeContent, type ReadCode, type UnreadableCode } from "./zxing.ts";

/** How a level is searched. */
interface SearchOptions {
  /** Start from three visible finder patterns, or from two and every place where the third could be. */
  from: "three" | "two";
  /** Codes whose finder patterns are ignored. */
  known: readonly ReadCode[];
  /** A time of `cpuNowMs` after which nothing more is tried. */
  deadline: number;
}

/** Limits per polarity: triples that are examined, and candidates that are read; the likeliest first. */
const maxTriples = { three: 60, two: 240 };
const maxReads = { three: 8, two: 6 };

/** Of the timing patterns. One of the two at a covered corner may be half covered. */
const minScore = { three: 0.65, two: 0.6 };

/** A timing score that printed text hardly ever reaches. */
const certainScore = 0.8;

/** A code has at least 0.85 of its fixed modules right, anything else hardly 0.7. */
const minPatternMatch = 0.75;

/** The finder patterns give the version only roughly. */
const versionSpan = { three: 3, two: 1 };

/** How strongly modules are sharpened against blur, in the order tried. */
const sharpnesses = [0, 1, 3];

/** Finds codes by their finder patterns, lays a grid over each and reads its modules. */
export const searchCodes = async (
  level: PyramidLevel,
  { from, known, deadline }: SearchOptions,
): Promise<ReadCode[]> => {
  const found: ReadCode[] = [];
  for (const drawnIn of [polarity.dark, polarity.light]) {
    const finders = level.finders(drawnIn).filter((finder) => !isInside(known, finder, level.scale));
    const triples = from === "three" ? findTriples(finders) : completePairs(finders);
    if (triples.length === 0) continue;
    const image = level.darkOnLight(drawnIn);
    const candidates: GridCandidate[] = [];
    for (const triple of triples.slice(0, maxTriples[from])) {
      if (cpuNowMs() > deadline) return found;
      candidates.push(...gridCandidates(image, triple, versionSpan[from], minScore[from]));
    }
    candidates.sort((a, b) => likelihood(b) - likelihood(a));
    const used = new Set<Finder>();
    let reads = 0;
    for (const candidate of candidates) {
      const { topLeft, topRight, bottomLeft } = candidate.triple;
      if ([topLeft, topRight, bottomLeft].some((finder) => used.has(finder))) continue;
      reads += 1;
      if (reads > maxReads[from] || cpuNowMs() > deadline) break;
      const code = await readCandidate(level, image, candidate);
      if (code === undefined) continue;
      found.push(code);
      for (const finder of [topLeft, topRight, bottomLeft]) used.add(finder);
    }
  }
  return found;
};

/** Short timing patterns match by chance more often than long ones. */
const likelihood = ({ score, homography }: GridCandidate): number =>
  score * homography.finderDistance ** 0.25;

const readCandidate = async (
  level: PyramidLevel,
  image: GrayImage,
  candidate: GridCandidate,
): Promise<ReadCode | undefined> => {
  const homographies = [...alignedHomographies(image, candidate, 2), candidate.homography];
  for (const h of homographies) {
    const content = await readGrid(image, h);
    if (content !== undefined) return { ...content, corners: cornersOf(h, level.scale) };
  }
  const [likeliest] = homographies;
  if (candidate.score < certainScore || likeliest === undefined) return undefined;
  if (fixedPatternMatch(sampleModules(image, likeliest)) >= minPatternMatch)
    level.unreadable.push(unreadableCode(likeliest, level.scale));
  return undefined;
};

const unreadableCode = (h: Homography, scale: number): UnreadableCode => {
  const corners = cornersOf(h, scale);
  const [topLeft, topRight] = corners;
  const width = topLeft && topRight ? Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y) : 0;
  return { moduleSize: width / (h.finderDistance + 7), corners };
};

const readGrid = async (image: GrayImage, h: Homography): Promise<CodeContent | undefined> => {
  const modules = sampleModules(image, h);
  for (const sharpness of sharpnesses) {
    const content = await readDrawnCode(toSharedRgba(drawModules(modules, sharpness)));
    if (content !== undefined) return content;
  }
  return undefined;
};

/** @returns a code's outer corners, in pixels of the picture */
const cornersOf = (h: Homography, scale: number): Point[] => {
  const [first, last] = [-3.5, h.finderDistance + 3.5];
  return [
    project(h, first, first),
    project(h, last, first),
    project(h, last, last),
    project(h, first, last),
  ].map(({ x, y }) => ({ x: x / scale, y: y / scale }));
};

/** @returns whether a point of a level of this scale lies inside one of the codes, whose corners are in pixels of the picture */
export const isInside = (
  codes: readonly Pick<ReadCode, "corners">[],
  { x, y }: Point,
  scale: number,
): boolean =>
  codes.some(({ corners }) => {
    const sides = corners.map((from, index) => {
      const to = corners[(index + 1) % corners.length] ?? from;
      return (to.x - from.x) * (y / scale - from.y) - (to.y - from.y) * (x / scale - from.x);
    });
    return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
  });
