import type { Pixels } from "./image.ts";

/** In levels of 256. The noise of a JPEG and the tint of a photo must not count. */
const minContrast = 24;

/** Share of the pixels that may lie outside the contrast at either end. */
const tailShare = 0.0005;

/**
 * The colour differences Cb and Cr of a picture (Rec. 601) as gray pictures, stretched to full contrast. Two colours of the
 * same brightness differ in at least one of them.
 *
 * @returns those with contrast, the stronger one first; none for a picture in black and white
 */
export const chromaPlanes = ({ data, width, height }: Pixels): Pixels[] => {
  const blue = new Uint8Array(width * height);
  const red = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < blue.length; at += 1, from += 4) {
    const [r, g, b] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    blue[at] = (32896 - 43 * r - 85 * g + 128 * b) >> 8;
    red[at] = (32896 + 128 * r - 107 * g - 21 * b) >> 8;
  }
  return [blue, red]
    .map((plane) => ({ plane, ...rangeOf(plane) }))
    .filter(({ low, high }) => high - low >= minContrast)
    .toSorted((a, b) => b.high - b.low - (a.high - a.low))
    .map(({ plane, low, high }) => ({ data: stretched(plane, low, high), width, height }));
};

const rangeOf = (plane: Uint8Array): { low: number; high: number } => {
  const histogram = new Uint32Array(256);
  for (const value of plane) histogram[value] = (histogram[value] ?? 0) + 1;
  const tail = plane.length * tailShare;
  const end = (values: readonly number[]): number => {
    let passed = 0;
    return values.find((value) => (passed += histogram[value] ?? 0) > tail) ?? 0;
  };
  const values = [...histogram.keys()];
  return { low: end(values), high: end(values.toReversed()) };
};

const stretched = (plane: Uint8Array, low: number, high: number): Uint8ClampedArray<ArrayBuffer> => {
  const data = new Uint8ClampedArray(plane.length * 4).fill(255);
  for (let at = 0; at < plane.length; at += 1) {
    const value = (((plane[at] ?? 0) - low) * 255) / (high - low);
    data[at * 4] = data[at * 4 + 1] = data[at * 4 + 2] = value;
  }
  return data;
};
