import { describe, expect, test } from "vitest";
import {
  areAlike,
  correctGroup,
  groupsOf,
  isConfirmable,
  missingCharacters,
  parseCorrection,
} from "../../../src/features/characters/corrections.ts";
import type { Reading } from "../../../src/vault/records.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const readingOf = (text: string, more: Partial<Reading> = {}): Reading => ({
  id: "AAAAAAAAAAAA",
  kind: "key",
  characters: text.replaceAll(" ", ""),
  doubtful: [],
  pictureIds: [1],
  ...more,
});

const sixteen = readingOf("JBSW Y3DP EHPK 3PXP");
const digits = readingOf("4815 1623", { kind: "cancellation-code" });

describe("a correction is recognised", () => {
  test.each([
    ["3: EHPX", 2, "EHPX"],
    ["3:EHPX", 2, "EHPX"],
    ["3. EHPX", 2, "EHPX"],
    ["3 EHPX", 2, "EHPX"],
    ["3) ehpx", 2, "EHPX"],
    ["3. csoport: EHPX", 2, "EHPX"],
    ["a 3. csoport EHPX", 2, "EHPX"],
    ["a 3. csoportban EHPX", 2, "EHPX"],
    ["4: A B C D", 3, "ABCD"],
    ["1: 2345", 0, "2345"],
    // The most similar group.
    ["EHPX", 2, "EHPX"],
    ["y3dq", 1, "Y3DQ"],
    ["3 P X Q", 3, "3PXQ"],
  ])("%s", (text, group, typed) => {
    expect(parseCorrection(text, sixteen)).toEqual({ kind: "group", group, typed });
  });

  test("as the group that was chosen, however different it is", () => {
    const chosen = { ...sixteen, chosen: 1 };
    expect(parseCorrection("QQQQ", chosen)).toEqual({ kind: "group", group: 1, typed: "QQQQ" });
    expect(parseCorrection("4: QQQQ", chosen)).toEqual({ kind: "group", group: 3, typed: "QQQQ" });
  });

  test("with fewer characters where the last group has fewer", () => {
    const long = readingOf("JBSW Y3DP EHPK 3PXP JBSW Y3DP 5D");
    expect(parseCorrection("7: 5B", long)).toEqual({ kind: "group", group: 6, typed: "5B" });
    expect(parseCorrection("6: 5B", long)).toEqual({ kind: "wrong-length", group: 5 });
  });

  test("in a törlőkód, also as a whole", () => {
    expect(parseCorrection("2: 1624", digits)).toEqual({ kind: "group", group: 1, typed: "1624" });
    expect(parseCorrection("4816", digits)).toEqual({ kind: "group", group: 0, typed: "4816" });
    expect(parseCorrection("4815 1624", digits)).toEqual({ kind: "whole", typed: "48151624" });
    expect(parseCorrection("2: 16Z4", digits)).toBeUndefined();
  });

  test.each(["0", "1", "8", "9"])("with the character %s that no key has", (character) => {
    expect(parseCorrection(`3: EH${character}K`, sixteen)).toEqual({
      kind: "wrong-character",
      group: 2,
      problem: { why: "wrong-character", character, position: 11 },
    });
  });

  test.each(["3: EHPKX", "3: EHP", "3: EHPKXYZ"])("of a length that a group does not have: %s", (text) => {
    expect(parseCorrection(text, sixteen)).toEqual({ kind: "wrong-length", group: 2 });
  });

  test.each([
    "",
    "igen",
    "szia",
    "1818",
    "nem tudom",
    "9: EHPK",
    "0: EHPK",
    "3. lépés",
    "3. kerdes",
    "hol van ez?",
    "/kod",
    "123 456",
    "JBSWY3DPEHPK3PXP",
    "JBSW Y3DP EHPK 3PXP",
  ])("but not in the text '%s'", (text) => {
    expect(parseCorrection(text, sixteen)).toBeUndefined();
  });

  test.each(["nem tudom", "Melyik az?", "igen", "nem", "segítség", "kérek egy kódot"])(
    "nor in '%s' after a group was chosen",
    (text) => {
      expect(parseCorrection(text, { ...sixteen, chosen: 2 })).toBeUndefined();
    },
  );
});

