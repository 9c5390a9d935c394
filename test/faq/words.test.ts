import { describe, expect, test } from "vitest";
import { meaningOf } from "../../src/faq/synonyms.ts";
import { countWords, Vocabulary } from "../../src/faq/vocabulary.ts";
import { fold, isStopWord, stemOf, wordsOf } from "../../src/faq/words.ts";

describe("the text processing", () => {
  test.each([
    ["Nem jó a QR-kódom!", ["nem", "jo", "a", "qr", "kodom"]],
    ["az Ügyfélkapu+-ra", ["az", "ugyfelkapu", "plusz", "ra"]],
    ["ÜK+ e-mailben, E mail", ["ugyfelkapu", "plusz", "emailben", "email"]],
    ["qrkód 123456", ["qr", "kod", "hatszamjegy"]],
    ["18-18 1818-at", ["1818", "1818", "at"]],
    ["🙂 ???", []],
  ])("wordsOf splits „%s” into folded words", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("fold removes accents and capitals", () => {
    expect(fold("ÁRVÍZTŰRŐ tükörfúrógép")).toBe("arvizturo tukorfurogep");
    expect(fold("jelszó")).toBe("jelszo");
  });

  test.each([
    ["jelszavamat", "jelszavamrol"],
    ["telefonom", "telefonrol"],
    ["kepernyokepet", "kepernyokepem"],
    ["alkalmazasban", "alkalmazast"],
    ["levelemet", "leveleim"],
  ])("%s and %s have the same stem", (one, other) => {
    expect(stemOf(one)).toBe(stemOf(other));
  });

  test("greetings and fillers are stop words, words with a meaning are not", () => {
    expect(["kedves", "legyszi", "hogy", "a", "az"].filter((word) => !isStopWord(word))).toEqual([]);
    expect(["nem", "hol", "kod", "uj", "regi"].filter(isStopWord)).toEqual([]);
  });

  test.each([
    ["mobilom", "telefonrol"],
    ["honlapot", "weboldal"],
    ["appot", "alkalmazas"],
    ["elloptak", "elveszett"],
  ])("%s and %s have the same meaning", (one, other) => {
    expect(meaningOf(one)).toBeDefined();
    expect(meaningOf(one)).toBe(meaningOf(other));
  });
});

describe("Vocabulary", () => {
  const vocabulary = new Vocabulary(
    countWords(
      `nem fogadja el a kodot jelszavam jelszo telefon alkalmazas ugyfelkapu kepernyokep folyamat elfelejtettem
     elutasit mukodik az oldal anyk eeszt`.split(/\s+/),
    ),
  );
  const intendedWords = (word: string) => vocabulary.intendedWords(word).map((one) => one.word);

  test.each([
    ["kodot", ["kodot"]],
    ["telefonrol", ["telefon"]],
    ["alkamazas", ["alkalmazas"]],
    ["aklalmazas", ["alkalmazas"]],
    ["elfelejtetem", ["elfelejtettem"]],
    ["ugzfelkapu", ["ugyfelkapu"]],
    ["fojamat", ["folyamat"]],
    ["ellutasit", ["elutasit"]],
    ["nemmukodik", ["nem", "mukodik"]],
    ["nemfogadjaelakodot", ["nem", "fogadja", "el", "a", "kodot"]],
    ["anykbol", ["anyk"]],
    ["palacsinta", []],
    ["kid", []],
  ])("resolves %s to %j", (word, words) => {
    expect(intendedWords(word)).toEqual(words);
  });

  test("gives known words more weight than corrected ones", () => {
    expect(vocabulary.intendedWords("jelszo")[0]?.weight).toBe(1);
    expect(vocabulary.intendedWords("jelzso")[0]?.weight).toBeLessThan(1);
  });
});
