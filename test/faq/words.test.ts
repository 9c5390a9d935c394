import { describe, expect, test } from "vitest";
import { meaningOf } from "../../src/faq/synonyms.ts";
import { countWords, Vocabulary } from "../../src/faq/vocabulary.ts";
import { fold, isSilent, stemOf, wordsOf } from "../../src/faq/words.ts";

describe("words", () => {
  test.each([
    ["Nem jó a QR-kódom!", ["nem", "jo", "a", "qr", "kodom"]],
    ["az Ügyfélkapu+-ra", ["az", "ugyfelkapu", "plusz", "ra"]],
    ["ÜK+ e-mailben, E mail", ["ugyfelkapu", "plusz", "emailben", "email"]],
    ["qrkód 123456", ["qr", "kod", "hatszamjegy"]],
    ["18-18 1818-at", ["1818", "1818", "at"]],
    ["🙂 ???", []],
  ])("of „%s”", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("have no accents, however they were typed", () => {
    expect(fold("ÁRVÍZTŰRŐ tükörfúrógép")).toBe("arvizturo tukorfurogep");
    expect(fold("jelszó")).toBe("jelszo");
  });

  test.each([
    ["jelszavamat", "jelszavamrol"],
    ["telefonom", "telefonrol"],
    ["kepernyokepet", "kepernyokepem"],
    ["alkalmazasban", "alkalmazast"],
    ["levelemet", "leveleim"],
  ])("%s and %s have one stem", (one, other) => {
    expect(stemOf(one)).toBe(stemOf(other));
  });

  test("that only greet or fill are silent, those that carry the question are not", () => {
    expect(["kedves", "legyszi", "hogy", "a", "az"].filter((word) => !isSilent(word))).toEqual([]);
    expect(["nem", "hol", "kod", "uj", "regi"].filter(isSilent)).toEqual([]);
  });

  test.each([
    ["mobilom", "telefonrol"],
    ["honlapot", "weboldal"],
    ["appot", "alkalmazas"],
    ["elloptak", "elveszett"],
  ])("%s and %s mean the same", (one, other) => {
    expect(meaningOf(one)).toBeDefined();
    expect(meaningOf(one)).toBe(meaningOf(other));
  });
});

describe("the vocabulary", () => {
  const vocabulary = new Vocabulary(
    countWords(
      `nem fogadja el a kodot jelszavam jelszo telefon alkalmazas ugyfelkapu kepernyokep folyamat elfelejtettem
     elutasit mukodik az oldal anyk eeszt`.split(/\s+/),
    ),
  );
  const meant = (word: string) => vocabulary.meant(word).map((one) => one.word);

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
  ])("takes %s for %j", (word, words) => {
    expect(meant(word)).toEqual(words);
  });

  test("trusts what stands there more than what it mends", () => {
    expect(vocabulary.meant("jelszo")[0]?.weight).toBe(1);
    expect(vocabulary.meant("jelzso")[0]?.weight).toBeLessThan(1);
  });
});
