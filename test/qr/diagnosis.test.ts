import { beforeAll, describe, expect, test } from "vitest";
import { findTexts } from "../../src/qr/decode/stages.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { invert } from "../../src/qr/image/gray-image.ts";
import type { GrayImage } from "../../src/qr/image/image.ts";
import type { Diagnosis } from "../../src/qr/reader.ts";
import { cover, drawCode, keyText, leftOf, pixelsOf, sideBySide } from "./codes.ts";

beforeAll(prepareZxing);

/** A code of 8-pixel modules whose bottom left finder pattern is covered down to its centre. */
const covered = (): GrayImage => {
  const { image, size } = drawCode(8, 4);
  return cover(image, 0, (4 + size - 4) * 8, (4 + 4) * 8, image.height);
};

/** A code with complete finder patterns and unreadable data. */
const unreadable = (module: number): GrayImage => {
  const { image, size } = drawCode(module, 8);
  const from = Math.round((8 + 9) * module);
  const side = Math.round((size - 9) * module);
  return cover(image, from, from, side, side);
};

/** @returns the image with a white page below it */
const padTo = ({ data, width, height }: GrayImage, high: number): GrayImage => {
  const padded = new Uint8Array(width * Math.max(high, height)).fill(255);
  padded.set(data);
  return { data: padded, width, height: Math.max(high, height) };
};

const withoutTimeLimit = { timeBudgetMs: Infinity };

describe("findTexts reads", () => {
  const readable: [string, GrayImage][] = [
    ["a complete code", drawCode(4, 4).image],
    ["an inverted code", invert(drawCode(4, 4).image)],
    ["a code without a quiet zone on black", drawCode(8, 6, 0).image],
    ["a code with a covered corner", covered()],
    ["an inverted code with a covered corner", invert(covered())],
    ["a small code on a large page", drawCode(1.4, 120).image],
  ];
  test.each(readable)("%s", async (_, image) => {
    expect((await findTexts(pixelsOf(image), withoutTimeLimit)).texts).toEqual([keyText]);
  });

  test("a text once that occurs twice", async () => {
    const { image } = drawCode(4, 4);
    expect((await findTexts(sideBySide(image, image), withoutTimeLimit)).texts).toEqual([keyText]);
  });
});

describe("findTexts diagnoses", () => {
  const unread: [string, GrayImage, Diagnosis][] = [
    ["a plain page", { data: new Uint8Array(300 * 200).fill(240), width: 300, height: 200 }, "nothing"],
    ["an unreadable code", unreadable(6), "blurred"],
    ["an unreadable small code", unreadable(1.5), "too-small"],
    ["half a code", leftOf(drawCode(8, 4).image, 160), "cut-off"],
  ];
  const link = "https://play.google.com/store/apps/details?id=x";

  test.each([2, 3, 6, 10])(
    "an unreadable code beside a read one, with modules of %d pixels",
    async (module) => {
      const other = unreadable(module);
      const read = drawCode(module, 4, 255, link).image;
      const pixels = sideBySide(other, padTo(read, other.height));
      expect(await findTexts(pixels, withoutTimeLimit)).toMatchObject({
        texts: [link],
        diagnosis: "blurred",
      });
    },
  );

  test.each([1.5, 2, 3, 6, 10, 20])(
    "nothing else beside codes of %d pixels that were read",
    async (module) => {
      const { image } = drawCode(module, 6, 255, link);
      const { image: second } = drawCode(module, 6, 255, link.replace("x", "y"));
      const found = await findTexts(sideBySide(image, second), withoutTimeLimit);
      expect(found).toMatchObject({ diagnosis: "nothing" });
      expect(found.texts).toHaveLength(2);
    },
  );

  test.each(unread)("%s", async (_, image, diagnosis) => {
    expect(await findTexts(pixelsOf(image), withoutTimeLimit)).toMatchObject({ texts: [], diagnosis });
  });
});
