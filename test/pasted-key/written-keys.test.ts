import { describe, expect, test } from "vitest";
import { parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import { keyWriter, outcomeOf, type Outcome } from "./written-keys.ts";

const seed = 20_261_130;
const tries = 6_000;

describe("parsePastedKey with keys as people and programs write them", () => {
  const next = keyWriter(seed);
  const results = Array.from({ length: tries }, () => {
    const written = next();
    return { ...written, outcome: outcomeOf(parsePastedKey(written.text), written.key) };
  });
  const share = (way: string, ...outcomes: readonly Outcome[]): number => {
    const all = results.filter((one) => one.way === way);
    return all.filter(({ outcome }) => outcomes.includes(outcome)).length / all.length;
  };

  test(`never reads a wrong key (seed ${seed}; bench/pasted-key.ts tries more)`, () => {
    const wrong = results.filter(({ outcome }) => outcome === "wrong");
    expect(wrong.map(({ way, text }) => `${way}: ${text}`)).toEqual([]);
  });

  test("reads most links, and most keys in one piece or in groups of four", () => {
    expect(share("a link", "right", "asked")).toBeGreaterThan(0.9);
    expect(share("in one piece", "right", "asked")).toBeGreaterThan(0.6);
    expect(share("in groups of four", "right", "asked")).toBeGreaterThan(0.6);
  });

  test("hardly ever takes a damaged key for words", () => {
    expect(share("with a look-alike", "words")).toBeLessThan(0.08);
    expect(share("with a sign inside", "words")).toBeLessThan(0.06);
  });
});
