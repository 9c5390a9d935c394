import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase32 } from "../../src/totp/base32.ts";
import { type Digits, Key } from "../../src/totp/key.ts";

const secret = Uint8Array.from({ length: 10 }, (_, at) => at * 23);

describe("Key", () => {
  test("uses the defaults of the Key URI Format", () => {
    const { algorithm, digits, period, issuer, account } = new Key({ secret });
    expect([algorithm, digits, period, issuer, account]).toEqual(["SHA1", 6, 30, undefined, undefined]);
  });

  test("cannot be changed through the arrays it takes and returns", () => {
    const given = Uint8Array.from(secret);
    const key = new Key({ secret: given });
    given.fill(0);
    key.secret.fill(0);
    expect(key.secret).toEqual(secret);
    expect(Object.isFrozen(key)).toBe(true);
  });

  test("removes control characters from names and cuts them to 64 characters", () => {
    const key = new Key({ secret, issuer: " Ügyfél\u0000ka\u202Epu+ \n", account: "🦊".repeat(70) });
    expect(key.issuer).toBe("Ügyfélkapu+");
    expect(key.account).toBe("🦊".repeat(64));
    expect(new Key({ secret, issuer: " \u200B " }).issuer).toBeUndefined();
  });

  test.each([
    [{ secret: new Uint8Array(9) }],
    [{ secret: new Uint8Array(129) }],
    [{ secret, digits: 5 as Digits }],
    [{ secret, period: 9 }],
    [{ secret, period: 301 }],
    [{ secret, period: 30.5 }],
    [{ secret, algorithm: "MD5" as "SHA1" }],
  ])("throws a RangeError for parts out of bounds (%#)", (parts) => {
    expect(() => new Key(parts)).toThrow(RangeError);
  });

  test("prints [key] instead of its secret", () => {
    const key = new Key({ secret, issuer: "Minta" });
    const shown = [
      inspect(key, { showHidden: true, depth: 9 }),
      inspect({ key }, { customInspect: false, showHidden: true }),
      JSON.stringify({ key }),
      String(key),
      JSON.stringify(Object.getOwnPropertyDescriptors(key)),
      JSON.stringify(Object.entries(key)),
      inspect(structuredClone(Object.entries(key))),
    ];
    for (const text of shown) {
      expect(text).not.toContain(key.base32);
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
      expect(text).not.toContain(secret.slice(1, 4).join(","));
      expect(text).not.toContain(secret.slice(1, 4).join(", "));
    }
    expect([shown[0], shown[2], shown[3]]).toEqual(["[key]", '{"key":"[key]"}', "[key]"]);
  });

  test("compares secrets alone and together with their parameters", () => {
    const key = new Key({ secret, issuer: "A" });
    expect(key.sameAs(new Key({ secret, issuer: "B" }))).toBe(true);
    expect(key.sameSecret(new Key({ secret, digits: 8 }))).toBe(true);
    expect(key.sameAs(new Key({ secret, digits: 8 }))).toBe(false);
    expect(key.sameAs(new Key({ secret, period: 60 }))).toBe(false);
    expect(key.sameAs(new Key({ secret, algorithm: "SHA512" }))).toBe(false);
    expect(key.sameSecret(new Key({ secret: new Uint8Array(11) }))).toBe(false);
  });

  test("has the identity of another key exactly if it is the same", () => {
    const parts = fc.record({
      secret: fc.constantFrom(secret, Uint8Array.from(secret), new Uint8Array(10), new Uint8Array(11)),
      account: fc.constantFrom(undefined, "minta"),
      algorithm: fc.constantFrom("SHA1", "SHA256"),
      digits: fc.constantFrom<Digits>(6, 8),
      period: fc.constantFrom(30, 60),
    });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const [a, b] = [new Key(one), new Key(other)];
        expect(a.identity === b.identity).toBe(a.sameAs(b));
        expect(a.identity).not.toContain(Buffer.from(a.secret).toString("base64").slice(0, 12));
      }),
    );
  });

  test("writes base32 that decodes to the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 128 }), (bytes) => {
        const { base32 } = new Key({ secret: bytes });
        expect(base32).toMatch(/^[A-Z2-7]+$/u);
        expect(decodeBase32(base32)).toEqual({ ok: true, bytes });
      }),
    );
  });
});
