import { beforeAll, describe, expect, it } from "vitest";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { enlargePlane } from "../../src/qr/image/enlarge.ts";
import { viewOf, viewThrough, brightnessAt, pointIn, type View } from "../../src/qr/grid/homography.ts";
import type { Plane } from "../../src/qr/image/gray-image.ts";
import { Level, searchCodes } from "../../src/qr/decode/search.ts";
import { cover, drawCode, inverse, keyText } from "./codes.ts";

beforeAll(prepareZxing);

const corners = { corner: { x: 100, y: 90 }, right: { x: 230, y: 120 }, down: { x: 80, y: 210 } };

/** A drawn code of 8-pixel modules as it looks from the side, with 4 pixels a module. */
function tilted(tilt: number, slant: number): Plane {
  const drawn = drawCode(8, 4);
  const apart = drawn.size - 7;
  const view = viewOf(corners, apart, tilt, slant);
  const upright: View = { apart, x: 60, xa: 8, xb: 0, y: 60, ya: 0, yb: 8, wa: 0, wb: 0 };
  const data = new Uint8Array(320 * 320).fill(255);
  for (let b = -7; b < apart + 7; b += 0.1)
    for (let a = -7; a < apart + 7; a += 0.1) {
      const { x, y } = pointIn(view, a, b);
      if (x >= 0 && y >= 0 && x < 320 && y < 320)
        data[Math.floor(y) * 320 + Math.floor(x)] = brightnessAt(drawn.plane, upright, a, b);
    }
  return { data, width: 320, height: 320 };
}

async function textsIn(plane: Plane, whole = true): Promise<string[]> {
  const codes = await searchCodes(new Level(plane, 1), { whole, known: [], until: Infinity });
  return codes.map(({ text }) => text);
}

describe("the grid over a code", () => {
  it("lies where three finder patterns and a fourth point are", () => {
    const view = viewOf(corners, 26, 0.12, -0.07);
    expect(pointIn(view, 26, 0).x).toBeCloseTo(corners.right.x);
    expect(pointIn(view, 0, 26).y).toBeCloseTo(corners.down.y);
    const again = viewThrough(corners, 26, 23, pointIn(view, 23, 23));
    expect(again?.wa).toBeCloseTo(view.wa);
    expect(again?.wb).toBeCloseTo(view.wb);
  });

  const tilts: [number, number][] = [
    [0, 0],
    [0.15, 0],
    [-0.1, 0.15],
  ];
  it.each(tilts)("is found at a tilt of %d and %d", async (tilt, slant) => {
    expect(await textsIn(tilted(tilt, slant))).toEqual([keyText]);
    expect(await textsIn(inverse(tilted(tilt, slant)))).toEqual([keyText]);
  });

  it("is found by two finder patterns when the third is covered", async () => {
    const { plane, size } = drawCode(4, 4);
    cover(plane, 0, (4 + size - 7) * 4, (4 + 6) * 4, plane.height);
    expect(await textsIn(plane)).toEqual([]);
    expect(await textsIn(plane, false)).toEqual([keyText]);
  });

  it("is not laid over a code that is known already, nor when the time is up", async () => {
    const { plane } = drawCode(4, 4);
    const level = new Level(plane, 1);
    const known = await searchCodes(level, { whole: true, known: [], until: Infinity });
    expect(known).toHaveLength(1);
    expect(await searchCodes(level, { whole: true, known, until: Infinity })).toEqual([]);
    expect(await searchCodes(level, { whole: true, known: [], until: -1 })).toEqual([]);
  });
});

describe("enlarging", () => {
  it.each([2, 3, 5])("keeps a slope nearly straight, %d times", (times) => {
    const slope = {
      data: Uint8Array.from({ length: 20 * 4 }, (_, at) => 20 + (at % 20) * 10),
      width: 20,
      height: 4,
    };
    const enlarged = enlargePlane(slope, times);
    expect(enlarged).toMatchObject({ width: 20 * times, height: 4 * times });
    for (let x = 3 * times; x < 17 * times; x += 1) {
      const wanted = 20 + ((x + 0.5) / times - 0.5) * 10;
      expect(Math.abs((enlarged.data[2 * times * enlarged.width + x] ?? 0) - wanted)).toBeLessThan(4);
    }
  });
});
