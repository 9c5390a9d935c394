import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import data from "../locales/hu/data.json" with { type: "json" };
import privacy from "../locales/hu/privacy.json" with { type: "json" };

/*
 * SECURITY.md ends with a table of what is promised about storing, showing and deleting, and the tests that prove it.
 * These tests compare the table with the documents and with the tests.
 */

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
/** Line breaks and markup are not part of a sentence. */
const plain = (text: string) =>
  text
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ")
    .trim();

const security = read("SECURITY.md");
const [promises = "", table = ""] = security.split("\n## Promises and their tests\n");

/** The text of a section of a document, without its heading. @throws Error when there is none */
const sectionOf = (document: string, heading: string): string => {
  const [, rest] = document.split(`\n${heading}\n`);
  if (rest === undefined) throw new Error(`there is no section ${heading}`);
  const level = /^#+/.exec(heading)?.[0] ?? "";
  return rest.split(new RegExp(`\n${level} `))[0] ?? "";
};
const itemsOf = (section: string) => section.split(/\n(?=- )/).filter((item) => item.startsWith("- "));
const rowsOf = (section: string) =>
  section.split("\n").filter((line) => /^\| (?!thing|promise|-)/.test(line));
const linesOf = (...texts: readonly string[]) => texts.flatMap((text) => text.split("\n"));

/** What each document says about storing, showing and deleting, item by item. */
const saidIn: Readonly<Record<string, readonly string[]>> = {
  "SECURITY.md": [
    ...rowsOf(sectionOf(promises, "## What is protected")),
    ...["### Storage", "### Erasure", "### In the chat"].flatMap((heading) =>
      itemsOf(`\n${sectionOf(promises, heading)}`),
    ),
  ],
  "README.md": itemsOf(sectionOf(read("README.md"), "## What it stores, and why you can trust it")),
  "locales/hu/privacy.json": linesOf(
    ...[privacy.text, privacy.stored, privacy.idle, privacy.who, privacy.noOperator, privacy.rights],
  ),
  "locales/hu/data.json": linesOf(
    ...[data.nothing, data.damaged, data.keys, data.deleted, data.offers, data.cancellation, data.numbers],
    ...[data.readings, data.chat, data.seen, data.where, data.untilErased, data.untilIdle, data.who],
    ...[data.warning, data.caption, data.secretCaption, data.file.noteText],
  ),
};

/** How sentences begin that promise nothing: headings, questions, advice, figures, and what others could do. */
const promisesNothing = [
  ...[
    "`npm run proofs`",
    "Tests kill the program",
    "The last run made",
    "A test opens such a copy",
    "How, and what",
    "Its kind can often be guessed",
  ],
  ...[
    "The operator can, and Telegram",
    "Details:",
    "- **",
    "Mit tárolok rólad?",
    "Csak azt, ami",
    "Csak akkor bízd",
  ],
  ...[
    "Az üzemeltetőm a szerveren",
    "A biztosabb út",
    "A többit három",
    "Melyiket nézed",
    "1/3",
    "2/3",
    "3/3",
  ],
  ...[
    "Titkosítva:",
    "{{",
    "Az adataid arra",
    "A jogalap",
    "Az üzemeltető elolvashatná",
    "Hogy kinek a szerverén",
  ],
  ...[
    "A Telegram is látja",
    "Az Európai Unión kívüli",
    "Aki a Telegramodba",
    "Állíts be",
    "A kulcs a jelszavad",
  ],
  ...[
    "Azt te töröld ki",
    "Az adataidért az üzemeltetőm",
    "Kérdezd meg",
    "Amíg nem tudod",
    "– A hozzájárulás",
  ],
  ...["Ami addig történt", "– Korlátozás", "– Panasz", "Nemzeti Adatvédelmi", "Bírósághoz", "Ügyfélkaput 14"],
  ...["Ha még nem vagy 16", "Nálam nincs rólad semmi", "⚠️", "Ebből tudom", "Hol és meddig?"],
  ...[
    "Az üzemeltető szerverén",
    "Ki olvashatja?",
    "Te, és aki",
    "A Telegram azt",
    "Aki megszerzi",
    "Ne küldd tovább",
  ],
  ...["Ha közben letöltöd", "Ha letöltötted"],
];

const sentenceStart = /(?<=[.:;!?]) (?=[\p{Lu}`*({])/u;

/** The sentences of a text of which no word is quoted, in order. */
const unquotedIn = (text: string, quotes: readonly string[]): readonly string[] => {
  const ranges = quotes
    .map((quote) => [text.indexOf(quote), text.indexOf(quote) + quote.length] as const)
    .filter(([start]) => start >= 0);
  let end = -1;
  return text.split(sentenceStart).filter((sentence) => {
    const start = end + 1;
    end = start + sentence.length;
    return !ranges.some(([from, to]) => from < end && to > start);
  });
};

interface Promise {
  readonly document: string;
  readonly quote: string;
  readonly proofs: readonly { readonly file: string; readonly title: string }[];
}

/** The rows of the table below each heading, which names its document last. */
const promised: readonly Promise[] = table.split("\n### ").flatMap((section) => {
  const [heading = ""] = section.split("\n");
  const document = [...heading.matchAll(/`([^`]+)`/g)].at(-1)?.[1] ?? "";
  return rowsOf(section).map((row): Promise => {
    const [quote = "", tests = ""] = row
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    const proofs = tests.split("<br>").map((proof) => {
      const [, file = "", title = ""] = /^`([^`]+)`: (.+)$/.exec(proof) ?? [];
      return { file, title };
    });
    return { document, quote, proofs };
  });
});

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

test("the table of promises is read whole", () => {
  expect(new Set(promised.map(({ document }) => document))).toEqual(new Set(Object.keys(saidIn)));
  expect(promised.length).toBeGreaterThan(60);
  for (const { quote, proofs } of promised) {
    expect(quote.length, quote).toBeGreaterThan(15);
    for (const { file, title } of proofs) expect([file, title], quote).not.toContain("");
  }
});

describe.each(Object.entries(saidIn))("what %s promises", (document, said) => {
  const quotes = promised.filter((promise) => promise.document === document).map(({ quote }) => plain(quote));

  test("has a row for every sentence", () => {
    expect(said.length).toBeGreaterThan(2);
    const unproved = said
      .flatMap((item) => unquotedIn(plain(item), quotes))
      .filter((sentence) => sentence !== "" && !promisesNothing.some((start) => sentence.startsWith(start)));
    expect(unproved).toEqual([]);
  });

  test("is still said where it is quoted", () => {
    const text = said.map(plain);
    expect(quotes.filter((quote) => !text.some((line) => line.includes(quote)))).toEqual([]);
  });
});

test("every test that proves a promise exists, and is not skipped", () => {
  const missing = promised.flatMap(({ proofs }) =>
    proofs.filter(({ file, title }) => {
      const call = new RegExp(`(?<!(?:skip|todo|fails)\\()\\s*(["\`])${escaped(title)}\\1,`);
      return !call.test(read(file));
    }),
  );
  expect(missing).toEqual([]);
});
