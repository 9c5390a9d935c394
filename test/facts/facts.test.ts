import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { overdueFacts, readFacts, readTexts, type Fact } from "../../src/facts/facts.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";
import { forks } from "../../src/guide/roads.ts";
import { steps } from "../../src/guide/steps.ts";
import { troubles } from "../../src/guide/troubles.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../locales/hu/${name}.json`, import.meta.url), "utf8")) as Readonly<
    Record<string, unknown>
  >;

/** The words of a step, trouble, fork or answer. */
const wordsOf = (id: string): string => {
  const [kind = "", name = ""] = id.split(":");
  const texts = { step: read("guide")["steps"], trouble: read("troubles"), fork: read("forks") }[kind];
  if (texts !== undefined) return JSON.stringify((texts as Readonly<Record<string, unknown>>)[name]);
  const topic = readTopics(topicFolder).find((one) => one.id === id);
  return `${topic?.text ?? ""} ${topic?.beside ?? ""}`;
};

describe("the facts of locales/facts", () => {
  const texts = readTexts();
  const parts = [
    ...Object.keys(steps).map((id) => `step:${id}`),
    ...Object.keys(troubles).map((id) => `trouble:${id}`),
    ...Object.keys(forks).map((id) => `fork:${id}`),
    ...readTopics(topicFolder).map(({ id }) => id),
    ...["leaflet:first", "leaflet:second"],
  ];

  test("cover every step, trouble, fork and answer: each has a line in texts.json, [] if it rests on none", () => {
    const missing = parts.filter((id) => !texts.has(id));
    expect(missing, "Add to locales/facts/texts.json the facts that these rest on, or []").toEqual([]);
  });

  test("name only steps, troubles, forks and answers that exist", () => {
    const known = new Set(parts);
    const unknown = [...texts.keys()].filter((id) => !known.has(id));
    expect(unknown, "Remove these from locales/facts/texts.json").toEqual([]);
  });

  test("are each used by a text, and named once in it", () => {
    expect(readFacts().filter((fact) => fact.texts.length === 0)).toEqual([]);
    expect([...texts].filter(([, facts]) => new Set(facts).size < facts.length)).toEqual([]);
  });

  test("stand behind every text that names the telephone line, an address or a label of the portal", () => {
    // The same words without a fact behind them would never be checked again.
    const topics = readTopics(topicFolder).map(
      ({ id, text, beside = "" }) => [id, `${text} ${beside}`] as const,
    );
    const bare = topics.filter(
      ([id, text]) =>
        texts.get(id)?.length === 0 && /1818|gov\.hu|Ügyfélkapu\+ (hitelesítő|e-mailes)/.test(text),
    );
    expect(bare).toEqual([]);
    const withLine = topics.filter(([, text]) => text.includes("1818")).map(([id]) => id);
    expect(withLine.filter((id) => !texts.get(id)?.includes("help1818"))).toEqual([]);
  });

  test("that are unknown stand behind no text that sounds certain", () => {
    const hedge =
      /nem tud(om|ok)|nem találtam|nem írták le|úgy tudom|azt nem|lehet|talán|valószínűleg|hátha|próbál|ne számíts|ha (azt|új|nem|a régi|sokat|az egyiket)/i;
    const isUnknown = new Map(readFacts().map(({ id, certainty }) => [id, certainty === "unknown"]));
    const certain = parts.filter(
      (id) => texts.get(id)?.some((fact) => isUnknown.get(fact)) === true && !hedge.test(wordsOf(id)),
    );
    expect(certain, "These rest on a fact that is unknown, so they must say so: lehet, úgy tudom …").toEqual(
      [],
    );
  });
});

describe("overdueFacts", () => {
  const checked = (id: string, day: string): Fact => ({
    ...{ id, statement: "The page has a button.", certainty: "screen", sources: ["a guide (2024)"] },
    ...{ checked: day, texts: ["step:enter"] },
  });

  test("returns what was checked more than a year ago, the oldest first", () => {
    const facts = [
      checked("new", "2026-11-30"),
      checked("old", "2025-11-29"),
      checked("oldest", "2024-02-29"),
    ];
    const overdue = overdueFacts(new Date("2026-11-30T12:00Z"), facts);
    expect(overdue.map(({ id }) => id)).toEqual(["oldest", "old"]);
  });

  test.each(["2026-11-30T00:00Z", "2026-11-30T23:59Z"])(
    "does not return a fact on its anniversary: %s",
    (now) => {
      expect(overdueFacts(new Date(now), [checked("same", "2025-11-30")])).toEqual([]);
    },
  );

  test("returns the facts of the bot once a year has passed, with the texts that rest on them", () => {
    const overdue = overdueFacts(new Date("2030-01-01"));
    expect(overdue.length).toBe(readFacts().length);
    expect(overdue.find(({ id }) => id === "help1818")?.texts).toContain("trouble:appointment");
  });
});

describe("reading facts", () => {
  const good = {
    statement: "The page has a button.",
    certainty: "screen",
    sources: ["a guide"],
    checked: "2026-11-22",
  };
  const folderWith = (facts: unknown, texts: unknown): URL => {
    const folder = mkdtempSync(join(tmpdir(), "facts-"));
    writeFileSync(join(folder, "facts.json"), JSON.stringify(facts));
    writeFileSync(join(folder, "texts.json"), JSON.stringify(texts));
    return pathToFileURL(`${folder}/`);
  };

  test("returns each fact with its texts", () => {
    const folder = folderWith({ button: good, spare: good }, { "step:enter": ["button"], hello: [] });
    expect(readFacts(folder)).toEqual([
      { id: "button", ...good, texts: ["step:enter"] },
      { id: "spare", ...good, texts: [] },
    ]);
  });

  test.each([
    ["the fact button in facts.json is not an object", "a button"],
    ["the fact button in facts.json needs a statement", { ...good, statement: " " }],
    ["the fact button in facts.json needs a certainty, one of official", { ...good, certainty: "sure" }],
    ["the fact button in facts.json needs a list of sources", { ...good, sources: [] }],
    ["the fact button in facts.json needs the day", { ...good, checked: "2026-02-30" }],
    ["the fact button in facts.json needs the day", { ...good, checked: "last year" }],
  ])("rejects a malformed fact: %s", (message, fact) => {
    expect(() => readFacts(folderWith({ button: fact }, { "step:enter": ["button"] }))).toThrow(message);
  });

  test.each([
    [
      "the text step:enter in texts.json names buton, which is not in facts.json",
      { "step:enter": ["buton"] },
    ],
    ["the text step:enter in texts.json needs a list of facts, or []", { "step:enter": "button" }],
    ["texts.json is not an object", []],
  ])("rejects a malformed list of texts: %s", (message, texts) => {
    expect(() => readFacts(folderWith({ button: good }, texts))).toThrow(message);
  });
});
