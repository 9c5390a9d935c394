import type { Plane } from "../image/gray-image.ts";

/** In pixels. */
export interface Point {
  x: number;
  y: number;
}

/** Where the middles of a code's three finder patterns lie. */
export interface Corners {
  corner: Point;
  right: Point;
  down: Point;
}

/**
 * How a code lies in a picture, seen at an angle. The point `a` modules to the right of the corner finder pattern's middle
 * and `b` down lies at x = (x + a·xa + b·xb) / (1 + a·wa + b·wb), and so for y; in pixels.
 */
export interface View extends Point {
  /** Modules from one finder pattern's middle to the next. */
  apart: number;
  xa: number;
  xb: number;
  ya: number;
  yb: number;
  wa: number;
  wb: number;
}

/**
 * @param apart modules between the middles of two finder patterns
 * @param tilt by which share the right finder pattern is farther away than the corner; 0 for flat
 * @param slant the same for the lower one
 */
export function viewOf({ corner, right, down }: Corners, apart: number, tilt: number, slant: number): View {
  const [across, along] = [1 + tilt, 1 + slant];
  return {
    apart,
    x: corner.x,
    y: corner.y,
    xa: (right.x * across - corner.x) / apart,
    xb: (down.x * along - corner.x) / apart,
    ya: (right.y * across - corner.y) / apart,
    yb: (down.y * along - corner.y) / apart,
    wa: tilt / apart,
    wb: slant / apart,
  };
}

/** More than that no photograph has. */
const steepest = 0.5;

/**
 * @param a modules, to the right and down alike
 * @returns the view in which that point lies at `x`, `y`; undefined when no photograph has it there
 */
export function viewThrough(code: Corners, apart: number, a: number, { x, y }: Point): View | undefined {
  const { corner, right, down } = code;
  const share = a / apart;
  const [ux, uy] = [share * (x - right.x), share * (y - right.y)];
  const [vx, vy] = [share * (x - down.x), share * (y - down.y)];
  const offX = corner.x + share * (right.x + down.x - 2 * corner.x) - x;
  const offY = corner.y + share * (right.y + down.y - 2 * corner.y) - y;
  const area = ux * vy - uy * vx;
  if (Math.abs(area) < 1) return undefined;
  const [tilt, slant] = [(offX * vy - offY * vx) / area, (ux * offY - uy * offX) / area];
  if (Math.abs(tilt) > steepest || Math.abs(slant) > steepest) return undefined;
  return viewOf(code, apart, tilt, slant);
}

/** @returns where a point given in modules lies in the picture */
export function pointIn(view: View, a: number, b: number): Point {
  const over = 1 + a * view.wa + b * view.wb;
  return { x: (view.x + a * view.xa + b * view.xb) / over, y: (view.y + a * view.ya + b * view.yb) / over };
}

/** @returns the brightness at a point given in modules, between the four nearest pixels; white outside the picture */
export function brightnessAt({ data, width, height }: Plane, view: View, a: number, b: number): number {
  // As in `pointIn`; written out, because it runs a million times a picture.
  const over = 1 + a * view.wa + b * view.wb;
  const x = (view.x + a * view.xa + b * view.xb) / over - 0.5;
  const y = (view.y + a * view.ya + b * view.yb) / over - 0.5;
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) return 255;
  const left = Math.trunc(x);
  const top = Math.trunc(y);
  const at = top * width + left;
  const fx = x - left;
  const upper = (data[at] ?? 0) * (1 - fx) + (data[at + 1] ?? 0) * fx;
  const lower = (data[at + width] ?? 0) * (1 - fx) + (data[at + width + 1] ?? 0) * fx;
  return upper + (lower - upper) * (y - top);
}
