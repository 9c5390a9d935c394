import { brightnessAt, type View } from "./homography.ts";
import type { Plane } from "../image/gray-image.ts";

/** Of the perfect code drawn: modules of margin, and pixels a module. */
const quiet = 2;
const zoom = 2;

/** In modules: how far around the mean is taken that tells dark from light. */
const reach = 5;

/** @returns the brightness of each module of a code, row by row */
export function sampleModules(plane: Plane, view: View): Plane {
  const side = view.apart + 7;
  const data = new Uint8Array(side * side);
  const module = Math.hypot(view.xa - view.x * view.wa, view.ya - view.y * view.wa);
  // Several samples take noise out; those of a small module would reach into its neighbours.
  const taps = module < 2 ? [0] : module < 4 ? [-0.2, 0.2] : [-0.3, 0, 0.3];
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      let sum = 0;
      for (const down of taps)
        for (const over of taps) sum += brightnessAt(plane, view, column - 3 + over, row - 3 + down);
      data[row * side + column] = Math.round(sum / taps.length ** 2);
    }
  return { data, width: side, height: side };
}

/**
 * Decides each module by its neighbourhood and draws a perfect code of them, with whole finder and timing patterns:
 * these every decoder needs first, while the data behind them corrects itself.
 *
 * @param sharpness how many times the difference of a module from its four neighbours is added, against blur
 */
export function drawModules(modules: Plane, sharpness: number): Plane {
  return drawDecided(decide(modules, sharpness), modules.width);
}

function decide(modules: Plane, sharpness: number): Float32Array {
  const values = sharpness === 0 ? Float32Array.from(modules.data) : setOff(modules, sharpness);
  const means = localMeans(values, modules.width);
  return values.map((value, at) => value - (means[at] ?? 0));
}

/** @returns which share of the modules that every code has, finder and timing patterns, are as they should be */
export function likeness(modules: Plane): number {
  const size = modules.width;
  let [known, right] = [0, 0];
  for (const [at, value] of decide(modules, 1).entries()) {
    const dark = knownDark(size, Math.floor(at / size), at % size);
    if (dark === undefined) continue;
    known += 1;
    if (dark === value < 0) right += 1;
  }
  return right / known;
}

/** @param decided each module, row by row, below 0 for dark @param size modules on a side */
export function drawDecided(decided: Float32Array, size: number): Plane {
  const side = (size + 2 * quiet) * zoom;
  const drawn = new Uint8Array(side * side).fill(255);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      if (!(knownDark(size, row, column) ?? (decided[at] ?? 0) < 0)) continue;
      const from = (row + quiet) * zoom * side + (column + quiet) * zoom;
      for (let line = 0; line < zoom; line += 1) drawn.fill(0, from + line * side, from + line * side + zoom);
    }
  return { data: drawn, width: side, height: side };
}

/** What every code of this size has: finder patterns with a light edge, and timing patterns. Undefined elsewhere. */
export function knownDark(size: number, row: number, column: number): boolean | undefined {
  const far = size - 8;
  if ((row < 8 && (column < 8 || column >= far)) || (row >= far && column < 8)) {
    const down = Math.abs((row >= far ? row - far - 1 : row) - 3);
    const over = Math.abs((column >= far ? column - far - 1 : column) - 3);
    const ring = Math.max(down, over);
    return ring < 2 || ring === 3;
  }
  if (row === 6) return column % 2 === 0;
  if (column === 6) return row % 2 === 0;
  return undefined;
}

/** Blur spreads a module over its neighbours; what they have of it is given back. */
function setOff({ data, width: size }: Plane, sharpness: number): Float32Array {
  const sharp = new Float32Array(data.length);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      const here = data[at] ?? 0;
      const left = column > 0 ? (data[at - 1] ?? 0) : 255;
      const right = column + 1 < size ? (data[at + 1] ?? 0) : 255;
      const up = row > 0 ? (data[at - size] ?? 0) : 255;
      const down = row + 1 < size ? (data[at + size] ?? 0) : 255;
      sharp[at] = here + sharpness * (here - (left + right + up + down) / 4);
    }
  return sharp;
}

/** @returns of each module the mean of those around it */
export function localMeans(values: Float32Array, size: number): Float32Array {
  const stride = size + 1;
  const sums = new Float64Array(stride * stride);
  for (let row = 0; row < size; row += 1)
    for (let column = 0, line = 0; column < size; column += 1) {
      line += values[row * size + column] ?? 0;
      sums[(row + 1) * stride + column + 1] = (sums[row * stride + column + 1] ?? 0) + line;
    }
  const means = new Float32Array(values.length);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const [top, bottom] = [Math.max(0, row - reach), Math.min(size, row + reach + 1)];
      const [left, right] = [Math.max(0, column - reach), Math.min(size, column + reach + 1)];
      const sum =
        (sums[bottom * stride + right] ?? 0) -
        (sums[bottom * stride + left] ?? 0) -
        (sums[top * stride + right] ?? 0) +
        (sums[top * stride + left] ?? 0);
      means[row * size + column] = sum / ((bottom - top) * (right - left));
    }
  return means;
}
