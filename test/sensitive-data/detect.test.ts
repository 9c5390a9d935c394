import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  parseRequestedCancellationCode,
  cancellationCodeIn,
  detectSensitiveData,
  type SensitiveData,
} from "../../src/sensitive-data/detect.ts";

/** All invented; the card numbers are the test numbers that the brands publish. */
const examples: Record<SensitiveData, readonly string[]> = {
  sixDigits: ["123456", "123 456", "123-456", " 123456 "],
  cancellationCode: [
    "12345678",
    "1234 5678",
    "1234-5678",
    "a törlőkódom 123456",
    "törlőkód: 1234 5678 9012",
    "Torlokod 12345678",
    "/torlokod 12345678",
    "12345678 a törlőkódom",
    "1234 5678, ez a törlőkód",
  ],
  card: [
    "4111 1111 1111 1111",
    "4111111111111111",
    "a kártyám: 5555-5555-5555-4444, ez jó?",
    "kártyaszámom 378282246310005",
  ],
  taj: ["111 111 110", "a TAJ számom 111111110", "taj: 111-111-110"],
  taxId: ["8000000016", "adóazonosító jelem: 8000000016", "adószám 8000000016"],
  documentNumber: ["123456AB", "123456 AB"],
  password: [
    "jelszavam: alma",
    "a jelszó = nagymama",
    "Jelszavam Alma1234",
    "jelszó: 123",
    "a jelszavam az Kiskutya22!",
    "password: x",
    "jelszo:titok",
    "jelszó->Kutya1234",
    "jelszó → Kutya1234",
    "pw: Kutya1234",
    "pass=Kutya1234",
  ],
  pin: ["PIN-kódom 1234", "pin: 9876", "a pin kód 123456"],
  account: [
    "minta.anna@example.com Alma1234",
    "minta.anna@example.com\nAlma1234",
    "minta.anna@example.com / k1skutya",
    "kovacs.anna Kutya1234",
    "kovacs_anna\nKutya1234!",
    "kovacs.anna.1961 / Kutya1234",
  ],
};

for (const [kind, texts] of Object.entries(examples))
  test.each(texts)(`detectSensitiveData detects ${kind} in „%s”`, (text) =>
    expect(detectSensitiveData(text)).toBe(kind),
  );

test.each([
  "nem fogadja el a kódot",
  "elfelejtettem a jelszavam",
  "a jelszavam 2016-ban lejárt",
  "jelszó 2 éve járt le",
  "hol változtatom meg a jelszót?",
  "a jelszó megadása után mi jön?",
  "a pin kód kell a regisztrációhoz?",
  "kau.gov.hu Samsung21",
  "anna.uj Samsung",
  "kovacs.anna Samsung21 jó?",
  "hívtam az 1818-at 3 órakor",
  "06 30 123 4567 ez a számom",
  "van egy 8 jegyű szám, az a törlőkód?",
  "minta.anna@example.com ez a címem, jó lesz?",
  "az e-mail címem minta.anna@example.com, de nem jön levél",
  "JBSWY3DPEHPK3PXP",
  "2025. január 16.",
  "4111 1111 1111 1112",
  "",
])("detectSensitiveData detects nothing in „%s”", (text) =>
  expect(detectSensitiveData(text)).toBeUndefined(),
);

describe("the cancellation code", () => {
  test.each([
    ["1234-5678", "12345678"],
    [" 12345678 ", "12345678"],
    ["a törlőkódom: 123 456 7890.", "1234567890"],
    ["törlőkódom az 1234 5678, jó lesz?", "12345678"],
    ["123456 a törlőkódom", "123456"],
    ["törlőkód 12345", undefined],
    ["törlőkód 1234567890123", undefined],
    ["123456", undefined],
    ["mi a törlőkód? 1818", undefined],
    ["12345678 Ft", undefined],
  ])("is found in „%s” as %s without being asked for", (text, digits) =>
    expect(cancellationCodeIn(text)).toBe(digits),
  );

  test.each([
    ["123456", "123456"],
    ["123 456-789 012", "123456789012"],
    ["12 34 56 78", "12345678"],
    ["12345", "length"],
    ["1234567890123", "length"],
    ["törlőkód: 1234567", "1234567"],
    ["nem tudom", undefined],
    ["JBSWY3DPEHPK3PXP", undefined],
  ])("is read from the answer „%s” as %s", (text, digits) =>
    expect(parseRequestedCancellationCode(text)).toBe(digits),
  );
});

test("detectSensitiveData never throws", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void detectSensitiveData(text)));
});

test("detectSensitiveData detects card numbers with a valid check digit only", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^4\d{14}$/), (start) => {
      const digits = Array.from(start, Number);
      const sum = digits.reduce((all, digit, index) => {
        const twice = digit * 2;
        return all + (index % 2 === 0 ? (twice > 9 ? twice - 9 : twice) : digit);
      }, 0);
      const check = (10 - (sum % 10)) % 10;
      expect(detectSensitiveData(`${start}${check}`)).toBe("card");
      expect(detectSensitiveData(`${start}${(check + 1) % 10}`)).not.toBe("card");
    }),
  );
});
