import { expect, test } from "vitest";
import { languageOf } from "../../src/faq/language.ts";

test.each([
  ["Can you help me in English please?", "en"],
  ["Wie kann ich das auf Deutsch machen?", "de"],
  ["Cum pot să fac asta în română, vă rog?", "ro"],
  ["Kako mogu da dobijem kod, molim?", "sr"],
  ["Ako môžem získať kód, prosím?", "sk"],
  ["Як мені отримати код, будь ласка?", "uk"],
])("languageOf recognizes „%s”", (text, language) => {
  expect(languageOf(text)).toBe(language);
});

test.each(["", "kód", "nem megy a kód, mit csináljak", "hello", "köszi, ok", "a pin kodot kérem, de nem jó"])(
  "languageOf takes „%s” for Hungarian",
  (text) => {
    expect(languageOf(text)).toBeUndefined();
  },
);
