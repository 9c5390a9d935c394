import type { Finder, Located } from "./finders.ts";
import type { Plane } from "./plane.ts";

/** A grid laid over a plane: the point `x`, `y` is its origin; `u` and `v` are the steps of one unit. In pixels. */
export interface Grid {
  x: number;
  y: number;
  ux: number;
  uy: number;
  vx: number;
  vy: number;
  /** How far the point 1, 1 lies from where a flat grid has it: what perspective does, near enough. In pixels. */
  bendX?: number;
  bendY?: number;
}

/** In modules. */
type Bend = readonly [right: number, down: number];

const flat: Bend = [0, 0];

const white = 255;

/** In modules: the quiet zone the standard asks for. */
const quiet = 4;

/**
 * Draws a located code anew, upright and enlarged, with whole finder patterns and a quiet zone: what overlays, rounded
 * frames, crops and blur take away first is what every decoder needs, while the data behind it can correct itself.
 *
 * @param bend how far, in modules, the fourth corner is off the square the finder patterns span
 */
export function redrawCode(plane: Plane, code: Located, inverted: boolean, bend: Bend = flat): Plane {
  const module = meanModule([code.corner, code.right, code.down]);
  const across = Math.hypot(code.right.x - code.corner.x, code.right.y - code.corner.y);
  const along = Math.hypot(code.down.x - code.corner.x, code.down.y - code.corner.y);
  // A code of version v has its finder patterns 10 + 4v modules apart.
  const apart = 10 + 4 * Math.max(1, Math.min(40, Math.round(((across + along) / 2 / module - 10) / 4)));
  const size = apart + 7;
  const zoom = Math.max(4, Math.min(8, Math.round((across + along) / 2 / apart)));
  const grid: Grid = {
    x: code.corner.x,
    y: code.corner.y,
    ux: (code.right.x - code.corner.x) / apart,
    uy: (code.right.y - code.corner.y) / apart,
    vx: (code.down.x - code.corner.x) / apart,
    vy: (code.down.y - code.corner.y) / apart,
  };
  const [right, down] = bend;
  grid.bendX = (right * grid.ux + down * grid.vx) / apart ** 2;
  grid.bendY = (right * grid.uy + down * grid.vy) / apart ** 2;
  const drawn = samplePlane(plane, grid, { from: -3.5 - quiet, units: size + 2 * quiet, zoom });
  stretch(drawn, inverted);
  clearAround(drawn, (quiet - 1) * zoom);
  for (const [a, b] of [
    [0, 0],
    [apart, 0],
    [0, apart],
  ] as const)
    drawFinder(drawn, (a + 3.5 + quiet) * zoom, (b + 3.5 + quiet) * zoom, zoom);
  return drawn;
}

function meanModule(finders: readonly Finder[]): number {
  return finders.reduce((sum, { module }) => sum + module, 0) / finders.length;
}

/**
 * Lays a grid over a plane and takes `zoom` samples a unit.
 *
 * @param from where the samples begin, in units on both axes @param units how far they reach
 */
export function samplePlane(
  plane: Plane,
  grid: Grid,
  { from, units, zoom }: { from: number; units: number; zoom: number },
): Plane {
  const side = Math.round(units * zoom);
  const [bendX, bendY] = [grid.bendX ?? 0, grid.bendY ?? 0];
  const data = new Uint8Array(side * side);
  for (let row = 0; row < side; row += 1) {
    const b = from + (row + 0.5) / zoom;
    for (let column = 0; column < side; column += 1) {
      const a = from + (column + 0.5) / zoom;
      const x = grid.x + a * grid.ux + b * grid.vx + a * b * bendX - 0.5;
      const y = grid.y + a * grid.uy + b * grid.vy + a * b * bendY - 0.5;
      data[row * side + column] = cubicAt(plane, x, y);
    }
  }
  return { data, width: side, height: side };
}

/** Catmull-Rom: unlike the linear it keeps the contrast of modules little over a pixel. */
function cubicAt({ data, width, height }: Plane, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 1 || top < 1 || left + 2 >= width || top + 2 >= height) {
    const [column, row] = [Math.round(x), Math.round(y)];
    return column < 0 || row < 0 || column >= width || row >= height
      ? white
      : (data[row * width + column] ?? 0);
  }
  const [fx, fy] = [x - left, y - top];
  let value = 0;
  for (let row = -1, at = (top - 1) * width + left; row <= 2; row += 1, at += width) {
    const [p = 0, q = 0, r = 0, s = 0] = [data[at - 1], data[at], data[at + 1], data[at + 2]];
    value += cubic(p, q, r, s, fx) * weight(row - fy);
  }
  return Math.max(0, Math.min(255, Math.round(value)));
}

function cubic(p: number, q: number, r: number, s: number, t: number): number {
  return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
}

function weight(distance: number): number {
  const d = Math.abs(distance);
  return d < 1 ? 1 + d * d * (1.5 * d - 2.5) : d < 2 ? 2 + d * (-4 + d * (2.5 - 0.5 * d)) : 0;
}

/** Spreads the brightness from the darkest to the lightest twentieth over the whole range. */
function stretch({ data }: Plane, inverted: boolean): void {
  const counts = new Uint32Array(256);
  for (const value of data) counts[value] = (counts[value] ?? 0) + 1;
  const [dark, light] = [quantile(counts, data.length * 0.05), quantile(counts, data.length * 0.95)];
  const scale = 255 / Math.max(1, light - dark);
  for (let at = 0; at < data.length; at += 1) {
    const value = Math.max(0, Math.min(255, ((data[at] ?? 0) - dark) * scale));
    data[at] = inverted ? 255 - value : value;
  }
}

function quantile(counts: Uint32Array, below: number): number {
  let seen = 0;
  for (let value = 0; value < counts.length; value += 1) {
    seen += counts[value] ?? 0;
    if (seen > below) return value;
  }
  return 255;
}

function clearAround({ data, width, height }: Plane, margin: number): void {
  for (let y = 0; y < height; y += 1) {
    const line = data.subarray(y * width, (y + 1) * width);
    if (y < margin || y >= height - margin) line.fill(white);
    else line.fill(white, 0, margin).fill(white, width - margin);
  }
}

/** Dark 3×3, a light ring, a dark ring, a light one, around a point in pixels; `zoom` px a module. */
function drawFinder({ data, width, height }: Plane, x: number, y: number, zoom: number): void {
  const reach = Math.ceil(4.5 * zoom);
  for (let row = Math.max(0, Math.floor(y) - reach); row < Math.min(height, y + reach); row += 1)
    for (let column = Math.max(0, Math.floor(x) - reach); column < Math.min(width, x + reach); column += 1) {
      const ring = Math.max(Math.abs(column + 0.5 - x), Math.abs(row + 0.5 - y)) / zoom;
      if (ring < 4.5) data[row * width + column] = ring < 1.5 || (ring > 2.5 && ring < 3.5) ? 0 : white;
    }
}
