import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readQrText } from "../../src/features/receive-key/qr-text.ts";
import type { OtherCode } from "../../src/features/receive-key/screens.ts";
import { Key } from "../../src/totp/key.ts";
import type { KeyProblem } from "../../src/totp/key-problem.ts";

const secretOf = (...lengths: readonly number[]) =>
  fc
    .constantFrom(...lengths)
    .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
    .filter((bytes) => new Set(bytes).size > 5)
    .map((bytes) => new Key({ secret: bytes }).base32);

/** Of the lengths that issuers use. */
/** A secret that begins with 3D may be one after the "=3D" of a mail's source, so it is refused in some of these texts. */
const anySecret = secretOf(10, 16, 20, 32).filter((secret) => !secret.startsWith("3D"));

const encoded = (text: string) => encodeURIComponent(text);
const json = (value: object) => JSON.stringify(value);

/** By what it is: a text that holds a secret, and the parameters that its codes have. */
const readable: Record<string, (secret: string) => [text: string, digits?: number, period?: number]> = {
  "a link": (s) => [`otpauth://totp/Minta:anna?secret=${s}&issuer=Minta`],
  "a link with one slash": (s) => [`otpauth:/totp/minta?secret=${s}`],
  "a link without a slash": (s) => [`otpauth:totp/minta?secret=${s}`],
  "a link in capitals": (s) => [`OTPAUTH://TOTP/MINTA?SECRET=${s}`],
  "a link whose label has a percent sign": (s) => [`otpauth://totp/100% Minta Kft:anna?secret=${s}`],
  "a link whose issuer has a percent sign": (s) => [`otpauth://totp/anna?secret=${s}&issuer=5%&digits=8`, 8],
  "a link after a text": (s) => [`TOTP: otpauth://totp/Minta%3Aanna?secret=${s}&issuer=Minta`],
  "a link on the second line": (s) => [`Az új kulcsod\notpauth://totp/anna?secret=${s}&period=60`, 6, 60],
  "a link to a chart": (s) => [
    `https://chart.example/chart?chs=200x200&cht=qr&chl=${encoded(`otpauth://totp/a%20b?secret=${s}&period=60`)}`,
    ...([6, 60] as const),
  ],
  "a link to a drawn code, not encoded": (s) => [
    `https://qr.example/create?size=200x200&data=otpauth://totp/a?secret=${s}&digits=8&margin=2`,
    8,
  ],
  "a link to a drawn code, its size last": (s) => [
    `https://qr.example/?data=otpauth://totp/a?secret=${s}&size=300`,
  ],
  "a link encoded twice": (s) => [
    `https://qr.example/?text=${encoded(encoded(`otpauth://totp/a?secret=${s}`))}`,
  ],
  "JSON with a secret": (s) => [json({ type: "totp", label: "minta", secret: s })],
  "JSON with other parameters": (s) => [json({ secret: s, digits: 8, period: 60, algorithm: "SHA1" }), 8, 60],
  "JSON with a link": (s) => [json({ uri: `otpauth://totp/a?secret=${s}` }).replaceAll("/", "\\/")],
};

/** The key alone: whether it is one can be unclear, but it is never another one. */
const bare: Record<string, (secret: string) => string> = {
  "a key": (s) => s,
  "a key in small letters": (s) => s.toLowerCase(),
  "a key in groups": (s) => s.replace(/.{4}(?=.)/gu, "$& "),
  "a key with a label": (s) => `Kulcs: ${s}`,
  "a key with a label and no space": (s) => `secret:${s}`,
  "a key and an account": (s) => `account: anna\nkey: ${s}`,
};

