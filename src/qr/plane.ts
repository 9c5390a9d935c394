import type { Pixels } from "./pixels.ts";

/** Brightness only, 0 to 255, row by row. `width`, `height` in pixels. */
export interface Plane {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** What a pixel is against its neighbourhood. A code is drawn in the one or, inverted, in the other. */
export const ink = { dark: 1, light: 2 } as const;
export type Ink = (typeof ink)[keyof typeof ink];

/** Of 255 levels; JPEG noise on a plain page must not count. */
const leastContrast = 5;

/** @returns the brightness (Rec. 601 weights) of a picture */
export function planeOf({ data, width, height }: Pixels): Plane {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    grey[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return { data: grey, width, height };
}

/** Kept, because a picture asks for dozens of them, and freed ones pile up faster than they are collected. */
let scratch = new Uint32Array(0);

/** @returns the plane as the decoders take it; good until the next call in this thread */
export function lendPixels({ data, width, height }: Plane): Pixels {
  const count = width * height;
  if (scratch.length < count) scratch = new Uint32Array(count);
  // The three colours alike and opaque, in one write; the order of the bytes does not matter to grey.
  for (let at = 0; at < count; at += 1) scratch[at] = ((data[at] ?? 0) * 0x010101) | 0xff000000;
  return { data: new Uint8ClampedArray(scratch.buffer, 0, count * 4), width, height };
}

/**
 * Tells dark from light by the neighbourhood, so that neither a shadow nor a dark page hides a code.
 *
 * @returns an `ink` a pixel, or 0 for what hardly differs from its surroundings
 */
export function inkPlane(plane: Plane): Plane {
  const { data, width, height } = plane;
  const sums = cornerSums(plane);
  // Wider than the solid middle of any finder pattern that fits the picture, or that would come out hollow.
  const reach = Math.max(12, Math.round(Math.min(width, height) / 12));
  const inks = new Uint8Array(width * height);
  const stride = width + 1;
  for (let y = 0; y < height; y += 1) {
    const top = Math.max(0, y - reach) * stride;
    const bottom = Math.min(height, y + reach + 1) * stride;
    const rows = (bottom - top) / stride;
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum =
        (sums[bottom + right] ?? 0) -
        (sums[bottom + left] ?? 0) -
        (sums[top + right] ?? 0) +
        (sums[top + left] ?? 0);
      const area = rows * (right - left);
      const over = (data[y * width + x] ?? 0) * area - sum;
      inks[y * width + x] =
        over < -leastContrast * area ? ink.dark : over > leastContrast * area ? ink.light : 0;
    }
  }
  return { data: inks, width, height };
}

/** The sums of all pixels above and left of each corner; 255 times 16 megapixels fits 32 bits. */
function cornerSums({ data, width, height }: Plane): Uint32Array {
  const stride = width + 1;
  const sums = new Uint32Array(stride * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += data[y * width + x] ?? 0;
      sums[(y + 1) * stride + x + 1] = (sums[y * stride + x + 1] ?? 0) + row;
    }
  }
  return sums;
}
