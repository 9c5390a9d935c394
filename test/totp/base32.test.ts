import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase32 } from "../../src/totp/base32.ts";
import { base32Alphabet } from "../support/seeded-random.ts";

const key = "JBSWY3DPEHPK3PXP";
const bytes = Uint8Array.from(Buffer.from("48656c6c6f21deadbeef", "hex"));

const anyKey = fc
  .array(fc.constantFrom(...Array.from(base32Alphabet)), { minLength: 16, maxLength: 64 })
  .map((characters) => characters.join(""));

describe("decodeBase32", () => {
  test.each([
    key,
    key.toLowerCase(),
    "JBSW Y3DP EHPK 3PXP",
    "jbsw-y3dp–ehpk—3pxp",
    "JBSW\u00A0Y3DP\u2009EHPK\u30003PXP",
    "JBSW\u200BY3DP\u2060EHPK\uFEFF3P\u00ADXP",
    "\u202AJBSWY3DPEHPK3PXP\u202C",
    "JBSW\r\nY3DP\n\tEHPK 3PXP\n",
    "„JBSWY3DPEHPK3PXP”",
    "»JBSWY3DPEHPK3PXP«",
    "`JBSWY3DPEHPK3PXP`",
    "'JBSWY3DPEHPK3PXP'==",
    "JBSWY3DPEHPK3PXP======",
  ])("reads %j", (text) => {
    expect(decodeBase32(text)).toEqual({ ok: true, bytes });
  });

  test.each([
    ["", { why: "empty" }],
    [" -=\n", { why: "empty" }],
    ["JBSWY3DPEHPK3PX", { why: "too-short", length: 15 }],
    ["A".repeat(207), { why: "too-long" }],
    [key + "A", { why: "wrong-length" }],
    [key + "AAA", { why: "wrong-length" }],
    [key + "AAAAAA", { why: "wrong-length" }],
    ["JBSW-Y3DP-EHPK-3PX0", { why: "wrong-character", character: "0", position: 16 }],
    ["JB=SWY3DPEHPK3PXP", { why: "wrong-character", character: "=", position: 3 }],
    ["o\u030Bbswy3dpehpk3pxp", { why: "wrong-character", character: "ő", position: 1 }],
    ["JB👍🏽SWY3DPEHPK3PXP", { why: "wrong-character", character: "👍🏽", position: 3 }],
  ])("refuses %j", (text, problem) => {
    expect(decodeBase32(text)).toEqual({ ok: false, ...problem });
  });

  test.each(["ı", "ſ", "ﬁ", "Ａ", "\u212A", "𝐀", "Ⓐ", "²", "А", "ß", "İ", "٣", "０", "ª"])(
    "does not replace %s by the letter it looks like",
    (character) => {
      const problem = decodeBase32(`JBS${character}Y3DPEHPK3PXP`);
      expect(problem).toMatchObject({ ok: false, why: "wrong-character", position: 4 });
    },
  );

  test("names any single wrong character and its position", () => {
    const wrong = fc.constantFrom("0", "1", "8", "9", "á", "ő", "А");
    fc.assert(
      fc.property(anyKey, fc.nat(), wrong, (text, nat, character) => {
        const at = nat % text.length;
        const damaged = text.slice(0, at) + character + text.slice(at + 1);
        expect(decodeBase32(damaged)).toEqual({
          ok: false,
          why: "wrong-character",
          character,
          position: at + 1,
        });
      }),
    );
  });

  test("ignores the bits after the last whole byte, as Google Authenticator does", () => {
    const exact = decodeBase32("AAAAAAAAAAAAAAAAAA");
    expect(decodeBase32("AAAAAAAAAAAAAAAAAB")).toEqual(exact);
    expect(exact).toEqual({ ok: true, bytes: new Uint8Array(11) });
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => typeof decodeBase32(text).ok === "boolean"),
    );
  });
});
