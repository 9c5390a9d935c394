import { zxingUnread } from "./decoder.ts";
import { locateCodes, type Finder } from "./finders.ts";
import type { Pixels } from "./pixels.ts";
import type { Seen } from "./reading.ts";

/** In pixels; under it no decoder is sure of a photo. */
const smallModule = 2;

/** In pixels; smaller patterns turn up in letters. */
const sureModule = 2.5;

/**
 * Tells what there is of a code nobody could read, to be asked last.
 *
 * @param finders the whole finder patterns in it, by ink
 */
export async function seenIn(pixels: Pixels, finders: readonly (readonly Finder[])[]): Promise<Seen> {
  for (const { module, corners } of await zxingUnread(pixels)) {
    if (module < smallModule) return "too-small";
    const margin = module;
    const inside = corners.every(
      ({ x, y }) => x > margin && y > margin && x < pixels.width - margin && y < pixels.height - margin,
    );
    return inside ? "blurred" : "cut-off";
  }
  const sure = finders.map((inOneInk) => inOneInk.filter(isSure));
  const [code] = sure.flatMap((inOneInk) => locateCodes(inOneInk));
  if (code !== undefined) {
    const x = code.right.x + code.down.x - code.corner.x;
    const y = code.right.y + code.down.y - code.corner.y;
    return x > 0 && y > 0 && x < pixels.width && y < pixels.height ? "blurred" : "cut-off";
  }
  return sure.some((inOneInk) => inOneInk.length > 0) ? "cut-off" : "nothing";
}

/** Seen on nearly every line of its middle, which is three modules high. */
function isSure({ rows, module }: Finder): boolean {
  return module >= sureModule && rows >= 2 * module;
}
