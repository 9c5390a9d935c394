import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  announcedSecret,
  looksLikeBarePassword,
  mayBeAnnounced,
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
    "12345678 ez a törlőkódom",
    "törlőkód: １２３４５６７８",
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
    "A jelszavam a következő: nagymama",
    "JELSZAVAM A KÖVETKEZŐ Kutya1234",
    "a jelszavam az, hogy nagymama",
    "a jelszavam az, hogy Kutya1234!",
    "Kutya1234! a jelszavam",
    "Kutya1234! ez a jelszó az ügyfélkapuhoz",
    "Drága segítő, az Ügyfélkapum jelszava nekem ez lenne: Kutya1234! köszönöm szépen",
    "jeslzó: Kutya1234!",
    "jelzsó Kutya1234!",
    "j e l s z ó: Kutya1234",
    "jsz: Kutya1234",
    "belépési adataim: kovacs.anna és Kutya1234",
    "a jelszavam 19571004",
    "19571004 a jelszavam",
  ],
  pin: [
    "PIN-kódom 1234",
    "pin: 9876",
    "a pin kód 123456",
    "4711 a pin kódom",
    "a pin kódom a következő: 4711",
  ],
  account: [
    "minta.anna@example.com Alma1234",
    "minta.anna@example.com\nAlma1234",
    "minta.anna@example.com / k1skutya",
    "kovacs.anna Kutya1234",
    "kovacs_anna\nKutya1234!",
    "kovacs.anna.1961 / Kutya1234",
    "ügyfélkapu kovacs.anna Kutya1234",
    "🔑 kovacs.anna 🔒 Kutya1234!",
  ],
};

for (const [kind, texts] of Object.entries(examples))
  test.each(texts)(`detectSensitiveData detects ${kind} in „%s”`, (text) =>
    expect(detectSensitiveData(text)).toBe(kind),
  );

test.each([
  "nem fogadja el a kódot",
  "elfelejtettem a jelszavam",
  "elfelejtettem a jelszavam, mit tegyek?",
  "a jelszavam az, amit régen adtam meg?",
  "rossz a jelszavam",
  "jelszó: hol adom meg?",
  "jelszavam:",
  "a jelszavam az, hogy mit írjak be?",
  "nem jó a jelszó a Samsung telefonomon, Android14 van rajta",
  "a jelszavamat 2024.01.16-án cseréltem, az 1818-at is hívtam",
  "a jelszavam után ezt kaptam: JBSWY3DPEHPK3PXP",
  "a pin kódom 2024 óta ugyanaz",
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

test("detectSensitiveData detects nothing in the phrasings of the question base", () => {
  const folder = new URL("../../locales/phrasings/", import.meta.url);
  const texts: string[] = [];
  for (const file of readdirSync(folder))
    JSON.parse(readFileSync(new URL(file, folder), "utf8"), (_key, value: unknown) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
  expect(texts.filter((text) => /jelsz|pin/iu.test(text)).length).toBeGreaterThan(400);
  expect(texts.filter((text) => detectSensitiveData(text) !== undefined)).toEqual([]);
  expect(texts.filter((text) => announcedSecret(text)?.comes)).toEqual([]);
});

describe("a secret in two messages", () => {
  test.each([
    ["a jelszavam:", "password", true],
    ["A jelszavam a következő", "password", true],
    ["az ügyfélkapu jelszavam:", "password", true],
    ["jelszó", "password", false],
    ["pin kód", "pin", false],
    ["a PIN kódom:", "pin", true],
  ] as const)("is announced by „%s”", (text, secret, comes) => {
    expect(announcedSecret(text)).toEqual({ secret, comes });
  });

  test.each(["mi a jelszó?", "elfelejtettem a jelszavam", "új jelszó kell", "a jelszavam nem jó", "kulcs:"])(
    "is not announced by „%s”",
    (text) => expect(announcedSecret(text)).toBeUndefined(),
  );

  test.each([
    ["Kutya1234!", "password", true],
    ["4711", "pin", true],
    ["köszönöm", "password", false],
    ["hol írjam be?", "password", false],
    ["JBSWY3DPEHPK3PXP", "password", false],
    ["Kutya1234!", "pin", false],
  ] as const)("„%s” after the announcement of a %s: %s", (text, secret, may) => {
    expect(mayBeAnnounced(text, secret)).toBe(may);
  });
});

test.each([
  ["Kutya1234!", true],
  ["kutyus-12!", true],
  ["Ügyfélkapu2", false],
  ["Anya 1950", false],
  ["anna@example.com", false],
  ["nyaraló", false],
])("„%s” looks like a bare password: %s", (text, looks) => {
  expect(looksLikeBarePassword(text)).toBe(looks);
});

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
    ["12345", "unclear"],
    ["1234567890123", "unclear"],
    ["a kód 74041234 volt", "74041234"],
    ["ez az: 36561234", "36561234"],
    ["73.12.34.56", "73123456"],
    ["73/12/34/56", "73123456"],
    ["８８４１２３４５", "88412345"],
    ["7404\n1234", "74041234"],
    ["O8841234", "unclear"],
    ["7404l234 ez az", "unclear"],
    ["kód74041234", "unclear"],
    ["74041234 vagy 74041235", "unclear"],
    ["a számom 06 30 123 4567", "unclear"],
    ["+36 30 123 4567", "unclear"],
    ["az 1818-at hívjam?", undefined],
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
