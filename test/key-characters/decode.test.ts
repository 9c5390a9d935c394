import { expect, test } from "vitest";
import {
  base32Set,
  classesToKeep,
  decodeFreely,
  decodeWithin,
  keepClasses,
} from "../../src/key-characters/decode.ts";
import type { Activations } from "../../src/key-characters/recognizer.ts";

const alphabet = ["", ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".split(""), " "];

/** One step for each entry: the probabilities of the texts named; the rest is the blank's. */
const activations = (...steps: Readonly<Record<string, number>>[]): Activations => ({
  steps: steps.length,
  classes: alphabet.length,
  data: Float32Array.from(
    steps.flatMap((step) =>
      alphabet.map((text) =>
        text === "" ? 1 - Object.values(step).reduce((sum, value) => sum + value, 0) : (step[text] ?? 0),
      ),
    ),
  ),
});

const read = (letterCase: "upper" | "lower", ...steps: Readonly<Record<string, number>>[]): string =>
  decodeWithin(activations(...steps), base32Set(alphabet, letterCase), alphabet)
    .map(({ char }) => char)
    .join("");

test("reads a character once while it lasts, and twice with a blank between", () => {
  expect(read("upper", { J: 0.9 }, { J: 0.8 }, {}, { J: 0.9 })).toBe("JJ");
});

test("reads digits that no key contains as the letters they look like", () => {
  expect(decodeFreely(activations({ "0": 0.9 }, { "8": 0.9 }), alphabet).map(({ char }) => char)).toEqual([
    "0",
    "8",
  ]);
  expect(read("upper", { "0": 0.9 }, { "8": 0.9 })).toBe("OB");
});

test("reads an l as an I among capitals and as an L among small letters", () => {
  expect(read("upper", { l: 0.9 })).toBe("I");
  expect(read("lower", { l: 0.9 })).toBe("L");
});

test("takes a space for no character", () => {
  expect(read("upper", { A: 0.9 }, { " ": 0.9 }, { B: 0.9 })).toBe("AB");
});

test("names what else a character may be, by its clearest step", () => {
  const [seen] = decodeWithin(
    activations({ O: 0.7, Q: 0.2 }, { O: 0.9, Q: 0.01 }),
    base32Set(alphabet, "upper"),
    alphabet,
  );
  expect(seen?.rivals).toEqual([{ char: "Q", probability: expect.closeTo(0.01) as number }]);
});

test("keeps the classes that can be characters of a key, and the blank", () => {
  const wide = ["", "中", "A", "!", "7", " "];
  const kept = classesToKeep(wide);
  expect(kept.map((index) => wide[index])).toEqual(["", "A", "7", " "]);
  const all = { steps: 2, classes: 6, data: Float32Array.from([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]) };
  expect(Array.from(keepClasses(all, kept).data)).toEqual([0, 2, 4, 5, 10, 12, 14, 15]);
});
