import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeAt, grouped } from "../../src/totp/code.ts";
import { type Algorithm, type Digits, Key } from "../../src/totp/key.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const SEED20 = ascii("12345678901234567890");
const SEED32 = ascii("12345678901234567890123456789012");
const SEED64 = ascii("1234567890123456789012345678901234567890123456789012345678901234");

/** RFC 6238, written down anew from the text, as a judge over the library. */
function rfc6238(
  secret: Uint8Array,
  algorithm: Algorithm,
  digits: number,
  period: number,
  now: number,
): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / period)));
  const mac = createHmac(algorithm.toLowerCase(), secret).update(counter).digest();
  const offset = mac.at(-1)! & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits).padStart(digits, "0");
}

describe("codeAt", () => {
  it("gives the codes of RFC 4226, Appendix D", () => {
    const key = new Key({ secret: SEED20 });
    const codes = Array.from({ length: 10 }, (_, counter) => codeAt(key, counter * 30_000).digits);
    expect(codes).toEqual("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" "));
  });

  // Appendix B, with the seeds of 32 and 64 bytes that its reference code uses for SHA256 and SHA512.
  it.each([
    [59, "94287082", "46119246", "90693936"],
    [1111111109, "07081804", "68084774", "25091201"],
    [1111111111, "14050471", "67062674", "99943326"],
    [1234567890, "89005924", "91819424", "93441116"],
    [2000000000, "69279037", "90698825", "38618901"],
    [20000000000, "65353130", "77737706", "47863826"],
  ])("gives the codes of RFC 6238, Appendix B at %i s", (seconds, sha1, sha256, sha512) => {
    const at = (secret: Uint8Array, algorithm: Algorithm): string =>
      codeAt(new Key({ secret, algorithm, digits: 8 }), seconds * 1000).digits;
    expect([at(SEED20, "SHA1"), at(SEED32, "SHA256"), at(SEED64, "SHA512")]).toEqual([sha1, sha256, sha512]);
  });

  it("agrees with an independent computation for every kind of key", () => {
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

  it("counts the seconds left down to nothing", () => {
    const key = new Key({ secret: SEED20 });
    expect([0, 1, 29_000, 29_001, 29_999].map((now) => codeAt(key, now).secondsLeft)).toEqual([
      30, 29, 1, 0, 0,
    ]);
  });

  it.each([NaN, Infinity, -1])("throws for the time %d", (now) => {
    expect(() => codeAt(new Key({ secret: SEED20 }), now)).toThrow(RangeError);
  });
});

describe("Code", () => {
  it("tells its digits to nobody who does not ask", () => {
    const code = codeAt(new Key({ secret: SEED20 }), 59_000);
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
  it.each([
    ["123456", "123 456"],
    ["1234567", "123 4567"],
    ["12345678", "1234 5678"],
  ])("writes %s as %s", (digits, shown) => {
    expect(grouped(digits)).toBe(shown);
  });
});
