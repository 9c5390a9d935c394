import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { parseOtpauthUri } from "../../src/totp/otpauth-uri.ts";

const SECRET = "JBSWY3DPEHPK3PXP";
const BARE = {
  issuer: undefined,
  account: undefined,
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  base32: SECRET,
};

function read(text: string): unknown {
  const parsed = parseOtpauthUri(text);
  if (!parsed.ok) return parsed;
  const { issuer, account, algorithm, digits, period, base32 } = parsed.key;
  return { issuer, account, algorithm, digits, period, base32 };
}

describe("parseUri", () => {
  it.each([
    [`otpauth://totp/?secret=${SECRET}`, {}],
    [`otpauth://totp?secret=${SECRET}`, {}],
    [`OTPAUTH://TOTP/x?SECRET=${SECRET}`, { account: "x" }],
    [`  otpauth://totp/minta.anna?secret=${SECRET}\n`, { account: "minta.anna" }],
    [
      `otpauth://totp/%C3%9Cgyf%C3%A9lkapu%2B:anna?secret=${SECRET}`,
      { issuer: "Ügyfélkapu+", account: "anna" },
    ],
    [`otpauth://totp/Ügyfélkapu+%3A anna?secret=${SECRET}`, { issuer: "Ügyfélkapu+", account: "anna" }],
    [`otpauth://totp/Nagy Anna?secret=${SECRET}`, { account: "Nagy Anna" }],
    [`otpauth://totp/a+b@example.com?secret=${SECRET}`, { account: "a+b@example.com" }],
    [`otpauth://totp/a/b#c:d:e?secret=${SECRET}`, { issuer: "a/b#c", account: "d:e" }],
    [`otpauth://totp/Old:x?issuer=New&secret=${SECRET}`, { issuer: "New", account: "x" }],
    [`otpauth://totp/x?issuer=K%C3%B6zm%C5%B1+Zrt&secret=${SECRET}`, { issuer: "Közmű Zrt", account: "x" }],
    [
      `otpauth://totp/x?period=60&digits=8&algorithm=SHA256&secret=${SECRET}&issuer=Y`,
      {
        ...{ issuer: "Y", account: "x", algorithm: "SHA256", digits: 8, period: 60 },
      },
    ],
    [`otpauth://totp/?secret=${SECRET}&amp;digits=7&amp;period=300`, { digits: 7, period: 300 }],
    [
      `otpauth://totp/?secret=${SECRET}&digits=&period=&algorithm=&issuer=&image=https://x/y.png&counter=1`,
      {},
    ],
    [`otpauth://totp/?secret=jbsw%20y3dp-ehpk+3pxp%3D%3D`, {}],
    [`otpauth://totp/?secret=JBSW Y3DP EHPK 3PXP==`, {}],
    [`otpauth://totp/?secret=${SECRET}&secret=${SECRET.toLowerCase()}`, {}],
    [`otpauth://totp/?secret=${SECRET}#top`, {}],
  ])("reads %s", (text, parts) => {
    expect(read(text)).toEqual({ ...BARE, ...parts });
  });

  it.each([
    ["SHA1", "SHA1"],
    ["sha-1", "SHA1"],
    ["HMAC-SHA1", "SHA1"],
    ["HmacSHA256", "SHA256"],
    ["SHA-256", "SHA256"],
    ["hmac_sha_512", "SHA512"],
  ])("knows the algorithm %s", (name, algorithm) => {
    expect(read(`otpauth://totp/?secret=${SECRET}&algorithm=${name}`)).toEqual({ ...BARE, algorithm });
  });

  it.each([
    ["", "bad-link"],
    [SECRET, "bad-link"],
    ["https://example.com/?secret=JBSWY3DPEHPK3PXP", "bad-link"],
    [`otpauth:totp/x?secret=${SECRET}`, "bad-link"],
    [`otpauth://steam/x?secret=${SECRET}`, "bad-link"],
    [`otpauth://totp/%E0%A4%A?secret=${SECRET}`, "bad-link"],
    [`otpauth://totp/x?secret=${SECRET}&issuer=%`, "bad-link"],
    [`otpauth://totp/x?secret=${SECRET}&secret=GEZDGNBVGY3TQOJQ`, "bad-link"],
    [`otpauth://totp/x?secret=${SECRET}&digits=6&digits=8`, "bad-link"],
    [`otpauth://hotp/x?secret=${SECRET}&counter=0`, "hotp"],
    ["otpauth-migration://offline?data=CjEK", "google-export"],
    ["otpauth://totp/x", "empty"],
    ["otpauth://totp/x?secret=", "empty"],
    ["otpauth://totp/x?secret=%20-", "empty"],
    ["otpauth://totp/x?secret=A", "too-short"],
    [`otpauth://totp/x?secret=${"A".repeat(208)}`, "too-long"],
    [`otpauth://totp/x?secret=${SECRET}A`, "wrong-length"],
    [`otpauth://totp/x?secret=${SECRET}&digits=99`, "bad-digits"],
    [`otpauth://totp/x?secret=${SECRET}&digits=5`, "bad-digits"],
    [`otpauth://totp/x?secret=${SECRET}&digits=6.0`, "bad-digits"],
    [`otpauth://totp/x?secret=${SECRET}&period=0`, "bad-period"],
    [`otpauth://totp/x?secret=${SECRET}&period=301`, "bad-period"],
    [`otpauth://totp/x?secret=${SECRET}&period=-30`, "bad-period"],
    [`otpauth://totp/x?secret=${SECRET}&algorithm=MD5`, "bad-algorithm"],
    [`otpauth://totp/x?secret=${SECRET}&algorithm=SHA224`, "bad-algorithm"],
  ])("refuses %s: %s", (text, why) => {
    expect(parseOtpauthUri(text)).toMatchObject({ ok: false, why });
  });

  it("names a wrong character of the secret", () => {
    expect(parseOtpauthUri("otpauth://totp/x?secret=JBSW-Y3DP-EHPK-3P0P")).toEqual({
      ...{ ok: false, why: "wrong-character", character: "0", position: 15 },
    });
  });

  it("reads back whatever a key is written as, in any order of parameters", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 128 }),
        fc.constantFrom("SHA1", "SHA256", "SHA512"),
        fc.constantFrom(6, 7, 8),
        fc.integer({ min: 10, max: 300 }),
        fc.string({ unit: "grapheme", maxLength: 20 }),
        fc.nat(),
        (secret, algorithm, digits, period, name, turn) => {
          const base32 = new Key({ secret }).base32;
          const all = [`secret=${base32}`, `algorithm=${algorithm}`, `digits=${digits}`, `period=${period}`];
          const turned = all.map((_, at) => all[(at + turn) % all.length]).join("&");
          const parsed = parseOtpauthUri(`otpauth://totp/${encodeURIComponent(name)}?${turned}`);
          expect(parsed.ok && parsed.key.base32 === base32).toBe(true);
          expect(parsed.ok && parsed.key).toMatchObject({ algorithm, digits, period });
        },
      ),
    );
  });

  it("never throws", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "otpauth://",
        "totp",
        "/",
        "?",
        "&",
        "secret=",
        "%",
        "=",
        SECRET,
        "digits=",
        "otpauth-migration:",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => typeof parseOtpauthUri(pieces.join("")).ok === "boolean"),
    );
  });
});
