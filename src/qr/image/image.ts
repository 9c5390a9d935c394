/** An upright picture in RGBA, 8 bits per channel, row by row, opaque. `width` and `height` in pixels. */
export interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** The pixels of a picture, or why there are none. */
export type PixelsOrNot = { ok: true; pixels: Pixels } | { ok: false; why: "broken" | "too-large" };

/** One byte per pixel, row by row: a brightness from 0 to 255 unless stated otherwise. `width` and `height` in pixels. */
export interface GrayImage {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}
