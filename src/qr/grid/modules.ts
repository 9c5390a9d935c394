import type { GrayImage } from "../image/image.ts";
import { brightnessAt, type Homography } from "./homography.ts";

/** Of the perfect code that is drawn. */
const quietZoneModules = 2;
const modulePixels = 2;

/** Radius of the mean that separates dark from light modules. */
const meanRadiusModules = 5;

/** @returns the brightness of each module of a code, one pixel per module */
export const sampleModules = (image: GrayImage, h: Homography): GrayImage => {
  const size = h.finderDistance + 7;
  const data = new Uint8Array(size * size);
  const module = Math.hypot(h.xa - h.x * h.wa, h.ya - h.y * h.wa);
  // Several samples average out noise; in a small module they would reach into its neighbours.
  const taps = module < 2 ? [0] : module < 4 ? [-0.2, 0.2] : [-0.3, 0, 0.3];
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      let sum = 0;
      for (const down of taps)
        for (const right of taps) sum += brightnessAt(image, h, column - 3 + right, row - 3 + down);
      data[row * size + column] = Math.round(sum / taps.length ** 2);
    }
  return { data, width: size, height: size };
};

/**
 * Decides for each module whether it is dark, and draws a perfect code: finder and timing patterns, which every decoder
 * needs, are drawn as the standard has them, while errors in the data behind them can be corrected.
 *
 * @param sharpness how many times the difference of a module from its four neighbours is added, against blur
 */
export const drawModules = (modules: GrayImage, sharpness: number): GrayImage => {
  const size = modules.width;
  const contrast = moduleContrast(modules, sharpness);
  const side = (size + 2 * quietZoneModules) * modulePixels;
  const drawn = new Uint8Array(side * side).fill(255);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      if (!(fixedModule(size, row, column) ?? (contrast[row * size + column] ?? 0) < 0)) continue;
      const from = ((row + quietZoneModules) * side + column + quietZoneModules) * modulePixels;
      for (let line = 0; line < modulePixels; line += 1)
        drawn.fill(0, from + line * side, from + line * side + modulePixels);
    }
  return { data: drawn, width: side, height: side };
};

/** @returns which share of the modules that every code has, finder and timing patterns, is right */
export const fixedPatternMatch = (modules: GrayImage): number => {
  const size = modules.width;
  let [fixed, right] = [0, 0];
  for (const [at, value] of moduleContrast(modules, 1).entries()) {
    const isDark = fixedModule(size, Math.floor(at / size), at % size);
    if (isDark === undefined) continue;
    fixed += 1;
    if (isDark === value < 0) right += 1;
  }
  return right / fixed;
};

/** @returns by how much each module is lighter than the mean around it; below 0 for a dark one */
const moduleContrast = (modules: GrayImage, sharpness: number): Float32Array => {
  const values = sharpness === 0 ? Float32Array.from(modules.data) : unsharp(modules, sharpness);
  const means = localMeans(values, modules.width);
  return values.map((value, at) => value - (means[at] ?? 0));
};

/** Whether a module is dark in every code of this size: finder patterns with their light edge, and timing patterns. */
const fixedModule = (size: number, row: number, column: number): boolean | undefined => {
  const far = size - 8;
  if ((row < 8 && (column < 8 || column >= far)) || (row >= far && column < 8)) {
    const down = Math.abs((row >= far ? row - far - 1 : row) - 3);
    const right = Math.abs((column >= far ? column - far - 1 : column) - 3);
    const ring = Math.max(down, right);
    return ring < 2 || ring === 3;
  }
  if (row === 6) return column % 2 === 0;
  if (column === 6) return row % 2 === 0;
  return undefined;
};

/** Blur spreads a module over its neighbours; this undoes it. */
const unsharp = ({ data, width: size }: GrayImage, sharpness: number): Float32Array => {
  const sharpened = new Float32Array(data.length);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      const here = data[at] ?? 0;
      const left = column > 0 ? (data[at - 1] ?? 0) : 255;
      const right = column + 1 < size ? (data[at + 1] ?? 0) : 255;
      const up = row > 0 ? (data[at - size] ?? 0) : 255;
      const down = row + 1 < size ? (data[at + size] ?? 0) : 255;
      sharpened[at] = here + sharpness * (here - (left + right + up + down) / 4);
    }
  return sharpened;
};

/** @returns the mean of the modules around each module, by way of a summed-area table */
const localMeans = (values: Float32Array, size: number): Float32Array => {
  const stride = size + 1;
  const sums = new Float64Array(stride * stride);
  for (let row = 0; row < size; row += 1)
    for (let column = 0, rowSum = 0; column < size; column += 1) {
      rowSum += values[row * size + column] ?? 0;
      sums[(row + 1) * stride + column + 1] = (sums[row * stride + column + 1] ?? 0) + rowSum;
    }
  const means = new Float32Array(values.length);
  const radius = meanRadiusModules;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const [top, bottom] = [Math.max(0, row - radius), Math.min(size, row + radius + 1)];
      const [left, right] = [Math.max(0, column - radius), Math.min(size, column + radius + 1)];
      const sum =
        (sums[bottom * stride + right] ?? 0) -
        (sums[bottom * stride + left] ?? 0) -
        (sums[top * stride + right] ?? 0) +
        (sums[top * stride + left] ?? 0);
      means[row * size + column] = sum / ((bottom - top) * (right - left));
    }
  return means;
};
