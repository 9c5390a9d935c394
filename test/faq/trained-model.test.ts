import { describe, expect, test } from "vitest";
import { createAnswers } from "../../src/faq/answers.ts";
import { parseTrainedModel, readTrainedModel, serializeTrainedModel } from "../../src/faq/trained-model.ts";
import { parseTopic } from "../../src/faq/topic.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";
import { readMessages } from "../../src/faq/train/messages.ts";
import { digestOf, trainingTexts } from "../../src/faq/train/texts.ts";
import { train } from "../../src/faq/train/train.ts";

describe("the trained model", () => {
  test("was trained on the titles, phrasings and messages as they are now", () => {
    expect(
      readTrainedModel().trainedOn,
      "src/faq/trained-model.bin is older than the texts: npm run learn:answers",
    ).toBe(digestOf(trainingTexts(readMessages())));
  });

  test("works with topics that have been reworded, removed or added since", () => {
    const [gone, reworded, ...topics] = readTopics(topicFolder);
    const answers = createAnswers(
      [{ ...reworded!, title: "Más", text: "Más." }, ...topics],
      readTrainedModel(),
    );
    expect(answers.find(gone!.title).kind).toBeDefined();
    expect(answers.entry(gone!.id)).toBeUndefined();
  });

  test("rejects a damaged file", () => {
    expect(() => parseTrainedModel(new Uint8Array(10))).toThrow();
    const short = { ...readTrainedModel(), weights: new Int8Array(5) };
    expect(() => parseTrainedModel(serializeTrainedModel(short))).toThrow(/learn:answers/);
  });
});

describe("training", () => {
  const texts = Object.entries({
    code: ["hogyan kérek kódot", "kódot kérek most"],
    cost: ["mennyibe kerül", "ingyenes", "fizetni kell érte"],
    "foreign:food": ["hogyan főzzek levest", "mit egyek ma"],
  }).flatMap(([label, list]) => list.map((text) => ({ text, labels: [label], weight: 1 })));
  const topics = ["code", "cost"].map((id) =>
    parseTopic(id, { title: id, text: "Így.", ways: [], asked: [] }),
  );
  const model = train(texts);

  test("gives a model that survives being serialized and parsed", () => {
    expect(parseTrainedModel(serializeTrainedModel(model))).toEqual(model);
  });

  test("always gives the same model", () => {
    expect(train(texts)).toEqual(model);
  });

  test("gives a model that finds its topics and refuses out-of-scope questions", () => {
    const answers = createAnswers(topics, model);
    const found = answers.find("mennyibe kerül");
    expect(found.kind === "sure" ? found.entry.id : found.kind).toBe("cost");
    expect(answers.find("levest főzzek").kind).toBe("outOfScope");
  });
});
