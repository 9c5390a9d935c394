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
  test.each(unread)("%s", async (_, image, diagnosis) => {
    expect(await findTexts(pixelsOf(image), withoutTimeLimit)).toMatchObject({ texts: [], diagnosis });
  });
});
