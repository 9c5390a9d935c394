import { findTriples } from "../grid/finder-triples.ts";
import { findFinders, type Finder } from "../grid/finders.ts";
import type { Point } from "../grid/homography.ts";
import { binarize, polarity } from "../image/gray-image.ts";
import type { Pixels } from "../image/image.ts";
import type { Diagnosis } from "../pool/task.ts";
import type { PyramidLevel } from "./pyramid-level.ts";
import { isInside } from "./search.ts";
import { findUnreadableCodes, type ReadCode, type UnreadableCode } from "./zxing.ts";

/** No decoder is reliable on photos below this. */
const minReadableModulePixels = 2;

/** Smaller patterns occur in letters. */
const minCertainModulePixels = 2.5;

/** The codes that a search recognized. `known`: those that were read, whose patterns are ignored. */
export interface CodesSeen {
  readonly known: readonly ReadCode[];
  readonly unreadable: readonly UnreadableCode[];
}

/**
 * Determines what is visible of a code that no stage could read. Beside a code that was read, a single finder pattern
 * means nothing: drawings around codes have some.
 *
 * @param levels what was searched for finder patterns
 */
export const diagnose = async (
  pixels: Pixels,
  levels: readonly PyramidLevel[],
  { known, unreadable }: CodesSeen,
): Promise<Diagnosis> => {
  const code = [...(await findUnreadableCodes(pixels)), ...unreadable].find(
    ({ corners }) => !isInside(known, centerOf(corners), 1),
  );
  if (code !== undefined) {
    const margin = code.moduleSize;
    if (margin < minReadableModulePixels) return "too-small";
    const isInside = code.corners.every(
      ({ x, y }) => x > margin && y > margin && x < pixels.width - margin && y < pixels.height - margin,
    );
    return isInside ? "blurred" : "cut-off";
  }
  let hasLoneFinder = false;
  for (const { image, finders, minLoneCrossings } of levels.flatMap((level) =>
    certainFinders(level, known),
  )) {
    const [triple] = findTriples(finders);
    if (triple !== undefined) {
      const { topLeft, topRight, bottomLeft } = triple;
      const x = topRight.x + bottomLeft.x - topLeft.x;
      const y = topRight.y + bottomLeft.y - topLeft.y;
      return x > 0 && y > 0 && x < image.width && y < image.height ? "blurred" : "cut-off";
    }
    hasLoneFinder ||= finders.some((finder) => isCrossed(finder, minLoneCrossings));
  }
  return hasLoneFinder && known.length === 0 ? "cut-off" : "nothing";
};

const centerOf = (corners: readonly Point[]): Point => ({
  x: corners.reduce((sum, { x }) => sum + x, 0) / corners.length,
  y: corners.reduce((sum, { y }) => sum + y, 0) / corners.length,
});

/** Complete crossings per module; three would be the whole height of a pattern's centre. */
const minCrossings = 2;

/** A single light pattern occurs in icons, so every line must cross it. */
const minLightCrossings = 2.8;

/** Searches unsharpened images, because what the user is told must rest on patterns that are clearly visible. */
const certainFinders = ({ image, scale }: PyramidLevel, known: readonly ReadCode[]) => {
  const binary = binarize(image, false);
  return [polarity.dark, polarity.light].map((drawnIn) => ({
    image,
    finders: findFinders(binary, drawnIn).filter(
      (finder) =>
        finder.moduleSize >= minCertainModulePixels &&
        isCrossed(finder, minCrossings) &&
        !isInside(known, finder, scale),
    ),
    minLoneCrossings: drawnIn === polarity.dark ? minCrossings : minLightCrossings,
  }));
};

const isCrossed = ({ completeCrossings, moduleSize }: Finder, perModule: number): boolean =>
  completeCrossings >= perModule * moduleSize;
