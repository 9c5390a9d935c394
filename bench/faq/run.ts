import { parseArgs } from "node:util";
import { createAnswers, openAnswers } from "../../src/faq/answers.ts";
import { foldOf, folds, without } from "../../src/faq/train/folds.ts";
import { readPhrasings } from "../../src/faq/train/phrasings.ts";
import { digestOf, train } from "../../src/faq/train/train.ts";
import { readTrainedModel } from "../../src/faq/trained-model.ts";
import { figuresOf, outcomesOf, type Ask, type Figures, type Outcome } from "../../test/faq/figures.ts";
import { questionsOf, type Half } from "../../test/faq/questions.ts";
import { fullText, nearestPhrasings, titleMatch } from "./baselines.ts";

// Measures the question base and three baselines. The model is trained on the development questions, so that half is
// asked of models that have not seen the question; the evaluation half is never trained on. Exits with code 1 if the
// figures of the evaluation half are below their floors.

/** A model below these (or above, where it says so) must not be shipped. */
const floors: Readonly<Partial<Record<keyof Figures, number>>> = { top1: 0.92, top3: 0.98, refused: 0.95 };
const ceilings: Readonly<Partial<Record<keyof Figures, number>>> = { foreignSure: 0.05 };

const { values } = parseArgs({ options: { half: { type: "string", default: "development" } } });
const half: Half = values.half === "evaluation" ? "evaluation" : "development";
const questions = questionsOf(half);
const say = (line = "") => process.stdout.write(`${line}\n`);
const percent = (share: number) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);

const openTimesMs = Array.from({ length: 5 }, () => {
  const start = performance.now();
  openAnswers();
  return performance.now() - start;
});
const answers = openAnswers();

/** The product and the baseline as they are without the texts of a fold. */
const searchesWithout = (fold: number) => {
  const [topics, phrasings] = without(fold);
  const unseen = createAnswers(topics, train(topics, phrasings));
  const product: Ask = (text, step) => unseen.find(text, { step });
  return { product, baseline: nearestPhrasings(topics, phrasings) };
};
const byFold =
  half === "development" ? Array.from({ length: folds }, (_, fold) => searchesWithout(fold)) : [];
const product: Ask = (text, step) => answers.find(text, { step });
const baseline = nearestPhrasings(answers.topics, readPhrasings());

const searches: Readonly<Record<string, Ask>> = {
  Kapusegéd: (text, step) => (byFold[foldOf(text)]?.product ?? product)(text, step),
  "MiniSearch over the same phrasings": (text) => (byFold[foldOf(text)]?.baseline ?? baseline)(text),
  "MiniSearch over titles and answers": fullText(answers.topics),
  "title match": titleMatch(answers.topics),
};
const found = Object.entries(searches).map(
  ([name, search]) => [name, outcomesOf(questions, search)] as const,
);
const figures = found.map(([, outcomes]) => figuresOf(outcomes));
const row = (name: string, cells: readonly string[]) => say(`| ${[name, ...cells].join(" | ")} |`);

const own = questions.filter(({ topic }) => topic !== null).length;
say(`${half} half: ${own} questions with an answer, ${questions.length - own} out-of-scope ones`);
say();
row("", found.map(([name]) => name)); // prettier-ignore
row("---", found.map(() => "---")); // prettier-ignore
row("right answer first", figures.map(({ top1 }) => percent(top1))); // prettier-ignore
row("right answer among three", figures.map(({ top3 }) => percent(top3))); // prettier-ignore
row("one answer given", figures.map(({ sure }) => percent(sure))); // prettier-ignore
row("one answer given, and wrong", figures.map(({ sureAndWrong }) => percent(sureAndWrong))); // prettier-ignore
row("refused though there is an answer", figures.map(({ wronglyRefused }) => percent(wronglyRefused))); // prettier-ignore
row("out of scope: refused", figures.map(({ refused }) => percent(refused))); // prettier-ignore
row("out of scope: three titles shown", figures.map(({ foreignUnsure }) => percent(foreignUnsure))); // prettier-ignore
row("out of scope: an answer given", figures.map(({ foreignSure }) => percent(foreignSure))); // prettier-ignore

const outcomes = found[0]?.[1] ?? [];
const styles = [...new Set(questions.flatMap(({ style }) => style))].sort();
say();
row("style", ["questions", "first", "among three", "wrongly refused", "out of scope", "refused"]);
row("---", ["---", "---", "---", "---", "---", "---"]);
for (const style of styles) {
  const one = figuresOf(outcomes.filter(({ question }) => question.style.includes(style)));
  const shares = [one.top1, one.top3, one.wronglyRefused].map(percent);
  row(style, [String(one.own), ...shares, String(one.foreign), percent(one.refused)]);
}

const times = questions
  .map(({ text, step }) => {
    const start = performance.now();
    answers.find(text, { step });
    return performance.now() - start;
  })
  .sort((one, other) => one - other);
const at = (part: number) => `${(times[Math.floor(times.length * part)] ?? 0).toFixed(2)} ms`;
say();
say(
  `a question: p50 ${at(0.5)}, p95 ${at(0.95)}; opening the base: ${openTimesMs.map((time) => `${time.toFixed(0)} ms`).join(", ")}`,
);

// The confusions of the evaluation half stay hidden, or it would become a second development half.
if (half === "development") {
  const isWrong = ({ question, top1, finding }: Outcome) =>
    question.topic === null ? finding.kind !== "outOfScope" : !top1;
  const confused = new Map<string, string[]>();
  for (const { question, shown } of outcomes.filter(isWrong)) {
    const name = `${question.topic ?? "out of scope"} → ${shown[0] ?? "refused"}`;
    confused.set(name, [...(confused.get(name) ?? []), question.text]);
  }
  say();
  for (const [name, texts] of [...confused].sort(([, one], [, other]) => other.length - one.length)) {
    say(`- ${name}: ${texts.map((text) => `„${text.replaceAll("\n", " ")}”`).join(", ")}`);
  }
}

say();
if (readTrainedModel().digest !== digestOf(answers.topics, readPhrasings()))
  say("The model is older than the texts. To train it: npm run learn:answers");
const evaluation = figuresOf(outcomesOf(questionsOf("evaluation"), product));
const check = (name: string, isKept: boolean, limit: string) => {
  say(`${isKept ? "ok    " : "FAILED"} evaluation half, ${name}: ${limit}`);
  if (!isKept) process.exitCode = 1;
};
for (const [name, floor] of Object.entries(floors)) {
  const figure = evaluation[name as keyof Figures];
  check(name, figure >= floor, `${percent(figure)}, at least ${percent(floor)}`);
}
for (const [name, ceiling] of Object.entries(ceilings)) {
  const figure = evaluation[name as keyof Figures];
  check(name, figure < ceiling, `${percent(figure)}, below ${percent(ceiling)}`);
}
