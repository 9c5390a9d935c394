import { expect, test } from "vitest";
import type { Sighting } from "../../src/key-characters/decode.ts";
import { vote } from "../../src/key-characters/vote.ts";

/** A reading of evenly spaced characters; "." is a place where it has none. */
const reading = (text: string, probability = 1): Sighting[] =>
  Array.from(text).flatMap((char, index) =>
    char === "." ? [] : [{ char, probability, position: (index + 0.5) / text.length, rivals: [] }],
  );

const isEight = (length: number): boolean => length === 8;
const shown = (readings: Sighting[][]): string =>
  vote(readings, isEight)
    .characters.map(({ char, doubtful }) => (doubtful ? char.toLowerCase() : char))
    .join("");

test("accepts characters on which all readings agree", () => {
  expect(shown([reading("ABCDEFGH"), reading("ABCDEFGH"), reading("ABCDEFGH")])).toBe("ABCDEFGH");
});

test("takes the character that most readings see, and doubts it", () => {
  expect(shown([reading("ABCDEFGH"), reading("ABCXEFGH"), reading("ABCDEFGH")])).toBe("ABCdEFGH");
});

test("keeps a doubled letter that one reading lost, and doubts it", () => {
  expect(shown([reading("ABJ.DEFG"), reading("ABJJDEFG"), reading("ABJJDEFG")])).toMatch(
    /^AB(Jj|jJ|jj)DEFG$/,
  );
});

test("keeps a letter that only one reading saw if the length is usual only with it", () => {
  expect(shown([reading("ABI.DEFG"), reading("ABI.DEFG"), reading("ABIIDEFG")])).toMatch(
    /^AB(Ii|iI|ii)DEFG$/,
  );
});

test("reports an unusual length if all readings lost the same character", () => {
  const readings = [reading("ABCDEFG"), reading("ABCDEFG"), reading("ABCDEFG")];
  expect(vote(readings, isEight).usualLength).toBe(false);
});

test("doubts a character that one reading was unsure of", () => {
  const unsure = reading("ABCDEFGH").map((sighting) =>
    sighting.char === "C" ? { ...sighting, probability: 0.8 } : sighting,
  );
  expect(shown([reading("ABCDEFGH"), unsure, reading("ABCDEFGH")])).toBe("ABcDEFGH");
});

test.for([
  ["O", "Q", 0.005],
  ["C", "G", 0.005],
  ["7", "Z", 0.05],
] as const)("doubts %s beside which %s has a share of %f", ([char, rival, probability]) => {
  const rivalled = reading(`AB${char}DEFGH`).map((sighting) =>
    sighting.char === char ? { ...sighting, rivals: [{ char: rival, probability }] } : sighting,
  );
  const plain = reading(`AB${char}DEFGH`);
  expect(vote([plain, rivalled, plain], isEight).characters[2]).toEqual({ char, doubtful: true });
  expect(vote([plain, plain, plain], isEight).characters[2]).toEqual({ char, doubtful: false });
});
