import { createRequire } from "node:module";
import qrcode, { type QRCode, type QRCodeSegment } from "qrcode";
import type { GrayImage, Pixels } from "../../src/qr/image/image.ts";
import { toSharedRgba } from "../../src/qr/image/gray-image.ts";

/** A key as a registration shows it; invented. */
export const keyText = "otpauth://totp/%C3%9Cgyf%C3%A9lkapu:proba?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** @returns the image in RGBA, in a buffer of its own */
export const pixelsOf = (image: GrayImage): Pixels => {
  const { data, width, height } = toSharedRgba(image);
  return { data: data.slice(), width, height };
};

/** A code drawn on a plain page. `size`: modules on a side. */
export interface Drawn {
  image: GrayImage;
  size: number;
}

/** @param module in pixels @param margin of the page around the code, in modules @param page brightness of the page */
export const drawCode = (module: number, margin: number, page = 255, text = keyText): Drawn =>
  drawModules(qrcode.create(text, { errorCorrectionLevel: "Q" }), module, margin, page);

const segments = createRequire(import.meta.url)("qrcode/lib/core/segments.js") as {
  fromArray: (segments: readonly QRCodeSegment[]) => object[];
};

/**
 * Draws one symbol of a text in several (Structured Append, ISO/IEC 18004 section 8): the package has no mode for it, so
 * it goes in as a segment without data whose character count is the rest of the header.
 *
 * @param place index from 0, size and parity, as they go into the header
 */
export const drawPart = (
  content: Uint8Array,
  { index, size, parity }: { index: number; size: number; parity: number },
  module = 6,
): GrayImage => {
  const header = {
    mode: { bit: 3, ccBits: [16, 16, 16] },
    getLength: () => (index << 12) | ((size - 1) << 8) | parity,
    getBitsLength: () => 0,
    write: () => undefined,
  };
  const original = segments.fromArray;
  segments.fromArray = (given) => [header, ...original(given)];
  try {
    const data = [{ data: content, mode: "byte" as const }];
    // Version 5, so that parts of different lengths are equally large.
    return drawModules(qrcode.create(data, { errorCorrectionLevel: "M", version: 5 }), module, 4, 255).image;
  } finally {
    segments.fromArray = original;
  }
};

/** @returns the symbols of a text that is cut at these bytes, with the parity of the standard */
export const drawParts = (text: string, ...cuts: readonly number[]): GrayImage[] => {
  const bytes = Buffer.from(text);
  const parity = bytes.reduce((sum, byte) => sum ^ byte, 0);
  const ends = [...cuts, bytes.length];
  return ends.map((end, index) =>
    drawPart(bytes.subarray(ends[index - 1] ?? 0, end), { index, size: ends.length, parity }),
  );
};

const drawModules = ({ modules }: QRCode, module: number, margin: number, page: number): Drawn => {
  const { size, data } = modules;
  const side = Math.round((size + 2 * margin) * module);
  const drawn = new Uint8Array(side * side).fill(page);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const column = Math.floor((x + 0.5) / module) - margin;
      const row = Math.floor((y + 0.5) / module) - margin;
      if (column < 0 || row < 0 || column >= size || row >= size) continue;
      drawn[y * side + x] = data[row * size + column] ? 0 : 255;
    }
  return { image: { data: drawn, width: side, height: side }, size };
};

/** Paints a gray rectangle over an image; all in pixels. */
export const cover = (
  image: GrayImage,
  left: number,
  top: number,
  width: number,
  height: number,
): GrayImage => {
  for (let y = Math.max(0, top); y < Math.min(image.height, top + height); y += 1)
    image.data.fill(
      220,
      y * image.width + Math.max(0, left),
      y * image.width + Math.min(image.width, left + width),
    );
  return image;
};

/** @returns the part of an image to the left of a column */
export const leftOf = ({ data, width, height }: GrayImage, column: number): GrayImage => {
  const cut = new Uint8Array(column * height);
  for (let y = 0; y < height; y += 1) cut.set(data.subarray(y * width, y * width + column), y * column);
  return { data: cut, width: column, height };
};

/** @returns images of equal height side by side */
export const sideBySide = (...images: readonly GrayImage[]): Pixels => {
  const [width, height] = [images.reduce((sum, one) => sum + one.width, 0), images[0]?.height ?? 0];
  const data = new Uint8Array(width * height);
  let left = 0;
  for (const one of images) {
    for (let y = 0; y < height; y += 1)
      data.set(one.data.subarray(y * one.width, (y + 1) * one.width), y * width + left);
    left += one.width;
  }
  return pixelsOf({ data, width, height });
};

/** @returns the image with each pixel replaced by the mean of the square around it */
export const blur = ({ data, width, height }: GrayImage, radius: number): GrayImage => {
  const blurred = data.map((_, at) => {
    let [sum, count] = [0, 0];
    for (let y = Math.floor(at / width) - radius, last = y + 2 * radius; y <= last; y += 1)
      for (let x = (at % width) - radius, end = x + 2 * radius; x <= end; x += 1) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        sum += data[y * width + x] ?? 0;
        count += 1;
      }
    return sum / count;
  });
  return { data: blurred, width, height };
};

/** @returns bytes of noise, the same for the same seed */
export const noiseBytes = (length: number, seed: number): Uint8Array<ArrayBuffer> => {
  const noise = new Uint8Array(length);
  let state = seed;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    noise[at] = (state >> 12) & 255;
  }
  return noise;
};
