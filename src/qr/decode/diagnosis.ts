import { zxingUnread, type UnreadCode } from "./zxing.ts";
import { findFinders, type Finder } from "../grid/finders.ts";
import { locateCodes } from "../grid/finder-triples.ts";
import type { Pixels } from "../image/pixels.ts";
import { ink, inkPlane } from "../image/gray-image.ts";
import type { Seen } from "../pool/task.ts";
import type { Level } from "./search.ts";

/** In pixels; under it no decoder is sure of a photo. */
const smallModule = 2;

/** In pixels; smaller patterns turn up in letters. */
const sureModule = 2.5;

/**
 * Tells what there is of a code nobody could read, to be asked last.
 *
 * @param levels what was searched for finder patterns
 * @param unread what the search took for codes
 */
export async function seenIn(
  pixels: Pixels,
  levels: readonly Level[],
  unread: readonly UnreadCode[],
): Promise<Seen> {
  for (const { module, corners } of [...(await zxingUnread(pixels)), ...unread]) {
    if (module < smallModule) return "too-small";
    const margin = module;
    const inside = corners.every(
      ({ x, y }) => x > margin && y > margin && x < pixels.width - margin && y < pixels.height - margin,
    );
    return inside ? "blurred" : "cut-off";
  }
  let some = false;
  for (const { plane, sure, loneRows } of levels.flatMap(sureFinders)) {
    const [code] = locateCodes(sure);
    if (code !== undefined) {
      const x = code.right.x + code.down.x - code.corner.x;
      const y = code.right.y + code.down.y - code.corner.y;
      return x > 0 && y > 0 && x < plane.width && y < plane.height ? "blurred" : "cut-off";
    }
    some ||= sure.some(({ whole, module }) => whole >= loneRows * module);
  }
  return some ? "cut-off" : "nothing";
}

/** In modules: on how much of its middle, which is three modules high, a pattern was seen whole. */
const sureRows = 2;

/** A lone light pattern turns up in icons, so it has to be seen on every line. */
const sureLightRows = 2.8;

/** Not sharply: what is to be said of a picture is told by patterns that are plain to see. */
function sureFinders({ plane }: Level) {
  const inks = inkPlane(plane, false);
  return [ink.dark, ink.light].map((drawnIn) => ({
    plane,
    sure: findFinders(inks, drawnIn).filter(isSure),
    loneRows: drawnIn === ink.dark ? sureRows : sureLightRows,
  }));
}

function isSure({ whole, module }: Finder): boolean {
  return module >= sureModule && whole >= sureRows * module;
}
