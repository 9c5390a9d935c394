import { findTriples } from "../grid/finder-triples.ts";
import { findFinders, type Finder } from "../grid/finders.ts";
import { binarize, polarity } from "../image/gray-image.ts";
import type { Pixels } from "../image/image.ts";
import type { Diagnosis } from "../pool/task.ts";
import type { PyramidLevel } from "./pyramid-level.ts";
import { findUnreadableCodes, type UnreadableCode } from "./zxing.ts";

/** No decoder is reliable on photos below this. */
const minReadableModulePixels = 2;

/** Smaller patterns occur in letters. */
const minCertainModulePixels = 2.5;

/**
 * Determines what is visible of a code that no stage could read.
 *
 * @param levels what was searched for finder patterns
 * @param unreadable what the search recognized as codes
 */
export const diagnose = async (
  pixels: Pixels,
  levels: readonly PyramidLevel[],
  unreadable: readonly UnreadableCode[],
): Promise<Diagnosis> => {
  const [code] = [...(await findUnreadableCodes(pixels)), ...unreadable];
  if (code !== undefined) {
    const margin = code.moduleSize;
    if (margin < minReadableModulePixels) return "too-small";
    const isInside = code.corners.every(
      ({ x, y }) => x > margin && y > margin && x < pixels.width - margin && y < pixels.height - margin,
    );
    return isInside ? "blurred" : "cut-off";
  }
  let hasLoneFinder = false;
  for (const { image, finders, minLoneCrossings } of levels.flatMap(certainFinders)) {
    const [triple] = findTriples(finders);
    if (triple !== undefined) {
      const { topLeft, topRight, bottomLeft } = triple;
      const x = topRight.x + bottomLeft.x - topLeft.x;
      const y = topRight.y + bottomLeft.y - topLeft.y;
      return x > 0 && y > 0 && x < image.width && y < image.height ? "blurred" : "cut-off";
    }
    hasLoneFinder ||= finders.some((finder) => isCrossed(finder, minLoneCrossings));
  }
  return hasLoneFinder ? "cut-off" : "nothing";
};

/** Complete crossings per module; three would be the whole height of a pattern's centre. */
const minCrossings = 2;

/** A single light pattern occurs in icons, so every line must cross it. */
const minLightCrossings = 2.8;

/** Searches unsharpened images, because what the user is told must rest on patterns that are clearly visible. */
const certainFinders = ({ image }: PyramidLevel) => {
  const binary = binarize(image, false);
  return [polarity.dark, polarity.light].map((drawnIn) => ({
    image,
    finders: findFinders(binary, drawnIn).filter(
      (finder) => finder.moduleSize >= minCertainModulePixels && isCrossed(finder, minCrossings),
    ),
    minLoneCrossings: drawnIn === polarity.dark ? minCrossings : minLightCrossings,
  }));
};

const isCrossed = ({ completeCrossings, moduleSize }: Finder, perModule: number): boolean =>
  completeCrossings >= perModule * moduleSize;
