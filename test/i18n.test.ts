import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { articleFor, createTranslator, type TextKey } from "../src/i18n.ts";
import { parseHtml } from "./support/bot-api-server/index.ts";

const t = createTranslator();

describe("articleFor", () => {
  test.each([
    "Ügyfélkapu",
    "ügyfélkapu",
    "alma",
    "Őrző",
    "Űrlap",
    "út",
    "1",
    "1.",
    "1-es",
    "5",
    "5.",
    "50",
    "51",
    "500",
    "513",
    "5000",
    "50000",
    "500000",
    "1000",
    "1234",
    "1818",
    "1000000",
    "1500000",
    "5000000",
    "1000000000",
    "„Ügyfélkapu+”",
    "(1818)",
    "  alma",
    "U\u0308gyfe\u0301lkapu",
  ])("gives „%s” the article az", (word) => {
    expect(articleFor(word)).toBe("az");
  });

  test.each([
    "kulcs",
    "Kulcs",
    "DÁP",
    "NAV",
    "yard",
    "0",
    "2",
    "4.",
    "9",
    "10",
    "11",
    "12",
    "15",
    "18",
    "19.",
    "100",
    "112",
    "151",
    "10000",
    "15000",
    "100000",
    "150000",
    "10000000",
    "007",
    "25",
    "„kulcs”",
    '"kulcs',
    "",
    "🔑",
  ])("gives „%s” the article a", (word) => {
    expect(articleFor(word)).toBe("a");
  });

  test("ignores punctuation around a word", () => {
    const punctuation = fc.string({
      unit: fc.constantFrom("„", "”", "»", "(", " ", "–", '"', "🔑"),
      maxLength: 4,
    });
    const word = fc.constantFrom("Ügyfélkapu", "kulcs", "1818", "5.", "12", "0");
    fc.assert(
      fc.property(punctuation, word, punctuation, (before, bare, after) => {
        expect(articleFor(before + bare + after)).toBe(articleFor(bare));
      }),
      { numRuns: 100 },
    );
  });
});

/** What is seen of a text: word joiners break links in names, and take no room. */
const shown = (html: string): string => parseHtml(html).text.replaceAll("\u2060", "");

describe("createTranslator", () => {
  test("puts the article before a number by its sound", () => {
    expect(t("intake:problem.zero", { position: 5 })).toMatch(/^A kulcsodban az 5\. helyen/);
    expect(t("intake:problem.zero", { position: 4 })).toMatch(/^A kulcsodban a 4\. helyen/);
    expect(t("intake:problem.zero", { position: 1 })).toMatch(/^A kulcsodban az 1\. helyen/);
    expect(t("intake:problem.zero", { position: 12 })).toMatch(/^A kulcsodban a 12\. helyen/);
  });

  test("escapes values, so that a name cannot format a text", () => {
    expect(t("code:name", { name: `<b>"Minta" & fia</b>` })).toBe(
      `<i>&lt;b&gt;"Minta" &amp; fia&lt;/b&gt;</i>`,
    );
  });

  test("shows any name literally", () => {
    const tricky = fc.constantFrom(
      "$t(faults:sorry)",
      "{{name}}",
      "$1",
      "$&",
      "$$",
      "<b>",
      "&lt;",
      "{{- x}}",
    );
    const name = fc.oneof(
      tricky,
      fc.string({ unit: "grapheme" }),
      fc.tuple(tricky, tricky).map((two) => two.join("")),
    );
    fc.assert(
      fc.property(name, (given) => {
        expect(shown(t("code:name", { name: given }))).toBe(given);
        expect(shown(t("intake:knownAs", { name: given }))).toBe(
          `✅ Ez a kulcs már megvan nálam, „${given}” néven.`,
        );
      }),
      { numRuns: 300 },
    );
  });

  test("accepts an empty name and zero as values", () => {
    expect(t("code:name", { name: "" })).toBe("<i></i>");
    expect(t("code:waiting", { seconds: 0 })).toContain("0 másodpercig");
  });

  test("throws if a value is missing", () => {
    expect(() => t("code:name")).toThrow("{{name}}");
    expect(() => t("guide:heading", { number: 1, total: 2 })).toThrow("{{title}}");
    expect(() => t("intake:problem.zero")).toThrow("position");
  });

  test.each(["code:semmi", "semmi:semmi", "intake:problem.semmi", "semmi"])(
    "throws for the unknown key %s",
    (key) => {
      expect(() => t(key as TextKey)).toThrow("there is no text");
    },
  );

  test("throws for a key of a group of texts", () => {
    expect(() => t("intake:cleared" as TextKey)).toThrow();
  });
});
