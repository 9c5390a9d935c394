import type { Plane } from "./gray-image.ts";

/** Of the cubic: the lower, the more it sharpens; what blur takes from modules of a pixel or two is given back. */
const edge = -1;

/** Weights are whole numbers, this many to one. */
const bits = 8;

type Weights = readonly [number, number, number, number];

/** @returns for each place between two pixels the weights of the four nearest pixels */
function weightsOf(times: number, first: number): Weights[] {
  return Array.from({ length: times }, (_, place) => {
    const behind = (first + place + 0.5) / times + 0.5;
    const weight = (distance: number): number => Math.round(share(distance) * 2 ** bits);
    return [weight(1 + behind), weight(behind), weight(1 - behind), weight(2 - behind)];
  });
}

function share(d: number): number {
  return d < 1 ? (edge + 2) * d ** 3 - (edge + 3) * d ** 2 + 1 : edge * (d ** 3 - 5 * d ** 2 + 8 * d - 4);
}

/**
 * Enlarges with a cubic through the pixels, here in half the time that the way to libvips and back takes.
 *
 * @param plane left as it is
 * @param times a whole number, at least 2
 */
export function enlargePlane(plane: Plane, times: number): Plane {
  const { width, height } = plane;
  const [wide, high] = [width * times, height * times];
  const data = new Uint8ClampedArray(wide * high);
  // The first place that lies between the pixel before and this one.
  const first = -Math.floor((times + 1) / 2);
  const weights = weightsOf(times, first);
  const rows = [0, 1, 2, 3].map(() => new Int16Array(wide));
  const widened = (row: number): Int16Array => {
    const into = rows[(row + 4) % 4] ?? new Int16Array(wide);
    const from = Math.max(0, Math.min(height - 1, row)) * width;
    widen(plane.data.subarray(from, from + width), into, weights, first);
    return into;
  };
  let [p, q, r] = [widened(-2), widened(-1), widened(0)];
  for (let y = 0; y <= height; y += 1) {
    const s = widened(y + 1);
    for (const [place, own] of weights.entries()) {
      const row = y * times + first + place;
      if (row >= 0 && row < high) mix(data.subarray(row * wide, (row + 1) * wide), p, q, r, s, own);
    }
    [p, q, r] = [q, r, s];
  }
  return { data: new Uint8Array(data.buffer), width: wide, height: high };
}

function mix(
  into: Uint8ClampedArray,
  p: Int16Array,
  q: Int16Array,
  r: Int16Array,
  s: Int16Array,
  [a, b, c, d]: Weights,
): void {
  for (let x = 0; x < into.length; x += 1)
    into[x] = (a * (p[x] ?? 0) + b * (q[x] ?? 0) + c * (r[x] ?? 0) + d * (s[x] ?? 0)) >> bits;
}

function widen(line: Uint8Array, into: Int16Array, weights: readonly Weights[], first: number): void {
  const last = line.length - 1;
  const times = weights.length;
  for (const [place, [a, b, c, d]] of weights.entries())
    for (let x = 0, at = first + place; x <= line.length; x += 1, at += times) {
      if (at < 0 || at >= into.length) continue;
      const [e, f] = [line[Math.max(0, x - 2)] ?? 0, line[Math.max(0, x - 1)] ?? 0];
      const [g, h] = [line[Math.min(last, x)] ?? 0, line[Math.min(last, x + 1)] ?? 0];
      into[at] = (a * e + b * f + c * g + d * h) >> bits;
    }
}
