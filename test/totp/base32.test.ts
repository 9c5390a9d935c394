import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase32 } from "../../src/totp/base32.ts";
import { ALPHABET } from "../pasted-key/random.ts";

const KEY = "JBSWY3DPEHPK3PXP";
const BYTES = Uint8Array.from(Buffer.from("48656c6c6f21deadbeef", "hex"));

const key = fc
  .array(fc.constantFrom(...Array.from(ALPHABET)), { minLength: 16, maxLength: 64 })
  .map((characters) => characters.join(""));

describe("decodeBase32", () => {
  it.each([
    KEY,
    KEY.toLowerCase(),
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
    expect(decodeBase32(text)).toEqual({ ok: true, bytes: BYTES });
  });

  it.each([
    ["", { why: "empty" }],
    [" -=\n", { why: "empty" }],
    ["JBSWY3DPEHPK3PX", { why: "too-short", length: 15 }],
    ["A".repeat(207), { why: "too-long" }],
    [KEY + "A", { why: "wrong-length" }],
    [KEY + "AAA", { why: "wrong-length" }],
    [KEY + "AAAAAA", { why: "wrong-length" }],
    ["JBSW-Y3DP-EHPK-3PX0", { why: "wrong-character", character: "0", position: 16 }],
    ["JB=SWY3DPEHPK3PXP", { why: "wrong-character", character: "=", position: 3 }],
    ["o\u030Bbswy3dpehpk3pxp", { why: "wrong-character", character: "ő", position: 1 }],
    ["JB👍🏽SWY3DPEHPK3PXP", { why: "wrong-character", character: "👍🏽", position: 3 }],
  ])("refuses %j", (text, problem) => {
    expect(decodeBase32(text)).toEqual({ ok: false, ...problem });
  });

  it.each(["ı", "ſ", "ﬁ", "Ａ", "\u212A", "𝐀", "Ⓐ", "²", "А", "ß", "İ", "٣", "０", "ª"])(
    "does not turn %s into a letter it looks like",
    (character) => {
      const problem = decodeBase32(`JBS${character}Y3DPEHPK3PXP`);
      expect(problem).toMatchObject({ ok: false, why: "wrong-character", position: 4 });
    },
  );

  it("names any single wrong character and its place", () => {
    const wrong = fc.constantFrom("0", "1", "8", "9", "á", "ő", "А");
    fc.assert(
      fc.property(key, fc.nat(), wrong, (text, nat, character) => {
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

  it("ignores bits left over at the end, as Google Authenticator does", () => {
    const exact = decodeBase32("AAAAAAAAAAAAAAAAAA");
    expect(decodeBase32("AAAAAAAAAAAAAAAAAB")).toEqual(exact);
    expect(exact).toEqual({ ok: true, bytes: new Uint8Array(11) });
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => typeof decodeBase32(text).ok === "boolean"),
    );
  });
});
