import { beforeAll, describe, expect, it } from "vitest";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import type { Plane } from "../../src/qr/image/gray-image.ts";
import { findTexts } from "../../src/qr/decode/stages.ts";
import { cover, drawCode, inverse, keyText, leftOf, pixelsOf, sideBySide } from "./codes.ts";

beforeAll(prepareZxing);

/** A code of 8-pixel modules whose lower left finder pattern is covered down to its middle. */
function covered(): Plane {
  const { plane, size } = drawCode(8, 4);
  return cover(plane, 0, (4 + size - 4) * 8, (4 + 4) * 8, plane.height);
}

/** A code nobody can read, with whole finder patterns. */
function spoilt(module: number): Plane {
  const { plane, size } = drawCode(module, 8);
  const from = Math.round((8 + 9) * module);
  return cover(plane, from, from, Math.round((size - 9) * module), Math.round((size - 9) * module));
}

describe("what is found", () => {
  const found: [string, Plane][] = [
    ["whole", drawCode(4, 4).plane],
    ["inverted", inverse(drawCode(4, 4).plane)],
    ["cropped to its modules, on black", drawCode(8, 6, 0).plane],
    ["with a corner covered", covered()],
    ["inverted, with a corner covered", inverse(covered())],
    ["small, in a large page", drawCode(1.4, 120).plane],
  ];
  it.each(found)("a code %s", async (_, plane) => {
    expect((await findTexts(pixelsOf(plane), { patience: Infinity })).texts).toEqual([keyText]);
  });

  it("one text of the same code twice", async () => {
    const { plane } = drawCode(4, 4);
    expect((await findTexts(sideBySide(plane, plane), { patience: Infinity })).texts).toEqual([keyText]);
  });
});

describe("what is seen when nothing is read", () => {
  const seen: [string, Plane, string][] = [
    ["a plain page", { data: new Uint8Array(300 * 200).fill(240), width: 300, height: 200 }, "nothing"],
    ["a spoilt code", spoilt(6), "blurred"],
    ["a spoilt small code", spoilt(1.5), "too-small"],
    ["half a code", leftOf(drawCode(8, 4).plane, 160), "cut-off"],
  ];
  it.each(seen)("%s", async (_, plane, expected) => {
    expect(await findTexts(pixelsOf(plane), { patience: Infinity })).toMatchObject({
      texts: [],
      seen: expected,
    });
  });
});
