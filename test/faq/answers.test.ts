import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openAnswers, type Conversation } from "../../src/faq/answers.ts";
import { isTalk } from "../../src/faq/entries.ts";
import { idsOf } from "../../src/faq/train/compare.ts";
import { readMessages } from "../../src/faq/train/messages.ts";
import { mainEntry, sameEntries } from "../../src/faq/same-entries.ts";
import { trainingTexts } from "../../src/faq/train/texts.ts";
import { forks } from "../../src/guide/roads.ts";
import { steps } from "../../src/guide/steps.ts";
import { troubles } from "../../src/guide/troubles.ts";
import { topicsAt } from "../../src/faq/step-topics.ts";
import { questions } from "./questions.ts";

const answers = openAnswers();
/** The ids of the entries shown for a question, the best first. */
const shownFor = (question: string, conversation?: Conversation): readonly string[] =>
  idsOf(answers.find(question, conversation));

/** Expects a share of questions to be found; a failure lists those that are not. */
const expectFound = <One extends { readonly text: string }>(
  asked: readonly One[],
  isFound: (one: One) => boolean,
  share: number,
) => {
  const missed = asked.filter((one) => !isFound(one)).map(({ text }) => text);
  expect(1 - missed.length / asked.length, `missed:\n${missed.join("\n")}`).toBeGreaterThanOrEqual(share);
};

describe("the question base", () => {
  test("finds each topic by its title and its phrasings", () => {
    const texts = answers.topics.flatMap(({ id, title, asked }) =>
      [title, ...asked].map((text) => ({ id, text })),
    );
    expectFound(texts, ({ id, text }) => shownFor(text).includes(id), 0.9);
  });

  test("returns an entry by its id: a topic, a part of the guide or a command", () => {
    expect(answers.topic("getCode")?.id).toBe("getCode");
    expect(answers.entry("getCode")).toMatchObject({ to: "topic" });
    expect(answers.entry("step:finish")).toEqual({ id: "step:finish", to: "step", step: "finish" });
    expect(answers.entry("command:kulcsok")).toMatchObject({ to: "command", command: "kulcsok" });
    for (const id of ["nothing", "step:nowhere", "command:rm", "trouble:"])
      expect(answers.entry(id)).toBeUndefined();
  });

  test("gives any text the same result each time, and shows no entry twice", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), fc.string(), (question, last) => {
        const first = answers.find(question, { last });
        expect(answers.find(question, { last })).toEqual(first);
        const shown = idsOf(first);
        expect(new Set(shown).size).toBe(shown.length);
      }),
    );
  });

  test("offers an answer about a death only to a user who seems to ask about one", () => {
    for (const word of ["Mama", "Apu", "nagymama", "ez a mamáé"])
      expect(shownFor(word), word).not.toContain("deceased");
    expect(shownFor("meghalt az édesanyám, mi legyen a kulcsával")).toContain("deceased");
  });

  test("takes a sentence without a word of its own for no second question", () => {
    expect(shownFor("mi az a törlőkód? nekem olyan nincs")).not.toContain("noAccount");
  });

  test("ignores accents and capitals", () => {
    const titles = answers.topics.map(({ title }) => title);
    for (const change of [
      (text: string) => text.normalize("NFD").replace(/\p{M}/gu, ""),
      (text: string) => text.toUpperCase(),
    ]) {
      for (const title of titles) expect(shownFor(change(title))).toEqual(shownFor(title));
    }
  });

  test("prefers the topics of the user's step in a vague question", () => {
    expect(shownFor("nem fogadja el", { step: "loginCode" })[0]).toBe("codeRefused");
  });

  test.each(["", " ", "?", "🙂🙂"])("refuses „%s”, which has no word", (text) => {
    expect(answers.find(text).kind).toBe("outOfScope");
  });

  test("answers a message of any length", () => {
    expect(answers.find("kód ".repeat(1000)).kind).toBeDefined();
    expect(answers.find("x".repeat(100_000)).kind).toBeDefined();
  });
});

describe("what a message after an answer means", () => {
  test.each([
    ["és ha az sincs meg?", "cancellationLost"],
    ["hol?", "whatIsCancellation"],
    ["és azt hogyan?", "screenshot"],
  ])("„%s” after %s is about that answer", (text, last) => {
    expect(shownFor(text, { last })).toContain(last);
  });

  test("a question with words of its own is not bent to the answer before", () => {
    for (const last of ["whatIsDap", "eraseMe", "talk:human"]) {
      expect(shownFor("elfelejtettem a jelszavamat, hogyan kérek újat", { last })[0]).toBe("forgotPassword");
    }
  });
});

