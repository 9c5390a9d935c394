import { beforeAll, describe, expect, test } from "vitest";
import { PyramidLevel } from "../../src/qr/decode/pyramid-level.ts";
import { searchCodes } from "../../src/qr/decode/search.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { findFinders } from "../../src/qr/grid/finders.ts";
import {
  brightnessAt,
  homographyOf,
  homographyThrough,
  project,
  type Homography,
} from "../../src/qr/grid/homography.ts";
import { fixedPatternMatch, sampleModules } from "../../src/qr/grid/modules.ts";
import { binarize, invert, polarity } from "../../src/qr/image/gray-image.ts";
import type { GrayImage } from "../../src/qr/image/image.ts";
import { blur, cover, drawCode, keyText, noiseBytes } from "./codes.ts";

beforeAll(prepareZxing);

const search = { from: "three", known: [], deadline: Infinity } as const;

const textsIn = async (image: GrayImage, from: "three" | "two" = "three"): Promise<string[]> => {
  const codes = await searchCodes(new PyramidLevel(image, 1), { ...search, from });
  return codes.map(({ text }) => text);
};

/** How a code drawn by `drawCode` lies. */
const straight = (size: number, module: number, margin: number): Homography => {
  const first = (margin + 3.5) * module;
  return {
    ...{ finderDistance: size - 7, x: first, xa: module, xb: 0 },
    ...{ y: first, ya: 0, yb: module, wa: 0, wb: 0 },
  };
};

const centres = {
  topLeft: { x: 100, y: 90 },
  topRight: { x: 230, y: 120 },
  bottomLeft: { x: 80, y: 210 },
};

/** A code seen at an angle, with about 4 pixels per module. */
const tilted = (tiltX: number, tiltY: number): GrayImage => {
  const { image, size } = drawCode(8, 4);
  const upright = straight(size, 8, 4);
  const h = homographyOf(centres, size - 7, tiltX, tiltY);
  const data = new Uint8Array(320 * 320).fill(255);
  for (let row = -7; row < size; row += 0.1)
    for (let column = -7; column < size; column += 0.1) {
      const { x, y } = project(h, column, row);
      if (x >= 0 && y >= 0 && x < 320 && y < 320)
        data[Math.floor(y) * 320 + Math.floor(x)] = brightnessAt(image, upright, column, row);
    }
  return { data, width: 320, height: 320 };
};

const noiseRows = 400;

const belowNoise = ({ data, width, height }: GrayImage): GrayImage => {
  const noisy = new Uint8Array((height + noiseRows) * width);
  noisy.set(noiseBytes(noiseRows * width, 7));
  noisy.set(data, noiseRows * width);
  return { data: noisy, width, height: height + noiseRows };
};

test("the homography through a fourth point restores the tilts it was made with", () => {
  const h = homographyOf(centres, 26, 0.12, -0.07);
  expect(project(h, 26, 0).x).toBeCloseTo(centres.topRight.x);
  expect(project(h, 0, 26).y).toBeCloseTo(centres.bottomLeft.y);
  const again = homographyThrough(centres, 26, 23, project(h, 23, 23));
  expect(again?.wa).toBeCloseTo(h.wa);
  expect(again?.wb).toBeCloseTo(h.wb);
});

test("finds finder patterns whose rings blur has filled", () => {
  const blurred = blur(drawCode(2, 6).image, 2);
  expect(findFinders(binarize(blurred, false), polarity.dark)).toHaveLength(0);
  expect(findFinders(binarize(blurred, true), polarity.dark)).toHaveLength(3);
});

test("distinguishes a code from an area with a code's size but other modules", () => {
  const { image, size } = drawCode(4, 4);
  expect(fixedPatternMatch(sampleModules(image, straight(size, 4, 4)))).toBe(1);
  expect(fixedPatternMatch(sampleModules(image, straight(size - 8, 4, 4)))).toBeLessThan(0.9);
});

describe("searchCodes", () => {
  test.each([
    [0, 0],
    [0.15, 0],
    [-0.1, 0.15],
  ])("reads a code at tilts of %d and %d, and its inverse", async (tiltX, tiltY) => {
    expect(await textsIn(tilted(tiltX, tiltY))).toEqual([keyText]);
    expect(await textsIn(invert(tilted(tiltX, tiltY)))).toEqual([keyText]);
  });

  test("reads a code below noise, which resembles finder patterns everywhere", async () => {
    expect(await textsIn(belowNoise(drawCode(4, 50).image))).toEqual([keyText]);
  });

  test("reads a code with a covered finder pattern from the other two", async () => {
    const { image, size } = drawCode(4, 4);
    cover(image, 0, (4 + size - 7) * 4, (4 + 6) * 4, image.height);
    expect(await textsIn(image)).toEqual([]);
    expect(await textsIn(image, "two")).toEqual([keyText]);
  });

  test("ignores a code that is already known", async () => {
    const level = new PyramidLevel(drawCode(4, 4).image, 1);
    const known = await searchCodes(level, search);
    expect(known).toHaveLength(1);
    expect(await searchCodes(level, { ...search, known })).toEqual([]);
  });

  test("finds nothing after its deadline", async () => {
    const level = new PyramidLevel(drawCode(4, 4).image, 1);
    expect(await searchCodes(level, { ...search, deadline: -1 })).toEqual([]);
  });

  test("reports a code that is certainly there but cannot be read", async () => {
    const { image, size } = drawCode(4, 4);
    const side = (size - 9) * 4;
    const level = new PyramidLevel(cover(image, (4 + 9) * 4, (4 + 9) * 4, side, side), 1);
    expect(await searchCodes(level, search)).toEqual([]);
    expect(level.unreadable.length).toBeGreaterThan(0);
    for (const { moduleSize } of level.unreadable) expect(moduleSize).toBeCloseTo(4, 0);
  });
});
