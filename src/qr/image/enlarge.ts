import type { GrayImage } from "./image.ts";

/** Parameter of the cubic kernel; the lower, the more it sharpens, which restores modules blurred over a pixel or two. */
const cubicParameter = -1;

/** Weights are integers in units of 2^-8. */
const weightBits = 8;

type Weights = readonly [number, number, number, number];

/** @returns for each position between two pixels the weights of the four nearest pixels */
const kernelWeights = (factor: number, first: number): Weights[] =>
  Array.from({ length: factor }, (_, place) => {
    const behind = (first + place + 0.5) / factor + 0.5;
    const weight = (distance: number): number => Math.round(cubic(distance) * 2 ** weightBits);
    return [weight(1 + behind), weight(behind), weight(1 - behind), weight(2 - behind)];
  });

const cubic = (d: number): number =>
  d < 1
    ? (cubicParameter + 2) * d ** 3 - (cubicParameter + 3) * d ** 2 + 1
    : cubicParameter * (d ** 3 - 5 * d ** 2 + 8 * d - 4);

/**
 * Enlarges by cubic convolution, in half the time that a round trip through libvips takes.
 *
 * @param image stays unchanged
 * @param factor an integer, at least 2
 */
export const enlarge = (image: GrayImage, factor: number): GrayImage => {
  const { width, height } = image;
  const [wide, high] = [width * factor, height * factor];
  const data = new Uint8ClampedArray(wide * high);
  // The first position that lies between the previous pixel and this one.
  const first = -Math.floor((factor + 1) / 2);
  const weights = kernelWeights(factor, first);
  const rows = [0, 1, 2, 3].map(() => new Int16Array(wide));
  const widened = (row: number): Int16Array => {
    const into = rows[(row + 4) % 4] ?? new Int16Array(wide);
    const from = Math.max(0, Math.min(height - 1, row)) * width;
    widenRow(image.data.subarray(from, from + width), into, weights, first);
    return into;
  };
  let [p, q, r] = [widened(-2), widened(-1), widened(0)];
  for (let y = 0; y <= height; y += 1) {
    const s = widened(y + 1);
    for (const [place, own] of weights.entries()) {
      const row = y * factor + first + place;
      if (row >= 0 && row < high) mixRows(data.subarray(row * wide, (row + 1) * wide), p, q, r, s, own);
    }
    [p, q, r] = [q, r, s];
  }
  return { data: new Uint8Array(data.buffer), width: wide, height: high };
};

const mixRows = (
  into: Uint8ClampedArray,
  p: Int16Array,
  q: Int16Array,
  r: Int16Array,
  s: Int16Array,
  [a, b, c, d]: Weights,
): void => {
  for (let x = 0; x < into.length; x += 1)
    into[x] = (a * (p[x] ?? 0) + b * (q[x] ?? 0) + c * (r[x] ?? 0) + d * (s[x] ?? 0)) >> weightBits;
};

const widenRow = (row: Uint8Array, into: Int16Array, weights: readonly Weights[], first: number): void => {
  const last = row.length - 1;
  const factor = weights.length;
  for (const [place, [a, b, c, d]] of weights.entries())
    for (let x = 0, at = first + place; x <= row.length; x += 1, at += factor) {
      if (at < 0 || at >= into.length) continue;
      const [e, f] = [row[Math.max(0, x - 2)] ?? 0, row[Math.max(0, x - 1)] ?? 0];
      const [g, h] = [row[Math.min(last, x)] ?? 0, row[Math.min(last, x + 1)] ?? 0];
      into[at] = (a * e + b * f + c * g + d * h) >> weightBits;
    }
};
