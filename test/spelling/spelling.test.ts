import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Checker, wordsOf } from "./checker.ts";
import { loadDictionary } from "./dictionary.ts";
import { textsIn } from "./texts.ts";

const list = (words: string) => words.trim().split(/\s+/);

const right = list(`
  képernyőképet kitöröltem beszélgetésből gemkapocsra ügyfélkapus felhasználónevedet bekapcsológombot titkosítva
  jelszavadat telefonodról útmutatóban böngészőjét bejelentkezést mondd nyisd egyelőre tudomásul másodpercig
  igényléséhez igénylés számjegyet alkalmazással hitelesítő adatkezelésről megbízható elküldheted kitörölhetem
  újraindítja telefonszámodat beállításaiban hatóságokhoz papíron néven szerveren nagymamámnak gyermekeitekkel
  megvásárolhatatlan legszebbeknek könyvespolcról olvastátok elmennétek fényképezőgéppel mobiltelefonjával
  személyazonosító lakcímkártyáról ügyintézéshez tizenkettedik hosszabbítsd különböző nekem téged ők helyet
  e-mailes e-mail-címedre megérted-e KÉPERNYŐKÉP
`);

const wrong = list(`
  kepernyőkép képernyökép kitörőltem beszélgetésböl felhasznalónév monddjad telefonnodról egyenlöre tudumásul
  jelszavaddat utmutató bőngésző koppincs bejelentkezes nyissd másodpercíg igénylésehez szamjegyet alkalmazásal
  hitelesitő addatkezelés bisztonságos ujraindítja telefonszamodat kikapcsólni beállitásaiban hatosághoz
  legközellebb nagymamámmnak külömböző muszály helyessírás eggyszer hosszabítsd bíztonság tizenkettödik
  ügyintézésshez szeméjazonosító fényképpezőgép olvastátokk házakbann lakcimkártya kőszönöm segittek tölcsd
  kapcsólat kűldd irja e-mial KÉPERNYÖKÉP képernyőkép-böngészö
`);

const dictionary = await loadDictionary();

describe("the dictionary", () => {
  test("accepts correct words, inflected, compound and in capitals", () => {
    const checker = new Checker(dictionary);
    expect(right.length).toBeGreaterThan(50);
    expect(right.filter((word) => !checker.knows(word))).toEqual([]);
  });

  test("rejects misspelt words", () => {
    const checker = new Checker(dictionary);
    expect(wrong.length).toBeGreaterThan(50);
    expect(wrong.filter((word) => checker.knows(word))).toEqual([]);
  });
});

describe("wordsOf", () => {
  test.each([
    ["<b>ÜGYFÉLKAPUS JELSZÓ</b>\nKész.", ["ÜGYFÉLKAPUS", "JELSZÓ", "Kész"]],
    ["Az <code>idp.gov.hu</code> vagy a gov.hu oldal", ["Az", "vagy", "a", "oldal"]],
    ["Írd: /kod, ne /torles. És/vagy: @valaki", ["Írd", "ne", "És", "vagy"]],
    ["{{number}} kulcs {{- what}} {{time}}-kor", ["kulcs", "\uFFFC-kor"]],
    ["QR-kódot az 1818-at, 6 vagy 2–7 e-mailes", ["QR-kódot", "az", "1818-at", "vagy", "e-mailes"]],
    ["Az „Ügyfélkapu+-ra” &amp; <b>Ügyfélkapu+</b>-t", ["Az", "Ügyfélkapu+-ra", "Ügyfélkapu+-t"]],
  ])("finds the words of „%s”", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe("Checker with our own words", () => {
  const own = ["chipes", "QR", "Xiaomi", "Ügyfélkapu+"];

  test.each(["chipes", "Chipes", "CHIPES", "Xiaomi", "XIAOMI", "QR-kód", "QR-KÓD", "Ügyfélkapu+-ra"])(
    "accepts %s",
    (word) => expect(new Checker(dictionary, own).knows(word)).toBe(true),
  );

  test.each(["xiaomi", "QR-kodot", "QR-kód-ra-ra", "qr-kód", "Ügyfélkapu+-ro", "chipess", "ra-QR"])(
    "rejects %s",
    (word) => expect(new Checker(dictionary, own).knows(word)).toBe(false),
  );

  test("reports own words that no text needs", () => {
    const checker = new Checker(dictionary, ["chipes", "kulcs", "NISZ"]);
    for (const word of ["Chipes", "kulcs"]) checker.knows(word);
    expect(checker.superfluous).toEqual(["kulcs", "NISZ"]);
  });
});

describe("the texts of locales/hu and leaflet", () => {
  const own = readFileSync(join(import.meta.dirname, "own-words.txt"), "utf8")
    .split("\n")
    .filter(Boolean);
  const root = join(import.meta.dirname, "../..");
  const texts = [...textsIn(join(root, "locales/hu")), ...textsIn(join(root, "leaflet"))];
  const checker = new Checker(dictionary, own);
  /** The unknown words, with the keys of their texts. */
  const unknown = new Map<string, string[]>();
  for (const [key, text] of texts) {
    for (const word of new Set(wordsOf(text))) {
      if (!checker.knows(word)) unknown.set(word, [...(unknown.get(word) ?? []), key]);
    }
  }

  test("are more than 100, or this test looks in the wrong place", () => {
    expect(texts.length).toBeGreaterThan(100);
  });

  test("are spelt correctly", () => {
    const lines = [...unknown].map(
      ([word, keys]) => `  ${word}  (${keys.slice(0, 3).join(", ")}${keys.length > 3 ? ", …" : ""})`,
    );
    if (lines.length === 0) return;
    expect.fail(
      [
        `${lines.length} unknown words. Correct them, or if they are right, add them to test/spelling/own-words.txt:`,
        ...lines.sort(),
      ].join("\n"),
    );
  });

  test("need every word of own-words.txt", () => {
    expect(checker.superfluous).toEqual([]);
  });

  test("have an own-words.txt that is sorted and has no duplicates", () => {
    expect(own).toEqual([...new Set(own)].sort(new Intl.Collator("hu").compare));
  });
});
