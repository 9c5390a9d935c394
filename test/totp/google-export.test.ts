import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { parseGoogleExport, type GoogleExport } from "../../src/totp/google-export.ts";
import { parsePastedKey } from "../../src/pasted-key/parse-pasted-key.ts";
import type { Algorithm, Key } from "../../src/totp/key.ts";

const summaryOf = ({ keys, unusable, part }: GoogleExport) => ({
  keys: keys.map(({ base32, issuer, account, algorithm, digits, period }) => ({
    ...{ base32, issuer, account, algorithm, digits, period },
  })),
  unusable,
  part,
});
const defaults = { algorithm: "SHA1", digits: 6, period: 30 };

describe("parseGoogleExport with exports that other programs wrote", () => {
  test("reads four keys from the test data of a decoder in Rust", () => {
    const read = parseGoogleExport(
      "otpauth-migration://offline?data=CikKCkhlbGxvId6tvu8SCHRlc3R1c2VyGgtleGFtcGxlLmNvbSABKAEwAgo8CgpXb3JsZCEgICAgEhx0ZXN0LWdpdGh1Yi51c2VyQGV4YW1wbGUuY29tGgpnaXRodWIuY29tIAEoATACCjcKCldvcmxkISAgICESD2Fub3RoZXJ0ZXN0dXNlchoSc29tZWV4YW1wbGVzZXJ2aWNlIAEoATACCjIKCldvcmxkISAgICISCmZvdXJ0aHVzZXIaEnNvbWVleGFtcGxlc2VydmljZSABKAEwAhACGAEgAA%3D%3D",
    );
    expect(summaryOf(read!)).toEqual({
      keys: [
        { base32: "JBSWY3DPEHPK3PXP", issuer: "example.com", account: "testuser", ...defaults },
        {
          base32: "K5XXE3DEEEQCAIBA",
          issuer: "github.com",
          account: "test-github.user@example.com",
          ...defaults,
        },
        { base32: "K5XXE3DEEEQCAIBB", issuer: "someexampleservice", account: "anothertestuser", ...defaults },
        { base32: "K5XXE3DEEEQCAIBC", issuer: "someexampleservice", account: "fourthuser", ...defaults },
      ],
      unusable: [],
      part: { number: 1, of: 1 },
    });
  });

  test("reports a counter-based key and accepts a negative batch id of ten bytes", () => {
    const read = parseGoogleExport(
      "otpauth-migration://offline?data=ChkKCpklNznImSU3OcgSBVRlc3QxIAEoATACChsKCpklNznamSU3OdoSBVRlc3QyIAEoATABOAAQARgBIAAo8enF1vr%2F%2F%2F%2F%2FAQ%3D%3D",
    );
    expect(read?.keys.map(({ account }) => account)).toEqual(["Test1"]);
    expect(read?.unusable).toEqual([{ name: "Test2", why: "hotp" }]);
  });

  test("reports a key that is too short and reads the others", () => {
    const read = parseGoogleExport(
      "otpauth-migration://offline?data=ChoKBIWG5pQSBEFsZXgaBkdpdEh1YiABKAEwAgolCg1RSFhIbDhvRU%2BFhuaUEgRBbGV4GghOaW50ZW5kbyABKAEwAhACGAE%3D",
    );
    expect(read?.keys.map(({ issuer, account }) => [issuer, account])).toEqual([["Nintendo", "Alex"]]);
    expect(read?.unusable).toEqual([{ name: "Alex", why: "broken" }]);
  });
});

/** Google's layout, for an independent encoder. */
const schema = protobuf
  .parse(
    `
  syntax = "proto3";
  message MigrationPayload {
    enum Algorithm { ALGORITHM_UNSPECIFIED = 0; SHA1 = 1; SHA256 = 2; SHA512 = 3; MD5 = 4; }
    enum DigitCount { DIGIT_UNSPECIFIED = 0; SIX = 1; EIGHT = 2; }
    enum OtpType { TYPE_UNSPECIFIED = 0; HOTP = 1; TOTP = 2; }
    message OtpParameters {
      bytes secret = 1; string name = 2; string issuer = 3;
      Algorithm algorithm = 4; DigitCount digits = 5; OtpType type = 6; int64 counter = 7;
      string unique_id = 8;
    }
    repeated OtpParameters otp_parameters = 1;
    int32 version = 2; int32 batch_size = 3; int32 batch_index = 4; int32 batch_id = 5;
  }
`,
  )
  .root.lookupType("MigrationPayload");

const encoded = (payload: object) => Buffer.from(schema.encode(schema.fromObject(payload)).finish());
const linkTo = (bytes: Buffer) =>
  `otpauth-migration://offline?data=${encodeURIComponent(bytes.toString("base64"))}`;
const entry = (fields: object = {}) => ({
  ...{ secret: Buffer.alloc(20, 7), name: "Minta:MINTAANNA", issuer: "Ügyfélkapu" },
  ...{ algorithm: "SHA1", digits: "SIX", type: "TOTP", counter: 0 },
  ...fields,
});
const readOne = (fields: object) =>
  parseGoogleExport(linkTo(encoded({ otpParameters: [entry(fields)], version: 2, batchSize: 1 })));