const unusable: Record<string, [(secret: string) => string, KeyProblem["why"] | OtherCode]> = {
  "a link of Steam": [(s) => `steam://${s}`, "steam"],
  "a link of the type steam": [(s) => `otpauth://steam/Steam:anna?secret=${s}&issuer=Steam`, "steam"],
  "a link of Yandex": [(s) => `otpauth://yaotp/anna?secret=${s}`, "bad-algorithm"],
  "a link with a counter": [(s) => `otpauth://hotp/anna?secret=${s}&counter=1`, "hotp"],
  "a web link with a secret": [(s) => `https://example.hu/2fa?secret=${s}`, "maybeKey"],
  "another app's link with a secret": [(s) => `minta://add?key=${s}`, "maybeKey"],
  "JSON with an unknown property": [(s) => json({ secret: s, otpLength: 8 }), "maybeKey"],
  "JSON in which the secret is deeper": [
    (s) => json({ entries: [{ info: { secret: s, period: 60 } }] }),
    "maybeKey",
  ],
  "JSON with a counter": [(s) => json({ type: "hotp", secret: s }), "hotp"],
  "JSON of Steam": [(s) => json({ type: "steam", secret: s }), "steam"],
};

describe("readQrText", () => {
  test.each(Object.entries(readable))("reads %s", (_, write) => {
    fc.assert(
      fc.property(anySecret, (secret) => {
        const [text, digits = 6, period = 30] = write(secret);
        const { keys, isSecret } = readQrText(text);
        expect(keys.map((key) => key.base32)).toEqual([secret]);
        expect(keys[0]).toMatchObject({ digits, period, algorithm: "SHA1" });
        expect(isSecret).toBe(true);
      }),
    );
  });

  test("reads a link alone with any secret, as it stands", () => {
    fc.assert(
      fc.property(secretOf(11, 13, 17, 25, 64), fc.constantFrom("", "3D", "MZ3D"), (rest, start) => {
        const base32 = `${start}${rest.slice(start.length)}`;
        expect(readQrText(`otpauth://totp/anna?secret=${base32}`).keys[0]?.base32).toBe(base32);
      }),
    );
  });

  test.each(Object.entries(bare))("reads %s, or says that it is none", (_, write) => {
    let read = 0;
    fc.assert(
      fc.property(anySecret, (secret) => {
        const { keys, isSecret } = readQrText(write(secret));
        expect(isSecret).toBe(true);
        if (keys.length > 0) expect(keys.map((key) => key.base32)).toEqual([secret]);
        read += keys.length;
      }),
      { numRuns: 100 },
    );
    expect(read).toBeGreaterThan(60);
  });

  test.each(Object.entries(unusable))("explains %s", (_, [write, reason]) => {
    fc.assert(
      fc.property(anySecret, (secret) => {
        const { keys, problems, foreign, isSecret } = readQrText(write(secret));
        expect(keys).toEqual([]);
        expect(problems[0]?.why ?? foreign).toBe(reason);
        expect(isSecret).toBe(true);
      }),
    );
  });

  test("reads several links", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anySecret, { minLength: 2, maxLength: 4 }), (secrets) => {
        const text = secrets.map((secret, at) => `otpauth://totp/${at}?secret=${secret}`).join("\n");
        expect(readQrText(text).keys.map((key) => key.base32)).toEqual(secrets);
      }),
    );
  });

  const others: [string, OtherCode][] = [
    ["https://example.hu/s/ABCDEFGHIJKLMNOPQRSTUVWX", "web"],
    ["https://play.google.com/store/apps/details?id=x", "appStore"],
    ["BEGIN:VCARD\nFN:Minta Anna\nTEL:+36301234567\nEND:VCARD", "other"],
    ["magnet:?xt=urn:btih:JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "other"],
    ["Minta Anna, 1234 Minta utca 5.", "other"],
    ['{"name":"Minta Anna"}', "other"],
    ["1234567890123456", "other"],
  ];
  test.each(others)("%s holds no secret", (text, foreign) => {
    expect(readQrText(text)).toMatchObject({ keys: [], problems: [], foreign, isSecret: false });
  });

  test("never throws", () => {
    const start = fc.constantFrom("", "otpauth://totp/?secret=", "{", '{"secret":', "https://", "[[");
    fc.assert(
      fc.property(start, fc.string({ unit: "binary" }), (head, tail) => {
        expect(readQrText(head + tail).isSecret).toBeTypeOf("boolean");
      }),
    );
  });
});
