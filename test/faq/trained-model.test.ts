import { describe, expect, test } from "vitest";
import { digestOf, learn } from "../../src/faq/train/train.ts";
import { readPhrasings } from "../../src/faq/train/phrasings.ts";
import { answersFrom } from "../../src/faq/answers.ts";
import { markOf, parseTrainedModel, readTrainedModel, written } from "../../src/faq/trained-model.ts";
import { parseTopic } from "../../src/faq/topic.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";

describe("what the base has learnt", () => {
  test("is from today's topics and phrasings; else: npm run learn:answers", () => {
    expect(readTrainedModel().digest).toBe(digestOf(readTopics(topicFolder), readPhrasings()));
  });

  test("is refused beside other topics", () => {
    expect(() => answersFrom(readTopics(topicFolder).slice(1), readTrainedModel())).toThrow(/learn:answers/);
  });
});

describe("learning", () => {
  const topicOf = (id: string, title: string) =>
    parseTopic(id, { title, text: "Így.", sure: "yes", source: "1", ways: [], asked: [`${title} most`] });
  const topics = [
    topicOf("code", "Hogyan kérek kódot?"),
    topicOf("cost", "Mennyibe kerül?"),
    topicOf("key", "Mi az a kulcs?"),
  ];
  const foreign = new Map([["food", ["hogyan főzzek levest", "mit egyek ma"]]]);
  const learnt = learn(topics, { own: new Map([["cost", ["ingyenes", "fizetni kell érte"]]]), foreign });

  test("keeps all there is when it is written and read", () => {
    const { starts, ...rest } = parseTrainedModel(written(learnt));
    expect({ ...rest, starts: [] }).toEqual({ ...learnt, starts: [] });
    for (const [at, start] of starts.entries()) expect(start).toBeCloseTo(learnt.starts[at] ?? 0, 3);
  });

  test("comes to the same each time", () => {
    expect(learn(topics, { own: new Map([["cost", ["ingyenes", "fizetni kell érte"]]]), foreign })).toEqual(
      learnt,
    );
  });

  test("finds what it has learnt", () => {
    const answers = answersFrom(topics, learnt);
    const first = (question: string) => {
      const finding = answers.find(question);
      return finding.kind === "sure" ? finding.topic.id : finding.kind;
    };
    expect(first("mennyibe kerül")).toBe("cost");
    expect(first("levest főzzek")).toBe("foreign");
  });

  test("says what is missing in a damaged file", () => {
    expect(() => parseTrainedModel("{}")).toThrow(/digest/);
  });
});

test("a mark is the same for the same words only", () => {
  expect(markOf(["kell", "kod"])).toBe(markOf(["kell", "kod"]));
  expect(markOf(["kell", "kod"])).not.toBe(markOf(["kod", "kell"]));
});
