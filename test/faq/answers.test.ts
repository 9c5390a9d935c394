import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openAnswers } from "../../src/faq/answers.ts";
import { topicsAt } from "../../src/faq/step-topics.ts";
import { fold } from "../../src/faq/words.ts";
import { figuresOf, outcomesOf } from "./figures.ts";
import { questionsOf } from "./questions.ts";

const answers = openAnswers();
const titlesOf = (question: string, step?: string) => {
  const finding = answers.find(question, step);
  switch (finding.kind) {
    case "sure":
      return [finding.topic, ...finding.near].map(({ id }) => id);
    case "unsure":
      return finding.topics.map(({ id }) => id);
    case "foreign":
      return [];
  }
};

describe("the question base", () => {
  test("finds each topic by its title and its paraphrases", () => {
    const texts = answers.topics.flatMap(({ id, title, asked }) =>
      [title, ...asked].map((text) => ({ id, text })),
    );
    const wrong = texts.filter(({ id, text }) => titlesOf(text)[0] !== id);
    expect(wrong.length / texts.length, JSON.stringify(wrong)).toBeLessThanOrEqual(0.02);
  });

  test("knows a topic by its id", () => {
    expect(answers.topic("getCode")?.id).toBe("getCode");
    expect(answers.topic("nothing")).toBeUndefined();
  });

  test("answers any text at all, always alike, with different topics", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), fc.string(), (question, step) => {
        const first = answers.find(question, step);
        expect(answers.find(question, step)).toEqual(first);
        const titles = titlesOf(question, step);
        expect(titles.length).toBe(first.kind === "foreign" ? 0 : 3);
        expect(new Set(titles).size).toBe(titles.length);
      }),
    );
  });

  test("does not mind accents, capitals, greetings and thanks", () => {
    const changes: ((text: string) => string)[] = [
      fold,
      (text) => text.toUpperCase(),
      (text) => `Jó napot kívánok! ${text}`,
      (text) => `${text} Köszönöm szépen!`,
    ];
    const texts = answers.topics.map(({ title }) => title);
    for (const change of changes) {
      const same = texts.filter((text) => titlesOf(change(text))[0] === titlesOf(text)[0]);
      expect(same.length / texts.length).toBeGreaterThanOrEqual(0.95);
    }
  });

  test("leans towards what the step is about", () => {
    expect(titlesOf("nem működik", "send")[0]).toBe("pictureUnread");
    expect(titlesOf("nem fogadja el", "loginCode")[0]).toBe("codeRefused");
  });

  test("has the topics that its steps speak of", () => {
    const spoken = new Set(Object.values(topicsAt).flat());
    expect([...spoken].filter((id) => answers.topic(id) === undefined)).toEqual([]);
  });

  test.each(["", " ", "?", "🙂🙂", "asdf qwer", "x".repeat(4096), "kód ".repeat(1000)])(
    "takes „%.20s”",
    (text) => {
      expect(["sure", "unsure", "foreign"]).toContain(answers.find(text).kind);
    },
  );
});

// The aims; 0.925, 0.981 and 0.974 were reached. What falls below them needs more ways of asking, not these questions'.
const floors = { top1: 0.92, top3: 0.98, refused: 0.95 };

describe("people's questions that it has never seen", () => {
  const figures = figuresOf(outcomesOf(questionsOf("evaluation"), (text, step) => answers.find(text, step)));

  test("are answered first or among three", () => {
    expect(figures.top1).toBeGreaterThanOrEqual(floors.top1);
    expect(figures.top3).toBeGreaterThanOrEqual(floors.top3);
  });

  test("are refused when foreign", () => {
    expect(figures.refused).toBeGreaterThanOrEqual(floors.refused);
    expect(figures.foreignSure).toBeLessThan(0.05);
  });
});
