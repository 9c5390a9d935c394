import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { parseKeyName, sameName, UniqueNames } from "../../src/totp/key-name.ts";

const joinedEmoji = /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}])\u200D(?=\p{Extended_Pictographic})/gu;

describe("parseKeyName", () => {
  test.each([
    ["  Anya   kulcsa ", "Anya kulcsa"],
    ["Anya\nkulcsa", "Anya kulcsa"],
    ["A\u0301rpi", "Árpi"],
    ["\u202EannA\u202C", "annA"],
    ["An\u0000na\u200B\u00AD", "Anna"],
    ['<b>&"</b>', '<b>&"</b>'],
    ["👵 mama", "👵 mama"],
    ["👨‍👩‍👧‍👦 család", "👨‍👩‍👧‍👦 család"],
    ["👩🏽‍⚕️ orvos", "👩🏽‍⚕ orvos"],
    ["a\u200Db\u200D👵", "ab👵"],
    ["Zálgo\u0300\u0301\u0302\u0303\u0304", "Zálgò\u0301\u0302"],
    ["ő".repeat(40), "ő".repeat(40)],
  ])("turns %j into %j", (text, name) => {
    expect(parseKeyName(text)).toEqual({ ok: true, name });
  });

  test.each(["", "   ", "\u200B\u2060", "\u3164", "\u2800", "\u00AD\n"])("rejects %j as empty", (text) => {
    expect(parseKeyName(text)).toEqual({ ok: false, why: "empty" });
  });

  test.each(["ő".repeat(41), "👨‍👩‍👧‍👦".repeat(41), "\u0E01\u0E31\u0E49".repeat(60)])(
    "rejects %j as too long",
    (text) => {
      expect(parseKeyName(text)).toEqual({ ok: false, why: "too-long" });
    },
  );

  test("removes everything that could reverse the text, and keeps its own results unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const read = parseKeyName(text);
        if (!read.ok) return;
        expect(read.name.replace(joinedEmoji, "")).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s|\s$| {2}/u,
        );
        expect(parseKeyName(read.name)).toEqual(read);
      }),
      { numRuns: 1000 },
    );
  });

  test("sameName ignores upper and lower case", () => {
    expect(sameName("Ödön Kulcsa", "ödön kulcsa")).toBe(true);
    expect(sameName("Ödön", "Odon")).toBe(false);
  });
});

describe("UniqueNames", () => {
  test("numbers a name that is taken, also by a numbered one or in other letters", () => {
    const names = new UniqueNames(["Posta", "posta (3.)"]);
    expect(["Posta", "POSTA", "posta", "Bank", "Bank (2.)", "bank"].map((name) => names.take(name))).toEqual([
      "Posta (2.)",
      "POSTA (4.)",
      "posta (5.)",
      "Bank",
      "Bank (2.)",
      "bank (3.)",
    ]);
  });

  test("never gives a name that another has", () => {
    const name = fc.constantFrom("a", "A", "a (2.)", "A (3.)", "a (2.) (2.)", "b");
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (taken, wanted) => {
        const names = new UniqueNames(taken);
        const given = wanted.map((one) => names.take(one));
        const all = [
          ...new Set(taken.map((one) => one.toLowerCase())),
          ...given.map((one) => one.toLowerCase()),
        ];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  test("costs in proportion to the names, however many are equal", () => {
    const fold = vi.spyOn(String.prototype, "toLocaleLowerCase");
    const stepsFor = (count: number) => {
      fold.mockClear();
      const names = new UniqueNames([]);
      for (let i = 0; i < count; i += 1) names.take("név nélkül");
      return fold.mock.calls.length;
    };
    expect(stepsFor(2_000)).toBeLessThanOrEqual(2.1 * stepsFor(1_000));
    fold.mockRestore();
  });
});
