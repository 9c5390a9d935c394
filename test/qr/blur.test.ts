import qrcode from "qrcode";
import { beforeAll, expect, it } from "vitest";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { equalize } from "../../src/qr/grid/equalize.ts";
import { findFinders } from "../../src/qr/grid/finders.ts";
import { fitView } from "../../src/qr/grid/fit.ts";
import { LeastSquares } from "../../src/qr/grid/least-squares.ts";
import { drawModules, likeness, sampleModules } from "../../src/qr/grid/modules.ts";
import { pointIn, viewThrough, type View } from "../../src/qr/grid/homography.ts";
import { ink, inkPlane, type Plane } from "../../src/qr/image/gray-image.ts";
import { Level, searchCodes } from "../../src/qr/decode/search.ts";
import { blur, cover, drawCode, keyText } from "./codes.ts";

beforeAll(prepareZxing);

/** As a code drawn by `drawCode` lies. */
function straight(size: number, module: number, margin: number): View {
  const first = (margin + 3.5) * module;
  return { apart: size - 7, x: first, xa: module, xb: 0, y: first, ya: 0, yb: module, wa: 0, wb: 0 };
}

const rows = 400;

/** The plane below lines of noise, the same every time. */
function belowNoise({ data, width, height }: Plane): Plane {
  const noisy = new Uint8Array((height + rows) * width);
  let random = 7;
  for (let at = 0; at < rows * width; at += 1) {
    random = (Math.imul(random, 1103515245) + 12345) & 0x7fffffff;
    noisy[at] = (random >> 12) & 255;
  }
  noisy.set(data, rows * width);
  return { data: noisy, width, height: height + rows };
}

it("solves equations, and says so when they do not tell", () => {
  const squares = new LeastSquares(2);
  squares.add(Float64Array.of(1, 1), 3);
  squares.add(Float64Array.of(1, -1), 1);
  squares.add(Float64Array.of(2, 0), 4);
  const [first, second] = squares.solve() ?? [];
  expect(first).toBeCloseTo(2);
  expect(second).toBeCloseTo(1);
  expect(new LeastSquares(2).solve()).toBeUndefined();
});

it("sees finder patterns whose rings are filled by blur", () => {
  const { plane } = drawCode(3, 6);
  const blurred = blur(blur(plane, 1), 1);
  expect(findFinders(inkPlane(blurred, true), ink.dark).length).toBeGreaterThanOrEqual(3);
});

it("finds a code below noise, which looks like finder patterns everywhere", async () => {
  const level = new Level(belowNoise(drawCode(4, 50).plane), 1);
  const codes = await searchCodes(level, { whole: true, known: [], until: Infinity });
  expect(codes.map(({ text }) => text)).toEqual([keyText]);
});

it("learns from the modules it knows how those of a blurred code show", () => {
  const { plane, size } = drawCode(4, 4);
  const truth = qrcode.create(keyText, { errorCorrectionLevel: "Q" }).modules.data;
  const blurred = blur(blur(plane, 3), 2);
  const view = straight(size, 4, 4);
  const wrong = (isDark: (at: number) => boolean): number =>
    Array.from({ length: size * size }, (_, at) => isDark(at) !== (truth[at] === 1)).filter(Boolean).length;
  const drawn = drawModules(sampleModules(blurred, view), 1);
  // Drawn with two modules of margin, two pixels each.
  const plain = wrong((at) => {
    const [row, column] = [Math.floor(at / size) + 2, (at % size) + 2];
    return drawn.data[row * 2 * drawn.width + column * 2] === 0;
  });
  const learnt = [...equalize(blurred, view)].at(-1);
  expect(wrong((at) => (learnt?.[at] ?? 0) < 0)).toBeLessThan(plain / 2);
});

it("tells a code from what only has its finder patterns", () => {
  const { plane, size } = drawCode(4, 4);
  expect(likeness(sampleModules(plane, straight(size, 4, 4)))).toBe(1);
  expect(likeness(sampleModules(plane, straight(size - 8, 4, 4)))).toBeLessThan(0.9);
});

it("keeps in mind what is a code for sure but cannot be read", async () => {
  const { plane, size } = drawCode(4, 4);
  const side = (size - 9) * 4;
  const level = new Level(cover(plane, (4 + 9) * 4, (4 + 9) * 4, side, side), 1);
  expect(await searchCodes(level, { whole: true, known: [], until: Infinity })).toEqual([]);
  expect(level.unread.length).toBeGreaterThan(0);
  for (const { module } of level.unread) expect(module).toBeCloseTo(4, 0);
});

it("lays a large code's grid through all its alignment patterns", () => {
  const { plane, size } = drawCode(4, 4, 255, `${keyText}&issuer=${"Minta".repeat(40)}`);
  const view = straight(size, 4, 4);
  const { apart } = view;
  const at = (a: number, b: number) => pointIn(view, a, b);
  const off = { x: at(apart, apart).x + 4, y: at(apart, apart).y - 3 };
  const corners = { corner: at(0, 0), right: at(apart, 0), down: at(0, apart) };
  const skewed = viewThrough(corners, apart, apart, off);
  expect(skewed).toBeDefined();
  if (skewed === undefined) return;
  const fitted = pointIn(fitView(plane, skewed), apart, apart);
  expect(Math.abs(fitted.x - at(apart, apart).x)).toBeLessThan(1);
  expect(Math.abs(fitted.y - at(apart, apart).y)).toBeLessThan(1);
});
