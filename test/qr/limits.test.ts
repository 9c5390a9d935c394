import { expect, test } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { isTooLarge, type PictureHeader } from "../../src/qr/image/limits.ts";

type Row = [what: string, PictureFormat, PictureHeader];

const read: Row[] = [
  ["a photo of 12 megapixels", "heic", { width: 4032, height: 3024 }],
  ["a photo of 48 megapixels", "jpeg", { width: 8064, height: 6048 }],
  ["a photo of 50 megapixels", "jpeg", { width: 8160, height: 6144 }],
  ["a photo of 108 megapixels", "jpeg", { width: 12_000, height: 9000 }],
  ["a photo of 200 megapixels", "jpeg", { width: 16_320, height: 12_240 }],
  ["a panorama", "jpeg", { width: 16_382, height: 3900 }],
  ["a progressive photo", "jpeg", { width: 4080, height: 3060, isProgressive: true }],
  ["a screenshot", "png", { width: 1440, height: 3200 }],
  ["a scrolling screenshot", "png", { width: 1080, height: 25_000 }],
  ["a scrolling screenshot", "jpeg", { width: 1080, height: 40_000 }],
  ["a screenshot", "avif", { width: 1440, height: 3200 }],
  ["a screenshot", "webp", { width: 1440, height: 3200 }],
  ["a scanned page of 300 dpi", "tiff", { width: 2480, height: 3508 }],
  ["a bitmap of a large screen", "bmp", { width: 3840, height: 2160 }],
];

test.each(read)("%s is read: %s", (_, format, header) => {
  expect(isTooLarge(format, header)).toBe(false);
});

const refused: Row[] = [
  ["16,000,000 pixels in a row", "png", { width: 16_000_000, height: 1 }],
  ["16,000,000 rows", "png", { width: 1, height: 16_000_000 }],
  ["81 megapixels", "png", { width: 9000, height: 9000 }],
  ["interlaced, 16 megapixels", "png", { width: 4000, height: 4000, isProgressive: true }],
  ["progressive, 16 megapixels", "jpeg", { width: 4000, height: 4000, isProgressive: true }],
  ["240 megapixels", "jpeg", { width: 20_000, height: 12_000 }],
  ["49 megapixels", "avif", { width: 7000, height: 7000 }],
  ["49 megapixels", "webp", { width: 7000, height: 7000 }],
  ["animated, 8 megapixels", "webp", { width: 3264, height: 2448, frames: 2 }],
  ["animated, 8 megapixels", "gif", { width: 3264, height: 2448, frames: 2 }],
  ["25 megapixels", "tiff", { width: 5000, height: 5000, frames: 3 }],
  ["25 megapixels", "bmp", { width: 5000, height: 5000 }],
  ["49 megapixels", "heic", { width: 7000, height: 7000 }],
];

test.each(refused)("%s is refused: %s", (_, format, header) => {
  expect(isTooLarge(format, header)).toBe(true);
});
