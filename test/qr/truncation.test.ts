import { expect, it } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { isWhole } from "../../src/qr/image/truncation.ts";
import { picture } from "./picture.ts";

const endings: [string, PictureFormat][] = [
  ["light.jpg", "jpeg"],
  ["dark-inverted.png", "png"],
  ["webp.webp", "webp"],
];

it.each(endings)("%s, whole and cut off", (name, format) => {
  const file = picture(name);
  expect(isWhole(file, format)).toBe(true);
  expect(isWhole(Buffer.concat([file, Buffer.from("more")]), format)).toBe(true);
  expect(isWhole(file.subarray(0, Math.floor(file.length * 0.7)), format)).toBe(false);
});

it("takes a format without an end mark for whole", () => {
  expect(isWhole(picture("heic.heic").subarray(0, 900), "heic")).toBe(true);
});
