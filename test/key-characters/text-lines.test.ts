import { expect, test } from "vitest";
import { findKeyBlocks } from "../../src/key-characters/key-lines.ts";
import { findTextLines } from "../../src/key-characters/text-lines.ts";

const side = 700;

const picture = (gray: (x: number, y: number) => number) => ({
  width: side,
  height: side,
  data: Uint8Array.from({ length: side * side }, (_, at) => gray(at % side, Math.floor(at / side))),
});

/** Weak, but the same for the same pixel (a hash by Jenkins). */
const noise = (x: number, y: number): number => {
  let hash = Math.imul(y * side + x + 1, 0x9e3779b1);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x85ebca6b) >>> 24) & 255;
};

test.for([
  ["noise", noise],
  ["coarse noise", (x: number, y: number) => noise(x >> 3, y >> 3)],
  ["a fine checkerboard", (x: number, y: number) => ((x ^ y) & 1) * 255],
  ["a checkerboard", (x: number, y: number) => (((x >> 4) ^ (y >> 4)) & 1) * 255],
  ["stripes", (x: number) => ((x >> 2) & 1) * 255],
  ["stripes across", (_: number, y: number) => ((y >> 3) & 1) * 255],
] as const)("finds at most a few lines to read in %s", ([, gray]) => {
  expect(findKeyBlocks(findTextLines(picture(gray))).length).toBeLessThan(20);
});
