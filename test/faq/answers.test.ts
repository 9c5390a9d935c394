import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openAnswers } from "../../src/faq/answers.ts";
import { topicsAt } from "../../src/faq/step-topics.ts";
import { fold } from "../../src/faq/words.ts";
import { figuresOf, outcomesOf, shownOf } from "./figures.ts";
import { questionsOf } from "./questions.ts";

const answers = openAnswers();
/** The ids of the topics shown for a question, the best first. */
const shownFor = (question: string, step?: string): readonly string[] =>
  shownOf(answers.find(question, { step }));

describe("the question base", () => {
  test("finds each topic by its title and its phrasings", () => {
    const texts = answers.topics.flatMap(({ id, title, asked }) =>
      [title, ...asked].map((text) => ({ id, text })),
    );
    const wrong = texts.filter(({ id, text }) => shownFor(text)[0] !== id);
    expect(wrong.length / texts.length, JSON.stringify(wrong)).toBeLessThanOrEqual(0.05);
  });

  test("returns a topic by its id", () => {
    expect(answers.topic("getCode")?.id).toBe("getCode");
    expect(answers.topic("nothing")).toBeUndefined();
  });

  test("gives any text the same result each time, with three different topics or none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), fc.string(), (question, step) => {
        const first = answers.find(question, { step });
        expect(answers.find(question, { step })).toEqual(first);
        const shown = shownFor(question, step);
        expect(shown.length).toBe({ outOfScope: 0, talk: 1, sure: 3, unsure: 3 }[first.kind]);
        expect(new Set(shown).size).toBe(shown.length);
      }),
    );
  });

  test("ignores accents, capitals, greetings and thanks", () => {
    const changes: ((text: string) => string)[] = [
      fold,
      (text) => text.toUpperCase(),
      (text) => `Jó napot kívánok! ${text}`,
      (text) => `${text} Köszönöm szépen!`,
    ];
    const texts = answers.topics.map(({ title }) => title);
    for (const change of changes) {
      const same = texts.filter((text) => shownFor(change(text))[0] === shownFor(text)[0]);
      expect(same.length / texts.length).toBeGreaterThanOrEqual(0.9);
    }
  });

  test("prefers the topics of the user's step in a vague question", () => {
    expect(shownFor("nem működik", "send")[0]).toBe("pictureUnread");
    expect(shownFor("nem fogadja el", "loginCode")[0]).toBe("codeRefused");
  });

  test("has every topic that the steps refer to", () => {
    const spoken = new Set(Object.values(topicsAt).flat());
    expect([...spoken].filter((id) => answers.topic(id) === undefined)).toEqual([]);
  });

  test.each(["", " ", "?", "🙂🙂", "asdf qwer", "x".repeat(4096)])(
    "refuses „%.20s”, which has no known word",
    (text) => {
      expect(answers.find(text).kind).toBe("outOfScope");
    },
  );

  test("answers a message that repeats one word a thousand times like the word itself", () => {
    expect(shownFor("kód ".repeat(1000))[0]).toBe(shownFor("kód")[0]);
  });
});

// Coarse on purpose: a reworded text must not wait for a new model. npm run eval:answers has the real floors.
describe("the trained model", () => {
  const figures = figuresOf(
    outcomesOf(questionsOf("evaluation"), (text, step) => answers.find(text, { step })),
  );

  test("puts the right answer first for 85 % of questions it was not trained on", () => {
    expect(figures.top1).toBeGreaterThanOrEqual(0.85);
  });

  test("refuses 85 % of out-of-scope questions", () => {
    expect(figures.refused).toBeGreaterThanOrEqual(0.85);
  });
});
