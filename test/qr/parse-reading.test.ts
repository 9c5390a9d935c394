import { expect, test } from "vitest";
import { parseQrReading } from "../../src/qr/pool/parse-reading.ts";

const part = { text: "half", bytes: "aGFsZg==", index: 0, size: 2, parity: "7" };

test.each([
  ["texts", { ok: true, texts: ["a"], parts: [] }],
  ["a diagnosis beside texts", { ok: true, texts: ["a"], parts: [], unread: "blurred" }],
  ["no code", { ok: false, why: "no-qr", diagnosis: "nothing" }],
  ["a failure", { ok: false, why: "too-large" }],
])("takes a reading with %s as it is", (_, reading) => {
  expect(parseQrReading(JSON.parse(JSON.stringify(reading)))).toEqual(reading);
});

test("takes the bytes of a part from base64", () => {
  const bytes = new Uint8Array(Buffer.from("half"));
  expect(parseQrReading({ ok: true, texts: [], parts: [part] })).toEqual({
    ok: true,
    texts: [],
    parts: [{ ...part, bytes }],
  });
});

test.each([
  ["nothing", null],
  ["a text", "otpauth://totp/x"],
  ["a list", []],
  ["no texts and no parts", { ok: true, texts: [], parts: [] }],
  ["texts that are no list", { ok: true, texts: { length: 1 }, parts: [] }],
  ["a text that is a number", { ok: true, texts: [1], parts: [] }],
  ["an empty text", { ok: true, texts: [""], parts: [] }],
  ["a text that no code has room for", { ok: true, texts: ["a".repeat(50_000)], parts: [] }],
  ["too many texts", { ok: true, texts: Array<string>(65).fill("a"), parts: [] }],
  ["a part with a faulty place", { ok: true, texts: [], parts: [{ ...part, index: 0.5 }] }],
  ["a part of too many", { ok: true, texts: [], parts: [{ ...part, size: 1e9 }] }],
  ["a part without bytes", { ok: true, texts: [], parts: [{ ...part, bytes: undefined }] }],
  ["an unknown failure", { ok: false, why: "<b>press here</b>" }],
  ["an unknown diagnosis", { ok: false, why: "no-qr", diagnosis: "constructor" }],
  ["an unknown diagnosis beside texts", { ok: true, texts: ["a"], parts: [], unread: "nothing" }],
  ["busy, which only the program says", { ok: false, why: "busy" }],
])("refuses %s as a reading", (_, value) => {
  expect(parseQrReading(value)).toBeUndefined();
});
