import { describe, expect, it } from "vitest";
import { PAIRS } from "../../src/pasted-key/bigram-score.ts";
import { type PastedKey, parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { learn, letters } from "./learn.ts";
import { inGroups, randomKeys } from "./random.ts";
import { foreignSentences, hungarianSentences } from "./sentences.ts";
import { english, german, hungarian } from "./training.ts";

function shareOf(texts: readonly string[], is: (pasted: PastedKey) => boolean): number {
  return texts.filter((text) => is(parsePastedKey(text))).length / texts.length;
}

const isWords = ({ kind }: PastedKey): boolean => kind === "words";
const isKey = ({ kind }: PastedKey): boolean => kind === "key";

describe("the table of letter pairs", () => {
  it("is what the training texts give", () => {
    const texts = [
      { text: hungarian, weight: 1 },
      { text: english, weight: 0.7 },
      { text: german, weight: 0.7 },
    ];
    expect(learn(texts, 0.5)).toEqual(PAIRS);
  });

  it("is tested on other sentences than it was made of", () => {
    const known = new Set(hungarian.split("\n").map(letters));
    expect(hungarianSentences.length).toBeGreaterThanOrEqual(300);
    expect(hungarianSentences.filter((sentence) => known.has(letters(sentence)))).toEqual([]);
  });
});

describe("random keys", () => {
  const writings: [string, (key: string) => string][] = [
    ["in lower case", (key) => key.toLowerCase()],
    ["in upper case", (key) => key],
    ["in groups of four", (key) => inGroups(key, 4)],
    ["in small groups of four", (key) => inGroups(key.toLowerCase(), 4)],
  ];

  it.each(writings)("of 16 characters %s are hardly ever words", (_, write) => {
    const texts = randomKeys(20_000, 16, 1).map(write);
    // Fewer than 1 in 10,000 are words, fewer than 3 in 100 need a question.
    expect(shareOf(texts, isWords)).toBeLessThan(1 / 10_000);
    expect(shareOf(texts, (pasted) => !isKey(pasted))).toBeLessThan(0.03);
  });

  it.each(writings)("of 32 characters %s are keys", (_, write) => {
    const texts = randomKeys(3_000, 32, 2).map(write);
    expect(shareOf(texts, isWords)).toBe(0);
    expect(shareOf(texts, (pasted) => !isKey(pasted))).toBeLessThan(0.002);
  });
});

describe("sentences", () => {
  const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "");
  const writings: [string, (text: string) => string][] = [
    ["as they are", (text) => text],
    ["without accents", plain],
    ["without spaces", letters],
    ["shouted", (text) => text.toUpperCase()],
    ["shouted without accents", (text) => plain(text).toUpperCase()],
    ["shouted without spaces", (text) => letters(text).toUpperCase()],
    ["in groups of four", (text) => inGroups(letters(text), 4)],
    ["of which a letter was hit twice", (text) => letters(text).replace(/^(.{5})(.)/u, "$1$2$2")],
    ["of which two letters were swapped", (text) => letters(text).replace(/^(.{7})(.)(.)/u, "$1$3$2")],
    ["of which a letter was left out", (text) => letters(text).replace(/^(.{6})./u, "$1")],
  ];

  it.each(writings)("%s are never a key", (_, write) => {
    const texts = [...hungarianSentences, ...foreignSentences].map(write);
    expect(texts.filter((text) => isKey(parsePastedKey(text)))).toEqual([]);
    expect(shareOf(texts, (pasted) => !isWords(pasted))).toBeLessThan(0.02);
  });

  it("are no key after a label either", () => {
    const texts = hungarianSentences.flatMap((text) => [`kulcs: ${text}`, `kulcs: ${letters(text)}`]);
    expect(texts.filter((text) => isKey(parsePastedKey(text)))).toEqual([]);
  });

  it("in long messages are still words", () => {
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
