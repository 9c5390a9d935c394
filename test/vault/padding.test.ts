import { expect, test } from "vitest";
import { padJson, paddedLength } from "../../src/vault/padding.ts";

test.each([
  [0, 256],
  [1, 256],
  [256, 256],
  [257, 512],
  [512, 512],
  [513, 1024],
  [5_000, 8_192],
])("pads %i bytes to %i", (length, padded) => {
  expect(paddedLength(length, 256)).toBe(padded);
});

test("pads JSON with spaces by its bytes, not by its characters", () => {
  const value = { text: "ő".repeat(120) };
  const padded = padJson(value);
  expect(padded).toHaveLength(256);
  expect(JSON.parse(padded.toString("utf8"))).toEqual(value);
  expect(padJson({ text: "ő".repeat(130) })).toHaveLength(512);
});
