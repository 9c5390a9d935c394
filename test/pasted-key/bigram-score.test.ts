import { describe, expect, test } from "vitest";
import { bigramTable } from "../../src/pasted-key/bigram-score.ts";
import { type PastedKey, parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { countBigrams, letters } from "./count-bigrams.ts";
import { inGroups, randomKeys } from "../support/seeded-random.ts";
import { foreignSentences, hungarianSentences } from "./sentences.ts";
import { english, german, hungarian } from "./training.ts";

const shareOf = (texts: readonly string[], is: (pasted: PastedKey) => boolean): number =>
  texts.filter((text) => is(parsePastedKey(text))).length / texts.length;

const isWords = ({ kind }: PastedKey): boolean => kind === "words";
const isKey = ({ kind }: PastedKey): boolean => kind === "key";

describe("the bigram table", () => {
  test("equals a fresh count of the training texts", () => {
    const texts = [
      { text: hungarian, weight: 1 },
      { text: english, weight: 0.7 },
      { text: german, weight: 0.7 },
    ];
    expect(countBigrams(texts, 0.5)).toEqual(bigramTable);
  });

  test("is tested on sentences that it was not counted from", () => {
    const known = new Set(hungarian.split("\n").map(letters));
    expect(hungarianSentences.length).toBeGreaterThanOrEqual(300);
    expect(hungarianSentences.filter((sentence) => known.has(letters(sentence)))).toEqual([]);
  });
});

describe("parsePastedKey with random keys", () => {
  const writings: [string, (key: string) => string][] = [
    ["in lower case", (key) => key.toLowerCase()],
    ["in upper case", (key) => key],
    ["in groups of four", (key) => inGroups(key, 4)],
    ["in groups of four in lower case", (key) => inGroups(key.toLowerCase(), 4)],
  ];

  test.each(writings)("takes hardly any key of 16 characters %s for words", (_, write) => {
    const texts = randomKeys(4_000, 16, 1).map(write);
    // Fewer than 1 in 4,000 pass for words; fewer than 3 in 100 need a question.
    expect(shareOf(texts, isWords)).toBe(0);
    expect(shareOf(texts, (pasted) => !isKey(pasted))).toBeLessThan(0.03);
  });

  test.each(writings)("recognizes keys of 32 characters %s", (_, write) => {
    const texts = randomKeys(1_000, 32, 2).map(write);
    expect(shareOf(texts, isWords)).toBe(0);
    expect(shareOf(texts, (pasted) => !isKey(pasted))).toBeLessThan(0.003);
  });
});

/** Signs that stand between the groups of a key or between words. */
const signs = ["_", ".", ":", "/", ", ", " | "];

describe("parsePastedKey with signs between all groups of a key", () => {
  test("reads keys of letters only, or asks about them", () => {
    const letters = randomKeys(1_000, 32, 3).map((key) => key.replace(/\d/gu, "Q"));
    for (const [at, key] of letters.entries()) {
      const pasted = parsePastedKey(inGroups(key, 4, signs[at % signs.length]));
      if (pasted.kind === "key" || pasted.kind === "unsure") expect(pasted.key.base32).toBe(key);
      else expect(pasted.kind).toBe("problem");
    }
    expect(
      shareOf(
        letters.map((key) => inGroups(key, 4, "_")),
        isKey,
      ),
    ).toBeGreaterThan(0.98);
  });

  test("never takes a list of words for a key", () => {
    const text = [...hungarianSentences, ...foreignSentences]
      .join(" ")
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
    for (const length of [3, 4, 5, 6, 7, 8]) {
      const words = text.split(/[^a-z]+/iu).filter((word) => word.length === length);
      for (let at = 0; at + 8 <= words.length; at += 1)
        for (const list of [words.slice(at, at + 4), words.slice(at, at + 8)]) {
          const joined = list.join(signs[at % signs.length]);
          expect(isKey(parsePastedKey(joined)) || isKey(parsePastedKey(joined.toUpperCase()))).toBe(false);
        }
    }
  });
});

describe("parsePastedKey with sentences", () => {
  const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "");
  const writings: [string, (text: string) => string][] = [
    ["as they are", (text) => text],
    ["without accents", plain],
    ["without spaces", letters],
    ["in capitals", (text) => text.toUpperCase()],
    ["in capitals without accents", (text) => plain(text).toUpperCase()],
    ["in capitals without spaces", (text) => letters(text).toUpperCase()],
    ["in groups of four", (text) => inGroups(letters(text), 4)],
    ["with a letter typed twice", (text) => letters(text).replace(/^(.{5})(.)/u, "$1$2$2")],
    ["with two letters swapped", (text) => letters(text).replace(/^(.{7})(.)(.)/u, "$1$3$2")],
    ["with a letter left out", (text) => letters(text).replace(/^(.{6})./u, "$1")],
  ];

  test.each(writings)("never takes a sentence %s for a key", (_, write) => {
    const texts = [...hungarianSentences, ...foreignSentences].map(write);
    expect(texts.filter((text) => isKey(parsePastedKey(text)))).toEqual([]);
    expect(shareOf(texts, (pasted) => !isWords(pasted))).toBeLessThan(0.02);
  });

  test("never takes a sentence after a label for a key", () => {
    const texts = hungarianSentences.flatMap((text) => [`kulcs: ${text}`, `kulcs: ${letters(text)}`]);
    expect(texts.filter((text) => isKey(parsePastedKey(text)))).toEqual([]);
  });

  test("takes long messages for words", () => {
    for (let at = 0; at < hungarianSentences.length - 20; at += 20)
      expect(
        parsePastedKey(
          hungarianSentences
            .slice(at, at + 20)
            .map(plain)
            .join(" "),
        ),
      ).toEqual({ kind: "words" });
  });
});