describe("a correction is applied", () => {
  test("to a group that was misread, and its doubt is over", () => {
    const read = readingOf("JBSW Y3DP EHPX 3PXP", { doubtful: [2, 10, 15], chosen: 2 });
    const mended = correctGroup(read, 2, "EHPK");
    expect(mended.characters).toBe("JBSWY3DPEHPK3PXP");
    expect(mended.doubtful).toEqual([2, 15]);
    expect(mended.chosen).toBeUndefined();
  });

  // A doubled letter is often read once: the groups behind it are shifted.
  test.each(["JBSW Y3DP EHPK 3PXP", "JJSW YYDP EEPK 3XXP", "AABB CCDD EEFF GGHH", "JBSS Y3DD EHPP 3PXX"])(
    "to every group of %s that has lost a character",
    (whole) => {
      const all = whole.replaceAll(" ", "");
      for (let lost = 0; lost < all.length; lost += 1) {
        const read = readingOf(all.slice(0, lost) + all.slice(lost + 1), { doubtful: [all.length - 2] });
        const firstDifferent = groupsOf(all).findIndex((group, i) => groupsOf(read.characters)[i] !== group);
        const mended = correctGroup(read, firstDifferent, groupsOf(all)[firstDifferent] ?? "");
        expect(mended.characters, `without character ${lost}`).toBe(all);
      }
    },
  );

  test("to random keys with a lost, a doubled or a misread character", () => {
    const seed = 20261130;
    const random = seededRandom(seed);
    const pick = (n: number) => Math.floor(random() * n);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let atOnce = 0;
    const tries = 600;
    for (let i = 0; i < tries; i += 1) {
      const length = [16, 26, 32][pick(3)] ?? 16;
      const all = Array.from({ length }, () => alphabet.charAt(pick(32))).join("");
      const at = pick(length);
      const damage = [
        all.slice(0, at) + all.slice(at + 1),
        all.slice(0, at) + all.charAt(at) + all.slice(at),
        all.slice(0, at) + alphabet.charAt(pick(32)) + all.slice(at + 1),
      ][pick(3)];
      let reading = readingOf(damage ?? all);
      // The user corrects the first group that differs, until none does.
      for (let turn = 0; reading.characters !== all; turn += 1) {
        expect(turn, `seed ${seed}: does not end`).toBeLessThan(12);
        const groups = groupsOf(reading.characters);
        const group = groupsOf(all).findIndex((one, index) => one !== groups[index]);
        // Only surplus characters at the end are left.
        const wrong = group < 0 ? groups.length - 1 : Math.min(group, groups.length - 1);
        reading = correctGroup(reading, wrong, groupsOf(all)[wrong] ?? "");
        if (turn === 0 && reading.characters === all) atOnce += 1;
      }
    }
    expect(atOnce / tries, `seed ${seed}`).toBeGreaterThan(0.9);
  });
});

test("a length that no known key has is named, and one that base32 never has cannot be confirmed", () => {
  const of = (length: number, kind: Reading["kind"] = "key") => ({ kind, characters: "A".repeat(length) });
  expect(
    [14, 15, 16, 17, 18, 19, 24, 25, 26, 31, 32, 33].map((length) => missingCharacters(of(length))),
  ).toEqual([2, 1, 0, -1, -2, undefined, 0, 1, 0, 1, 0, -1]);
  expect([15, 16, 17, 31, 32, 33].map((length) => isConfirmable(of(length)))).toEqual([
    false,
    true,
    false,
    true,
    true,
    false,
  ]);
  expect(missingCharacters(of(7, "cancellation-code"))).toBe(1);
});

test("a key is like its own reading with mistakes, and unlike another key", () => {
  expect(areAlike("JBSWY3DPEHPK3PXP", "JBSWY3DPEHPK3PX")).toBe(true);
  expect(areAlike("JBSWY3DPEHPK3PXP", "J8SWY3DPEHFK3PXP")).toBe(true);
  expect(areAlike("JBSWY3DPEHPK3PXP", "MFRGGZDFMZTWQ2LK")).toBe(false);
});