// Pairs that differ in one thing only: what has happened, who, whether it is a question of where, why or how long.
test.each([
  ["telefonon kérik a kódot", "callForCode"],
  ["telefonon megadtam nekik a kódot", "gaveAway"],
  ["mi az a törlőkód", "whatIsCancellation"],
  ["nincs meg a törlőkódom", "cancellationLost"],
  ["törölj ki mindent rólam", "eraseMe"],
  ["csak az egyik kulcsot törölném", "deleteOneKey"],
  ["új telefonom lesz", "newPhone"],
  ["új telefonszámom lesz", "newNumber"],
  ["mennyi ideig tart az átállás", "howLong"],
  ["mennyibe kerül az átállás", "cost"],
  ["meddig őrzöd a kulcsomat, ha nem írok", "unusedErased"],
  ["látod a kulcsomat?", "canYouSee"],
])("„%s” is about %s", (text, id) => {
  expect(shownFor(text)).toContain(id);
});

describe("small talk", () => {
  test("is known for certain when it is said in the words of its topic", () => {
    const talk = answers.topics.filter(({ id }) => id.startsWith("talk:"));
    const phrases = talk.flatMap(({ id, asked }) => asked.map((phrase) => ({ id, phrase })));
    const others = phrases.filter(({ id, phrase }) => {
      const found = answers.find(phrase);
      return found.kind !== "talk" || found.talk.id !== id;
    });
    // The model may take a phrase for other small talk, or it may belong to two topics.
    expect(others.length).toBeLessThan(phrases.length / 20);
  });

  test.each([
    ["köszönöm szépen", "thanks"],
    ["ember vagy vagy robot?", "talk:human"],
    ["mindjárt jövök", "talk:pause"],
  ])("„%s” gets a sentence of its own", (text, id) => {
    const found = answers.find(text);
    expect(found.kind).toBe("talk");
    expect(idsOf(found)[0]).toBe(id);
  });

  test("does not take a failure for a success", () => {
    for (const text of ["nem működik", "nem sikerült", "mégse ment"])
      expect(answers.find(text).kind).not.toBe("talk");
  });

  test("does not hide a question in the same message", () => {
    const found = answers.find("Köszönöm szépen! Elfelejtettem a jelszavamat, mit tegyek?");
    expect(idsOf(found)).toContain("forgotPassword");
  });
});

test("the second question of a message is answered as well", () => {
  const found = answers.find("Hogyan kérek kódot? Mennyibe kerül az Ügyfélkapu+?");
  expect(idsOf(found)).toEqual(expect.arrayContaining(["getCode", "cost"]));
});

test("each part of the guide can be asked for in at least five ways", () => {
  const ways = new Map<string, number>();
  for (const label of trainingTexts([]).flatMap(({ labels }) => labels))
    // Each text is there a second time, among words beside it.
    ways.set(label, (ways.get(label) ?? 0) + 0.5);
  const parts = [
    ...Object.keys(steps).map((id) => `step:${id}`),
    ...Object.keys(forks).map((id) => `fork:${id}`),
    ...Object.keys(troubles)
      .filter((id) => !id.startsWith("noneOfThese"))
      .map((id) => `trouble:${id}`),
  ];
  expect(
    parts.filter((id) => (ways.get(mainEntry(id)) ?? 0) < 5),
    "locales/phrasings/guide.json needs five phrasings for it, or src/faq/same-entries.ts a line",
  ).toEqual([]);
});

describe("the ids of entries", () => {
  const isEntry = (id: string) => answers.entry(id) !== undefined;

  test("are known wherever the steps and the table of equal entries refer to them", () => {
    const ids = [...Object.values(topicsAt).flat(), ...Object.values(sameEntries)];
    expect(ids.filter((id) => !isEntry(id))).toEqual([]);
  });

  test("are those of small talk only for topics of small talk", () => {
    expect(answers.topics.filter(({ id }) => isTalk(id)).length).toBeGreaterThan(10);
  });
});

// Coarse on purpose: the model has learned from these messages and questions. npm run eval:answers measures it on
// authors it has not learned from.
describe("the trained model", () => {
  test("has learned the messages of the authors", () => {
    const messages = readMessages().filter(({ want }) => want === "answer");
    expectFound(
      messages,
      ({ text, last, ids }) =>
        shownFor(text, { last }).some((id) => ids.some((one) => one === id || sameEntries[one] === id)),
      0.85,
    );
  });

  test("puts the right answer among those shown for 80 % of one more author's questions", () => {
    const own = questions.filter(({ topic }) => topic !== null);
    expectFound(
      own,
      ({ text, topic, also = [], step }) =>
        shownFor(text, { step }).some((id) => [topic, ...also].includes(id)),
      0.8,
    );
  });

  test("refuses 75 % of that author's out-of-scope questions", () => {
    const foreign = questions.filter(({ topic }) => topic === null);
    expectFound(foreign, ({ text }) => answers.find(text).kind === "outOfScope", 0.75);
  });
});
