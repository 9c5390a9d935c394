import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";
import { parseTopic, parseWay, type Topic } from "../../src/faq/topic.ts";

const good = {
  title: "Mi ez?",
  text: "Ez <b>az</b>.",
  ways: ["code", "step:screenshot", "fork:side", "link:https://ugyfelkapu.gov.hu/"],
  asked: ["mi az"],
};

describe("parseWay", () => {
  test.each([
    ["code", { to: "code" }],
    ["guide", { to: "guide" }],
    ["haveKey", { to: "haveKey" }],
    ["privacy", { to: "privacy" }],
    ["erase", { to: "erase" }],
    ["step:screenshot", { to: "step", step: "screenshot" }],
    ["fork:lostPhone", { to: "fork", fork: "lostPhone" }],
    ["link:https://idp.gov.hu/a", { to: "link", address: "https://idp.gov.hu/a" }],
  ])("parses %s", (written, way) => {
    expect(parseWay(written)).toEqual(way);
  });

  test.each([
    "",
    "kod",
    "step",
    "step:",
    "step:nowhere",
    "step:toString",
    "fork:open",
    "link:http://a.hu",
    "link:https://",
    "link:https://a b",
  ])("rejects „%s”", (written) => {
    expect(parseWay(written)).toBeUndefined();
  });
});

describe("parseTopic", () => {
  test("parses a topic with its ways", () => {
    expect(parseTopic("what", good)).toMatchObject({
      id: "what",
      ways: [{ to: "code" }, { to: "step" }, {}, {}],
    });
  });

  test.each([
    ["is not an object", "text"],
    ["is not an object", [good]],
    ['needs the text "title"', { ...good, title: " " }],
    ['needs the text "text"', { ...good, text: undefined }],
    ["has an unknown way, step:nowhere", { ...good, ways: ["step:nowhere"] }],
    ['needs the list of texts "ways"', { ...good, ways: "code" }],
    ['needs the list of texts "asked"', { ...good, asked: [1] }],
    ["has an unknown field, titel", { ...good, titel: "x" }],
  ])("rejects a topic that %s, by its id", (what, value) => {
    expect(() => parseTopic("what", value)).toThrow(`the topic what ${what}`);
  });
});

describe("readTopics", () => {
  const folderOf = (files: Readonly<Record<string, unknown>>) => {
    const folder = mkdtempSync(join(tmpdir(), "answers-"));
    for (const [name, value] of Object.entries(files))
      writeFileSync(join(folder, name), JSON.stringify(value));
    return pathToFileURL(`${folder}/`);
  };

  test("reads the files in the order of their names", () => {
    const topics = readTopics(folderOf({ "b.json": { two: good }, "a.json": { one: good }, "c.txt": {} }));
    expect(topics.map(({ id }) => id)).toEqual(["one", "two"]);
  });

  test("rejects a folder with a topic twice, or with none", () => {
    expect(() => readTopics(folderOf({ "a.json": { one: good }, "b.json": { one: good } }))).toThrow(/one/);
    expect(() => readTopics(folderOf({}))).toThrow(/no topics/);
  });
});

describe("the topics of the question base", () => {
  const topics = readTopics(topicFolder);

  test("are at least 55", () => {
    expect(topics.length).toBeGreaterThanOrEqual(55);
  });

  const idsOf = (isWrong: (topic: Topic) => boolean) => topics.filter(isWrong).map(({ id }) => id);

  test("have titles that fit on a button", () => {
    expect(
      idsOf(({ title }) => title.length > 45),
      "locales/hu/answers: 45 characters at most",
    ).toEqual([]);
  });

  test("have at least eight phrasings each", () => {
    expect(
      idsOf(({ asked }) => asked.length < 8),
      "locales/hu/answers: eight in `asked` at least",
    ).toEqual([]);
  });

  test("have no title or phrasing twice", () => {
    const texts = topics.flatMap(({ title, asked }) => [title, ...asked]).map((text) => text.toLowerCase());
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
  });
});