describe("parseGoogleExport with exports encoded by protobufjs", () => {
  test("reads back any keys and batch numbers", () => {
    const algorithms = { SHA1: "SHA1", SHA256: "SHA256", SHA512: "SHA512" } as const;
    const entries = fc.record({
      secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
      name: fc.stringMatching(/^[A-Za-zÁÉÍÓÖŐÚÜŰáéíóöőúüű0-9@.]{1,40}$/u),
      issuer: fc.stringMatching(/^[A-Za-zÁÉÍÓÖŐÚÜŰáéíóöőúüű+]{1,40}$/u),
      algorithm: fc.constantFrom<Algorithm>(...Object.values(algorithms)),
      digits: fc.constantFrom<"SIX" | "EIGHT">("SIX", "EIGHT"),
    });
    const batch = fc
      .integer({ min: 1, max: 9 })
      .chain((of) => fc.record({ of: fc.constant(of), index: fc.integer({ min: 0, max: of - 1 }) }));
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 10 }), batch, (given, { of, index }) => {
        const payload = {
          otpParameters: given.map((one) => entry({ ...one, secret: Buffer.from(one.secret) })),
          ...{ version: 2, batchSize: of, batchIndex: index, batchId: -1_234_567_890 },
        };
        const read = parseGoogleExport(linkTo(encoded(payload)))!;
        expect(read.part).toEqual({ number: index + 1, of });
        const pasted = parsePastedKey(`itt van: ${linkTo(encoded(payload))}\nköszi`);
        const isSame = (key: Key, at: number) =>
          pasted.kind === "keys" && pasted.keys[at]?.sameAs(key) === true;
        expect(read.keys.every(isSame)).toBe(true);
        expect(read.keys.map((key) => [...key.secret])).toEqual(given.map(({ secret }) => [...secret]));
        expect(
          read.keys.map(({ issuer, account, algorithm, digits }) => ({ issuer, account, algorithm, digits })),
        ).toEqual(
          given.map(({ issuer, name, algorithm, digits }) => ({
            ...{ issuer, account: name, algorithm },
            digits: digits === "SIX" ? 6 : 8,
          })),
        );
      }),
    );
  });

  test.each([
    ["an unsupported algorithm", { algorithm: "MD5" }],
    ["an unknown algorithm", { algorithm: 9 }],
    ["an unknown number of digits", { digits: 7 }],
    ["an unknown type", { type: 5 }],
    ["no secret", { secret: Buffer.alloc(0) }],
    ["a secret that is too long", { secret: Buffer.alloc(400) }],
  ])("reports an entry with %s as unusable, by name", (_what, fields) => {
    expect(summaryOf(readOne(fields)!)).toMatchObject({
      keys: [],
      unusable: [{ name: "MINTAANNA", why: "broken" }],
    });
  });

  test("uses the defaults for unspecified parameters", () => {
    const [key] = readOne({ algorithm: 0, digits: 0, type: 0 })!.keys;
    expect(key).toMatchObject(defaults);
  });

  test.each([
    ["Minta:MINTAANNA", "Ügyfélkapu", "Ügyfélkapu", "MINTAANNA"],
    ["Minta:MINTAANNA", "", "Minta", "MINTAANNA"],
    ["MINTAANNA", "", undefined, "MINTAANNA"],
    ["", "Ügyfélkapu", "Ügyfélkapu", undefined],
    ["", "", undefined, undefined],
  ])("reads the name %j and the issuer %j", (name, issuer, expectedIssuer, account) => {
    expect(readOne({ name, issuer })!.keys[0]).toMatchObject({ issuer: expectedIssuer, account });
  });

  test("reads links with words around them, in capitals, unescaped, in base64url and without padding", () => {
    const bytes = encoded({ otpParameters: [entry({ secret: Buffer.alloc(20, 0xfb) })] });
    const base64 = bytes.toString("base64");
    for (const link of [
      `Itt van: ${linkTo(bytes)} kérlek`,
      linkTo(bytes).replace("otpauth-migration", "OTPAUTH-MIGRATION"),
      `otpauth-migration://offline?data=${base64}`,
      `otpauth-migration://offline?data=${encodeURIComponent(base64.replaceAll("+", " "))}`,
      `otpauth-migration://offline?data=${bytes.toString("base64url")}`,
      `otpauth-migration://offline?source=app&data=${encodeURIComponent(base64)}&more=1`,
    ])
      expect(parseGoogleExport(link)?.keys[0]?.account).toBe("MINTAANNA");
  });

  test("treats an export with an impossible batch number as a single picture", () => {
    const payload = { otpParameters: [entry()], batchSize: 2, batchIndex: 7 };
    expect(parseGoogleExport(linkTo(encoded(payload)))?.part).toEqual({ number: 1, of: 1 });
  });
});

describe("parseGoogleExport with other texts", () => {
  test.each([
    "",
    "otpauth-migration://offline",
    "otpauth-migration://offline?data=",
    "otpauth-migration://offline?data=%E0%A4%A",
    "otpauth-migration://offline?data=nem*base64",
    "otpauth-migration://offline?data=aGVsbG8gd29ybGQ%3D",
    linkTo(encoded({ version: 2 })),
    "otpauth://totp/ANNA?secret=JBSWY3DPEHPK3PXP",
  ])("rejects %s", (text) => {
    expect(parseGoogleExport(text)).toBeUndefined();
  });

  test("never throws, and reads no key that a damaged export did not contain", () => {
    const whole = encoded({ otpParameters: [entry(), entry({ secret: Buffer.alloc(10, 9) })] });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (noise, at) => {
        parseGoogleExport(linkTo(Buffer.from(noise)));
        parseGoogleExport(linkTo(Buffer.concat([whole.subarray(0, at % whole.length), Buffer.from(noise)])));
        const torn = parseGoogleExport(linkTo(whole.subarray(0, at % whole.length)));
        for (const { secret } of torn?.keys ?? []) expect([7, 9]).toContain(secret[0]);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => void parseGoogleExport(`otpauth-migration://offline?data=${text}`)),
    );
  });
});
