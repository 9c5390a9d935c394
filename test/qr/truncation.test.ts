import { expect, test } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { isTruncated } from "../../src/qr/image/truncation.ts";
import { picture } from "./picture.ts";

const filesWithEndMark: [string, PictureFormat][] = [
  ["light.jpg", "jpeg"],
  ["dark-inverted.png", "png"],
  ["webp.webp", "webp"],
];

test.each(filesWithEndMark)("recognizes that %s is truncated, and that it is not", (name, format) => {
  const file = picture(name);
  expect(isTruncated(file, format)).toBe(false);
  expect(isTruncated(Buffer.concat([file, Buffer.from("more")]), format)).toBe(false);
  expect(isTruncated(file.subarray(0, Math.floor(file.length * 0.7)), format)).toBe(true);
});

test("assumes that a format without an end mark is complete", () => {
  expect(isTruncated(picture("heic.heic").subarray(0, 900), "heic")).toBe(false);
});
