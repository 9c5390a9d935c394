import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { parseOtpauthUri } from "../../src/totp/otpauth-uri.ts";

const base32Secret = "JBSWY3DPEHPK3PXP";
const defaults = {
  issuer: undefined,
  account: undefined,
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  base32: base32Secret,
};

const read = (text: string): unknown => {
  const parsed = parseOtpauthUri(text);
  if (!parsed.ok) return parsed;
  const { issuer, account, algorithm, digits, period, base32 } = parsed.key;
  return { issuer, account, algorithm, digits, period, base32 };
};

describe("parseOtpauthUri", () => {
  test.each([
    [`otpauth://totp/?secret=${base32Secret}`, {}],
    [`otpauth://totp?secret=${base32Secret}`, {}],
    [`OTPAUTH://TOTP/x?SECRET=${base32Secret}`, { account: "x" }],
    [`  otpauth://totp/minta.anna?secret=${base32Secret}\n`, { account: "minta.anna" }],
    [
      `otpauth://totp/%C3%9Cgyf%C3%A9lkapu%2B:anna?secret=${base32Secret}`,
      { issuer: "Ügyfélkapu+", account: "anna" },
    ],
    [`otpauth://totp/Ügyfélkapu+%3A anna?secret=${base32Secret}`, { issuer: "Ügyfélkapu+", account: "anna" }],
    [`otpauth://totp/Nagy Anna?secret=${base32Secret}`, { account: "Nagy Anna" }],
    [`otpauth://totp/a+b@example.com?secret=${base32Secret}`, { account: "a+b@example.com" }],
    [`otpauth://totp/a/b#c:d:e?secret=${base32Secret}`, { issuer: "a/b#c", account: "d:e" }],
    [`otpauth://totp/Old:x?issuer=New&secret=${base32Secret}`, { issuer: "New", account: "x" }],
    [
      `otpauth://totp/x?issuer=K%C3%B6zm%C5%B1+Zrt&secret=${base32Secret}`,
      { issuer: "Közmű Zrt", account: "x" },
    ],
    [
      `otpauth://totp/x?period=60&digits=8&algorithm=SHA256&secret=${base32Secret}&issuer=Y`,
      {
        ...{ issuer: "Y", account: "x", algorithm: "SHA256", digits: 8, period: 60 },
      },
    ],
    [`otpauth://totp/?secret=${base32Secret}&amp;digits=7&amp;period=300`, { digits: 7, period: 300 }],
    [
      `otpauth://totp/?secret=${base32Secret}&digits=&period=&algorithm=&issuer=&image=https://x/y.png&counter=1`,
      {},
    ],
    [`otpauth://totp/?secret=jbsw%20y3dp-ehpk+3pxp%3D%3D`, {}],
    [`otpauth://totp/?secret=JBSW Y3DP EHPK 3PXP==`, {}],
    [`otpauth://totp/?secret=${base32Secret}&secret=${base32Secret.toLowerCase()}`, {}],
    [`otpauth:totp/x?secret=${base32Secret}`, { account: "x" }],
    [`otpauth:/totp/x?secret=${base32Secret}`, { account: "x" }],
    [`otpauth://totp/100% %E0%A4%A?secret=${base32Secret}&issuer=%`, { issuer: "%", account: "100% ŕ¤%A" }],
    [`otpauth://totp/%DCgyf%E9l?secret=${base32Secret}`, { account: "Ügyfél" }],
    [`otpauth://totp/x?secret=${base32Secret}?digits=8`, { account: "x", digits: 8 }],
    [`otpauth://totp/x&secret=${base32Secret}&issuer=Tom & Jerry`, { account: "x", issuer: "Tom & Jerry" }],
    [
      `otpauth://totp/Y%3Ax%3Fsecret%3D${base32Secret}%26digits%3D8`,
      { issuer: "Y", account: "x", digits: 8 },
    ],
    [`otpauth://totp/x?secret=${base32Secret}&step=60&size=8`, { account: "x", digits: 8, period: 60 }],
    [`otpauth://totp/x?issuer=C#&secret=${base32Secret}`, { account: "x", issuer: "C#" }],
  ])("parses %s", (text, parts) => {
    expect(read(text)).toEqual({ ...defaults, ...parts });
  });

  test.each([
    ["SHA1", "SHA1"],
    ["sha-1", "SHA1"],
    ["HMAC-SHA1", "SHA1"],
    ["HmacSHA256", "SHA256"],
    ["SHA-256", "SHA256"],
    ["hmac_sha_512", "SHA512"],
  ])("accepts the algorithm name %s", (name, algorithm) => {
    expect(read(`otpauth://totp/?secret=${base32Secret}&algorithm=${name}`)).toEqual({
      ...defaults,
      algorithm,
    });
  });

  test.each([
    ["", "bad-link"],
    [base32Secret, "bad-link"],
    ["https://example.com/?secret=JBSWY3DPEHPK3PXP", "bad-link"],
    [`otpauth://steam/x?secret=${base32Secret}`, "steam"],
    [`otpauth://totp/Steam:x?secret=${base32Secret}`, "steam"],
    [`otpauth://totp/x?secret=${base32Secret}&issuer=Steam`, "steam"],
    [`otpauth://totp/x?secret=${base32Secret}&encoder=steam`, "steam"],
    [`steam://${base32Secret}`, "steam"],
    [`otpauth://yaotp/x?secret=${base32Secret}`, "bad-algorithm"],
    [`otpauth://totp/x?secret=${base32Secret}&encoding=hex`, "bad-algorithm"],
    [`otpauth://totp/x?secret=${base32Secret}&2step_salt=8`, "two-step"],
    [`otpauth://totp/x?secret=${base32Secret}#top`, "wrong-character"],
    [`otpauth://totp/x?secret=JBSWY3DP"EHPK3PXP`, "wrong-character"],
    [`otpauth://totp/x?secret=${base32Secret}&secret=GEZDGNBVGY3TQOJQ`, "bad-link"],
    [`otpauth://totp/x?secret=${base32Secret}&digits=6&digits=8`, "bad-link"],
    [`otpauth://hotp/x?secret=${base32Secret}&counter=0`, "hotp"],
    ["otpauth-migration://offline?data=CjEK", "google-export"],
    ["otpauth://totp/x", "empty"],
    ["otpauth://totp/x?secret=", "empty"],
    ["otpauth://totp/x?secret=%20-", "empty"],
    ["otpauth://totp/x?secret=A", "too-short"],
    [`otpauth://totp/x?secret=${"A".repeat(208)}`, "too-long"],
    [`otpauth://totp/x?secret=${base32Secret}A`, "wrong-length"],
    [`otpauth://totp/x?secret=${base32Secret}&digits=99`, "bad-digits"],
    [`otpauth://totp/x?secret=${base32Secret}&digits=5`, "bad-digits"],
    [`otpauth://totp/x?secret=${base32Secret}&digits=6.0`, "bad-digits"],
    [`otpauth://totp/x?secret=${base32Secret}&period=0`, "bad-period"],
    [`otpauth://totp/x?secret=${base32Secret}&period=301`, "bad-period"],
    [`otpauth://totp/x?secret=${base32Secret}&period=-30`, "bad-period"],
    [`otpauth://totp/x?secret=${base32Secret}&algorithm=MD5`, "bad-algorithm"],
    [`otpauth://totp/x?secret=${base32Secret}&algorithm=SHA224`, "bad-algorithm"],
  ])("rejects %s as %s", (text, why) => {
    expect(parseOtpauthUri(text)).toMatchObject({ ok: false, why });
  });

  test("names the wrong character of a secret", () => {
    expect(parseOtpauthUri("otpauth://totp/x?secret=JBSW-Y3DP-EHPK-3P0P")).toEqual({
      ...{ ok: false, why: "wrong-character", character: "0", position: 15 },
    });
  });

  test("parses any key with its parameters in any order", () => {
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

  test("never throws", () => {
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
        base32Secret,
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
