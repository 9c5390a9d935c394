import type { GrayImage } from "./image.ts";

/** Of the Lanczos kernel, in pixels of the smaller image. */
const radius = 3;

/** Weights are integers in units of 2^-14, so that a sum of them and bytes fits into 32 bits. */
const weightBits = 14;

/** For each position in the smaller image: the first pixel that counts, and the weights from there on. */
interface Taps {
  readonly first: number;
  readonly weights: Int32Array;
}

/** @returns the image scaled to at most `maxPixels`, or the image itself if it has no more than that */
export const shrink = (image: GrayImage, maxPixels: number): GrayImage => {
  const scale = Math.sqrt(maxPixels / (image.width * image.height));
  if (scale >= 1) return image;
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  return shrinkRows(shrinkColumns(image, height), width);
};

const shrinkColumns = ({ data, width, height }: GrayImage, to: number): GrayImage => {
  const shrunk = new Uint8ClampedArray(width * to);
  const sums = new Int32Array(width);
  for (const [y, { first, weights }] of taps(height, to).entries()) {
    sums.fill(1 << (weightBits - 1));
    for (const [index, weight] of weights.entries()) {
      const start = (first + index) * width;
      addRow(sums, data.subarray(start, start + width), weight);
    }
    for (let x = 0; x < width; x += 1) shrunk[y * width + x] = (sums[x] ?? 0) >> weightBits;
  }
  return { data: new Uint8Array(shrunk.buffer), width, height: to };
};

const addRow = (sums: Int32Array, row: Uint8Array, weight: number): void => {
  for (let x = 0; x < sums.length; x += 1) sums[x] = (sums[x] ?? 0) + weight * (row[x] ?? 0);
};

const shrinkRows = ({ data, width, height }: GrayImage, to: number): GrayImage => {
  const shrunk = new Uint8ClampedArray(to * height);
  const columns = taps(width, to);
  for (let y = 0; y < height; y += 1)
    shrinkRow(data, y * width, columns, shrunk.subarray(y * to, (y + 1) * to));
  return { data: new Uint8Array(shrunk.buffer), width: to, height };
};

const shrinkRow = (
  data: Uint8Array,
  start: number,
  columns: readonly Taps[],
  into: Uint8ClampedArray,
): void => {
  for (let x = 0; x < into.length; x += 1) {
    const tap = columns[x];
    if (tap === undefined) return;
    const { first, weights } = tap;
    let sum = 1 << (weightBits - 1);
    for (let index = 0, from = start + first; index < weights.length; index += 1, from += 1)
      sum += (weights[index] ?? 0) * (data[from] ?? 0);
    into[x] = sum >> weightBits;
  }
};

const taps = (from: number, to: number): Taps[] => {
  const factor = from / to;
  return Array.from({ length: to }, (_, position) => {
    const center = (position + 0.5) * factor - 0.5;
    const first = Math.max(0, Math.ceil(center - radius * factor));
    const last = Math.min(from - 1, Math.floor(center + radius * factor));
    const shares = Array.from({ length: last - first + 1 }, (_, index) =>
      lanczos((first + index - center) / factor),
    );
    const sum = shares.reduce((total, share) => total + share, 0);
    return {
      first,
      weights: Int32Array.from(shares, (share) => Math.round((share / sum) * 2 ** weightBits)),
    };
  });
};

const lanczos = (x: number): number => (x === 0 ? 1 : sinc(x) * sinc(x / radius));

const sinc = (x: number): number => Math.sin(Math.PI * x) / (Math.PI * x);
