import { describe, expect, test } from "vitest";
import { train } from "../../src/faq/train/train.ts";
import { createAnswers } from "../../src/faq/answers.ts";
import {
  exactHashOf,
  parseTrainedModel,
  readTrainedModel,
  serializeTrainedModel,
} from "../../src/faq/trained-model.ts";
import { parseTopic } from "../../src/faq/topic.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";

describe("the trained model", () => {
  test("is rejected if it was trained on other topics", () => {
    expect(() => createAnswers(readTopics(topicFolder).slice(1), readTrainedModel())).toThrow(
      /learn:answers/,
    );
  });
});

describe("training", () => {
  const topicOf = (id: string, title: string) =>
    parseTopic(id, { title, text: "Így.", sure: "yes", source: "1", ways: [], asked: [`${title} most`] });
  const topics = [
    topicOf("code", "Hogyan kérek kódot?"),
    topicOf("cost", "Mennyibe kerül?"),
    topicOf("key", "Mi az a kulcs?"),
  ];
  const foreign = new Map([["food", ["hogyan főzzek levest", "mit egyek ma"]]]);
  const model = train(topics, { own: new Map([["cost", ["ingyenes", "fizetni kell érte"]]]), foreign });

  test("gives a model that survives being serialized and parsed", () => {
    const { biases, ...rest } = parseTrainedModel(serializeTrainedModel(model));
    expect({ ...rest, biases: [] }).toEqual({ ...model, biases: [] });
    for (const [at, start] of biases.entries()) expect(start).toBeCloseTo(model.biases[at] ?? 0, 3);
  });

  test("always gives the same model", () => {
    expect(train(topics, { own: new Map([["cost", ["ingyenes", "fizetni kell érte"]]]), foreign })).toEqual(
      model,
    );
  });

  test("gives a model that finds its topics and refuses out-of-scope questions", () => {
    const answers = createAnswers(topics, model);
    const first = (question: string) => {
      const finding = answers.find(question);
      return finding.kind === "sure" ? finding.entry.id : finding.kind;
    };
    expect(first("mennyibe kerül")).toBe("cost");
    expect(first("levest főzzek")).toBe("outOfScope");
  });

  test("rejects a damaged file and names the missing part", () => {
    expect(() => parseTrainedModel("{}")).toThrow(/digest/);
  });
});

test("exactHashOf is the same only for the same words in the same order", () => {
  expect(exactHashOf(["kell", "kod"])).toBe(exactHashOf(["kell", "kod"]));
  expect(exactHashOf(["kell", "kod"])).not.toBe(exactHashOf(["kod", "kell"]));
});
