import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listFacts } from "../../facts/command.ts";
import { factsDocument } from "../../facts/document.ts";
import { readFacts, readTexts } from "../../src/facts/facts.ts";

const facts = readFacts();

test("docs/facts.md is what npm run facts -- --write makes of locales/facts", () => {
  const file = readFileSync(new URL("../../docs/facts.md", import.meta.url), "utf8");
  expect(file === factsDocument(facts, readTexts()), "Run: npm run facts -- --write").toBe(true);
});

test("docs/facts.md has every fact once, with its sources", () => {
  const document = factsDocument(facts, readTexts());
  const lines = document.split("\n").filter((line) => line.startsWith("- **`"));
  expect(lines.length).toBe(facts.length);
  expect(facts.filter(({ statement }) => !document.includes(statement))).toEqual([]);
  expect(facts.flatMap(({ sources }) => sources).filter((source) => !document.includes(source))).toEqual([]);
});

test("lists nothing while all facts are young", () => {
  const [newest = ""] = facts.map(({ checked }) => checked).sort();
  expect(listFacts([], new Date(newest))).toEqual([
    `All ${facts.length} facts were checked within the last year.`,
  ]);
});

test("lists what is older than a year, with its sources and texts", () => {
  const lines = listFacts([], new Date("2099-01-01"));
  expect(lines[0]).toContain(`${facts.length} facts were last checked more than a year ago.`);
  for (const { id, checked, texts } of facts) {
    const at = lines.findIndex((line) => line.startsWith(`${id}, checked on ${checked}: `));
    expect(lines.slice(at + 1).find((line) => line.startsWith("  texts: "))).toBe(
      `  texts: ${texts.join(", ")}`,
    );
  }
});

test("lists the facts behind a step that people do not see", () => {
  const lines = listFacts(["--step", "finish", "--step", "enter"], new Date("2026-12-01"));
  const listed = lines.filter((line) => /^\w+, checked on /.test(line)).map((line) => line.split(",")[0]);
  expect(listed.toSorted()).toEqual(["cancellationPage", "cookies", "enterLabels", "finish", "oldLogin"]);
});

test.each([
  ["an unknown step", ["--step", "nowhere"], 'The guide has no step "nowhere".'],
  ["an unknown option", ["--all"], "Usage: npm run facts"],
  ["a step with --write", ["--write", "--step", "enter"], "Usage: npm run facts"],
])("answers %s with one line", (_what, args, line) => {
  expect(() => listFacts(args, new Date())).toThrow(line);
});
