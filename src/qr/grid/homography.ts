import type { GrayImage } from "../image/image.ts";

/** In pixels. */
export interface Point {
  x: number;
  y: number;
}

/** The centres of a code's three finder patterns, named as in an upright code. */
export interface FinderCentres {
  topLeft: Point;
  topRight: Point;
  bottomLeft: Point;
}

/**
 * The projective map from a code's modules to pixels. Module (`column`, `row`), counted from the centre of the top left
 * finder pattern, lies at x = (x + column·xa + row·xb) / (1 + column·wa + row·wb), and likewise for y.
 */
export interface Homography extends Point {
  /** Modules between the centres of two finder patterns: the number of modules on a side less 7. */
  finderDistance: number;
  xa: number;
  xb: number;
  ya: number;
  yb: number;
  wa: number;
  wb: number;
}

/**
 * @param finderDistance in modules
 * @param tiltX by which share the top right finder pattern is farther away than the top left one; 0 if flat
 * @param tiltY the same for the bottom left one
 */
export const homographyOf = (
  { topLeft, topRight, bottomLeft }: FinderCentres,
  finderDistance: number,
  tiltX: number,
  tiltY: number,
): Homography => {
  const [scaleX, scaleY] = [1 + tiltX, 1 + tiltY];
  return {
    finderDistance,
    x: topLeft.x,
    y: topLeft.y,
    xa: (topRight.x * scaleX - topLeft.x) / finderDistance,
    xb: (bottomLeft.x * scaleY - topLeft.x) / finderDistance,
    ya: (topRight.y * scaleX - topLeft.y) / finderDistance,
    yb: (bottomLeft.y * scaleY - topLeft.y) / finderDistance,
    wa: tiltX / finderDistance,
    wb: tiltY / finderDistance,
  };
};

/** No photograph has more. */
const maxTilt = 0.5;

/**
 * @param offset in modules, equal in both directions
 * @returns the homography that puts module (`offset`, `offset`) at `x`, `y`; undefined if no photograph can
 */
export const homographyThrough = (
  finders: FinderCentres,
  finderDistance: number,
  offset: number,
  { x, y }: Point,
): Homography | undefined => {
  const { topLeft, topRight, bottomLeft } = finders;
  const share = offset / finderDistance;
  const [ux, uy] = [share * (x - topRight.x), share * (y - topRight.y)];
  const [vx, vy] = [share * (x - bottomLeft.x), share * (y - bottomLeft.y)];
  const offX = topLeft.x + share * (topRight.x + bottomLeft.x - 2 * topLeft.x) - x;
  const offY = topLeft.y + share * (topRight.y + bottomLeft.y - 2 * topLeft.y) - y;
  const area = ux * vy - uy * vx;
  if (Math.abs(area) < 1) return undefined;
  const [tiltX, tiltY] = [(offX * vy - offY * vx) / area, (ux * offY - uy * offX) / area];
  if (Math.abs(tiltX) > maxTilt || Math.abs(tiltY) > maxTilt) return undefined;
  return homographyOf(finders, finderDistance, tiltX, tiltY);
};

/** @returns where a point given in modules lies in the image */
export const project = (h: Homography, column: number, row: number): Point => {
  const depth = 1 + column * h.wa + row * h.wb;
  return {
    x: (h.x + column * h.xa + row * h.xb) / depth,
    y: (h.y + column * h.ya + row * h.yb) / depth,
  };
};

/** @returns the brightness at a point given in modules, interpolated between four pixels; white outside the image */
export const brightnessAt = (
  { data, width, height }: GrayImage,
  h: Homography,
  column: number,
  row: number,
): number => {
  // The same as `project`, inlined because it runs a million times per picture.
  const depth = 1 + column * h.wa + row * h.wb;
  const x = (h.x + column * h.xa + row * h.xb) / depth - 0.5;
  const y = (h.y + column * h.ya + row * h.yb) / depth - 0.5;
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) return 255;
  const left = Math.trunc(x);
  const top = Math.trunc(y);
  const at = top * width + left;
  const fx = x - left;
  const upper = (data[at] ?? 0) * (1 - fx) + (data[at + 1] ?? 0) * fx;
  const lower = (data[at + width] ?? 0) * (1 - fx) + (data[at + width + 1] ?? 0) * fx;
  return upper + (lower - upper) * (y - top);
};
