import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeAt, grouped } from "../../src/totp/code.ts";
import { type Algorithm, type Digits, Key } from "../../src/totp/key.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const seed20 = ascii("12345678901234567890");
const seed32 = ascii("12345678901234567890123456789012");
const seed64 = ascii("1234567890123456789012345678901234567890123456789012345678901234");

/** RFC 6238, implemented again from its text, to check the library. */
const rfc6238 = (
  secret: Uint8Array,
  algorithm: Algorithm,
  digits: number,
  period: number,
  now: number,
): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / period)));
  const mac = createHmac(algorithm.toLowerCase(), secret).update(counter).digest();
  const offset = mac.at(-1)! & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
};

describe("codeAt", () => {
  test("gives the codes of RFC 4226, appendix D", () => {
    const key = new Key({ secret: seed20 });
    const codes = Array.from({ length: 10 }, (_, counter) => codeAt(key, counter * 30_000).digits);
    expect(codes).toEqual("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" "));
  });

  // With the seeds of 32 and 64 bytes that the reference code of the appendix uses for SHA256 and SHA512.
  test.each([
    [59, "94287082", "46119246", "90693936"],
    [1111111109, "07081804", "68084774", "25091201"],
    [1111111111, "14050471", "67062674", "99943326"],
    [1234567890, "89005924", "91819424", "93441116"],
    [2000000000, "69279037", "90698825", "38618901"],
    [20000000000, "65353130", "77737706", "47863826"],
  ])("gives the codes of RFC 6238, appendix B at %i s", (seconds, sha1, sha256, sha512) => {
    const at = (secret: Uint8Array, algorithm: Algorithm): string =>
      codeAt(new Key({ secret, algorithm, digits: 8 }), seconds * 1000).digits;
    expect([at(seed20, "SHA1"), at(seed32, "SHA256"), at(seed64, "SHA512")]).toEqual([sha1, sha256, sha512]);
  });

  test("agrees with an independent implementation for every kind of key", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 10, maxLength: 128 }),
        fc.constantFrom<Algorithm>("SHA1", "SHA256", "SHA512"),
        fc.constantFrom<Digits>(6, 7, 8),
        fc.integer({ min: 10, max: 300 }),
        fc.integer({ min: 0, max: 20_000_000_000_000 }),
        (secret, algorithm, digits, period, now) => {
          const key = new Key({ secret, algorithm, digits, period });
          const code = codeAt(key, now);
          expect(code.digits).toBe(rfc6238(secret, algorithm, digits, period, now));
          expect(code.validFrom <= now && now < code.validUntil).toBe(true);
          expect(code.validUntil - code.validFrom).toBe(period * 1000);
          expect(code.secondsLeft).toBe(Math.floor((code.validUntil - now) / 1000));
        },
      ),
    );
  });

  test("counts the seconds left down to zero", () => {
    const key = new Key({ secret: seed20 });
    expect([0, 1, 29_000, 29_001, 29_999].map((now) => codeAt(key, now).secondsLeft)).toEqual([
      30, 29, 1, 0, 0,
    ]);
  });

  test.each([NaN, Infinity, -1])("throws a RangeError for the time %d", (now) => {
    expect(() => codeAt(new Key({ secret: seed20 }), now)).toThrow(RangeError);
  });
});

describe("Code", () => {
  test("prints [code] instead of its digits", () => {
    const code = codeAt(new Key({ secret: seed20 }), 59_000);
    const shown = [
      inspect(code, { showHidden: true }),
      JSON.stringify({ code }),
      String(code),
      inspect({ code }),
    ];
    for (const text of [...shown, JSON.stringify(Object.entries(code))]) expect(text).not.toContain("287082");
    expect(shown).toEqual(["[code]", '{"code":"[code]"}', "[code]", "{ code: [code] }"]);
  });
});

describe("grouped", () => {
  test.each([
    ["123456", "123 456"],
    ["1234567", "123 4567"],
    ["12345678", "1234 5678"],
  ])("splits %s into %s", (digits, shown) => {
    expect(grouped(digits)).toBe(shown);
  });
});
