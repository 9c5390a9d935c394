import { createAnswers, openAnswers } from "../../src/faq/answers.ts";
import { readMessages } from "../../src/faq/train/messages.ts";
import { trainingTexts } from "../../src/faq/train/texts.ts";
import { train } from "../../src/faq/train/train.ts";
import { figuresOf, outcomesOf, type Figures, type Outcome } from "../../test/faq/judge.ts";
import { nearestTexts } from "./baseline.ts";

// Measures the question base by author: for each author, a model is trained without that author's messages and asked
// them. Beside it, a search over the same texts. `--authors p01,p06` asks only these.

const say = (line = "") => process.stdout.write(`${line}\n`);
const percent = (share: number) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);
const row = (name: string, cells: readonly string[]) => say(`| ${[name, ...cells].join(" | ")} |`);

const messages = readMessages();
const chosen = process.argv[process.argv.indexOf("--authors") + 1];
const authors = [...new Set(messages.map(({ author }) => author))].filter(
  (author) => !process.argv.includes("--authors") || chosen?.split(",").includes(author),
);
const answers = openAnswers();

const found: Record<"model" | "search", Outcome[]> = { model: [], search: [] };
for (const author of authors) {
  const texts = trainingTexts(messages.filter((message) => message.author !== author));
  const theirs = messages.filter((message) => message.author === author);
  const unseen = createAnswers(answers.topics, train(texts));
  found.model.push(...outcomesOf(theirs, (text, conversation) => unseen.find(text, conversation)));
  found.search.push(
    ...outcomesOf(
      theirs,
      nearestTexts(texts, (id) => answers.entry(id)),
    ),
  );
}

const names: Readonly<Record<keyof Figures, string>> = {
  own: "messages with an answer",
  first: "right answer first",
  three: "right answer among three",
  sure: "one answer given",
  rightIfSure: "right, if one answer is given",
  sureAndWrong: "one answer given, and wrong",
  wronglyRefused: "refused though there is an answer",
  followUps: "follow-ups: right answer first",
  talk: "small talk: fitting",
  refused: "out of scope: refused",
  foreignSure: "out of scope: an answer given",
};
const [model, search] = [figuresOf(found.model), figuresOf(found.search)];
say(`${authors.length} authors, each asked of a model that has not learned from them`);
say();
row("", ["model", "search over the same texts"]);
row("---", ["---", "---"]);
for (const [key, name] of Object.entries(names) as [keyof Figures, string][]) {
  const cell = (figures: Figures) => (key === "own" ? String(figures.own) : percent(figures[key]));
  row(name, [cell(model), cell(search)]);
}
say();
row("author", ["first", "three", "one and wrong", "follow-ups", "small talk", "refused"]);
row("---", ["---", "---", "---", "---", "---", "---"]);
for (const author of authors) {
  const one = figuresOf(found.model.filter(({ message }) => message.author === author));
  row(author, [one.first, one.three, one.sureAndWrong, one.followUps, one.talk, one.refused].map(percent));
}

const times = messages
  .map(({ text, last }) => {
    const start = performance.now();
    answers.find(text, { last });
    return performance.now() - start;
  })
  .sort((one, other) => one - other);
const at = (part: number) => `${(times[Math.floor(times.length * part)] ?? 0).toFixed(2)} ms`;
const start = performance.now();
openAnswers();
say();
say(`a question: p50 ${at(0.5)}, p95 ${at(0.95)}; opening: ${(performance.now() - start).toFixed(0)} ms`);
