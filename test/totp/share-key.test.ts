import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { Key, type Algorithm } from "../../src/totp/key.ts";
import { parseKeyName } from "../../src/totp/key-name.ts";
import { inGroups, otpauthUriOf } from "../../src/totp/share-key.ts";
import { parseOtpauthUri } from "../../src/totp/otpauth-uri.ts";
import { drawQrCode } from "../../src/qr/draw-qr.ts";
import { createQrReader } from "../../src/qr/reader.ts";

const parts = fc.record({
  secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
  issuer: fc.option(fc.string({ unit: "grapheme", maxLength: 64 }), { nil: undefined }),
  algorithm: fc.constantFrom<Algorithm>("SHA1", "SHA256", "SHA512"),
  digits: fc.constantFrom(6 as const, 7 as const, 8 as const),
  period: fc.integer({ min: 10, max: 300 }),
});

describe("otpauthUriOf", () => {
  test("writes every parameter in the Key URI Format", () => {
    const key = new Key({ secret: Buffer.from("Hello!\xde\xad\xbe\xef", "latin1"), issuer: "Ügyfélkapu" });
    expect(otpauthUriOf(key, "Anya kulcsa")).toBe(
      "otpauth://totp/%C3%9Cgyf%C3%A9lkapu:Anya%20kulcsa?issuer=%C3%9Cgyf%C3%A9lkapu&secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
    );
  });

  test("writes a link that parses to the same key, whatever its name", () => {
    fc.assert(
      fc.property(parts, fc.string({ unit: "grapheme", maxLength: 40 }), (given, text) => {
        const named = parseKeyName(text);
        const key = new Key(given);
        const read = parseOtpauthUri(otpauthUriOf(key, named.ok ? named.name : "kulcs"));
        expect(read.ok && read.key.sameAs(key)).toBe(true);
        if (read.ok && named.ok && !named.name.includes(":")) expect(read.key.account).toBe(named.name);
      }),
    );
  });

  test("writes a link that survives as a QR code, even with the longest key and name", async () => {
    const reader = createQrReader();
    onTestFinished(() => reader.close());
    const longest = new Key({ secret: Buffer.alloc(128, 0xa5), issuer: "Ű".repeat(64), period: 300 });
    const usual = new Key({ secret: Buffer.alloc(20, 0x5a), issuer: "Ügyfélkapu" });
    for (const link of [otpauthUriOf(usual, "MINTAANNA"), otpauthUriOf(longest, "ő".repeat(40))]) {
      expect(await reader.read(await drawQrCode(link))).toEqual({ ok: true, texts: [link], parts: [] });
    }
  });
});

test("inGroups splits a key into groups of four", () => {
  expect(inGroups("JBSWY3DPEHPK3PXP")).toBe("JBSW Y3DP EHPK 3PXP");
  expect(inGroups("JBSWY3DPEHPK3PXPAB")).toBe("JBSW Y3DP EHPK 3PXP AB");
});
