import { parseArgs } from "node:util";
import { answersFrom, openAnswers } from "../../src/faq/answers.ts";
import { figuresOf, outcomesOf, type Ask, type Outcome } from "../../test/faq/figures.ts";
import { questionsOf, type Half } from "../../test/faq/questions.ts";
import { fullText, titleMatch } from "./baselines.ts";
import { foldOf, folds, without } from "../../src/faq/train/folds.ts";
import { learn } from "../../src/faq/train/train.ts";

// Measures the search of the question base, beside two plain ones. The base learns from the development questions, so
// on that half each is asked of a base that has not seen it; the evaluation half it never sees.

const { values } = parseArgs({ options: { half: { type: "string", default: "development" } } });
const half: Half = values.half === "evaluation" ? "evaluation" : "development";
const questions = questionsOf(half);
const say = (line = "") => process.stdout.write(`${line}\n`);
const percent = (share: number) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

const asIfUnseen = (fold: number) => {
  const [topics, phrasings] = without(fold);
  return answersFrom(topics, learn(topics, phrasings));
};

const builds = Array.from({ length: 5 }, () => {
  const start = performance.now();
  openAnswers();
  return performance.now() - start;
});
const answers = openAnswers();
const partly = half === "development" ? Array.from({ length: folds }, (_, fold) => asIfUnseen(fold)) : [];
const ask: Ask = (text, step) => (partly[foldOf(text)] ?? answers).find(text, step);

const searches: Readonly<Record<string, Ask>> = {
  Kapusegéd: ask,
  "MiniSearch, fuzzy, no stems": fullText(answers.topics),
  "title match": titleMatch(answers.topics),
};
const found = Object.entries(searches).map(
  ([name, search]) => [name, outcomesOf(questions, search)] as const,
);
const figures = found.map(([, outcomes]) => figuresOf(outcomes));
const row = (name: string, cells: readonly string[]) => say(`| ${[name, ...cells].join(" | ")} |`);

const own = questions.filter(({ topic }) => topic !== null).length;
say(`${half} half: ${own} questions with an answer, ${questions.length - own} foreign ones`);
say();
row("", found.map(([name]) => name)); // prettier-ignore
row("---", found.map(() => "---")); // prettier-ignore
row("right answer first", figures.map(({ top1 }) => percent(top1))); // prettier-ignore
row("right answer among three", figures.map(({ top3 }) => percent(top3))); // prettier-ignore
row("one answer given", figures.map(({ sure }) => percent(sure))); // prettier-ignore
row("one answer given, and wrong", figures.map(({ sureAndWrong }) => percent(sureAndWrong))); // prettier-ignore
row("refused though there is an answer", figures.map(({ wronglyRefused }) => percent(wronglyRefused))); // prettier-ignore
row("foreign: refused", figures.map(({ refused }) => percent(refused))); // prettier-ignore
row("foreign: three titles shown", figures.map(({ foreignUnsure }) => percent(foreignUnsure))); // prettier-ignore
row("foreign: an answer given", figures.map(({ foreignSure }) => percent(foreignSure))); // prettier-ignore

const outcomes = found[0]?.[1] ?? [];
const styles = [...new Set(questions.flatMap(({ style }) => style))].sort();
say();
row("style", ["questions", "first", "among three", "wrongly refused", "foreign", "refused"]);
row("---", ["---", "---", "---", "---", "---", "---"]);
for (const style of styles) {
  const one = figuresOf(outcomes.filter(({ question }) => question.style.includes(style)));
  const shares = [one.top1, one.top3, one.wronglyRefused].map(percent);
  row(style, [String(one.own), ...shares, String(one.foreign), percent(one.refused)]);
}

const times = questions
  .map(({ text, step }) => {
    const start = performance.now();
    answers.find(text, step);
    return performance.now() - start;
  })
  .sort((one, other) => one - other);
const at = (part: number) => `${(times[Math.floor(times.length * part)] ?? 0).toFixed(2)} ms`;
const quickest = builds.map((time) => `${time.toFixed(0)} ms`).join(", ");
say();
say(`a question: p50 ${at(0.5)}, p95 ${at(0.95)}; the builds one after the other: ${quickest}`);

// The evaluation half's confusions stay unseen, or it would become a second development half.
if (half === "development") {
  const wrongly = ({ question, top1, finding }: Outcome) =>
    question.topic === null ? finding.kind !== "foreign" : !top1;
  const confused = new Map<string, string[]>();
  for (const { question, shown } of outcomes.filter(wrongly)) {
    const name = `${question.topic ?? "foreign"} → ${shown[0] ?? "refused"}`;
    confused.set(name, [...(confused.get(name) ?? []), question.text]);
  }
  say();
  for (const [name, texts] of [...confused].sort(([, one], [, other]) => other.length - one.length)) {
    say(`- ${name}: ${texts.map((text) => `„${text.replaceAll("\n", " ")}”`).join(", ")}`);
  }
}
