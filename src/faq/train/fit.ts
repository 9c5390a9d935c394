import { Ranker, type Ranking } from "../ranker.ts";
import { readTopics, topicFolder } from "../load-topics.ts";
import { questionsOf } from "../../../test/faq/questions.ts";
import { foldOf, folds, without } from "./folds.ts";
import { train } from "./train.ts";
import { readPhrasings } from "./phrasings.ts";

// Fits the constants of ../confidence.ts: the weights of the features that reveal an out-of-scope question, and the
// thresholds. It uses the development half, and phrasings and out-of-scope questions that the ranker has not seen: those
// of each fold are left out of its training.

interface Case {
  readonly ranking: Ranking;
  readonly right: readonly (string | null)[];
}

const topics = readTopics(topicFolder);
const { foreign } = readPhrasings();
const rankers = Array.from({ length: folds }, (_, fold) => {
  const [topics, phrasings] = without(fold);
  return new Ranker(topics, train(topics, phrasings));
});
const rank = (text: string, step?: string): Ranking => rankers[foldOf(text)]!.rank(text, step);

const unseen: readonly Case[] = [
  ...topics.flatMap(({ id, asked }) => asked.map((text) => ({ ranking: rank(text), right: [id] }))),
  ...[...foreign.values()].flat().map((text) => ({ ranking: rank(text), right: [null] })),
];
const asked = questionsOf("development").map(({ text, topic, also = [], step }): Case => ({
  ranking: rank(text, step),
  right: [topic, ...also],
}));

const rows = [...unseen, ...asked].map((one, at) => ({
  features: Object.values(one.ranking.features) as number[],
  foreign: one.right[0] === null,
  // Questions count more than our own phrasings.
  weight: at < unseen.length ? 1 : 5,
}));
const whole = rows.reduce((sum, { weight }) => sum + weight, 0);
const names = Object.keys(asked[0]!.ranking.features);
const meanOf = (list: readonly number[]) => list.reduce((one, other) => one + other, 0) / list.length;
const means = names.map((_, at) => meanOf(rows.map(({ features }) => features[at]!)));
const spreads = names.map((_, at) =>
  Math.sqrt(meanOf(rows.map(({ features }) => (features[at]! - means[at]!) ** 2))),
);
const inputs = rows.map(({ features }) => [
  1,
  ...features.map((feature, at) => (feature - means[at]!) / spreads[at]!),
]);
let fitted = inputs[0]!.map(() => 0);
for (let round = 0; round < 2000; round += 1) {
  const slopes = fitted.map((weight) => (0.5 * weight) / whole);
  for (const [at, input] of inputs.entries()) {
    const odds = input.reduce((sum, value, place) => sum + value * fitted[place]!, 0);
    const error = 1 / (1 + Math.exp(-odds)) - Number(rows[at]!.foreign);
    for (const [place, value] of input.entries())
      slopes[place]! += (rows[at]!.weight * error * value) / whole;
  }
  fitted = fitted.map((weight, place) => weight - 0.5 * slopes[place]!);
}
const weights = names.map((_, at) => fitted[at + 1]! / spreads[at]!);
const bias = fitted[0]! - weights.reduce((sum, weight, at) => sum + weight * means[at]!, 0);
const say = (line: string) => process.stdout.write(`${line}\n`);
say(
  `weights: ${names.map((name, at) => `${name}: ${weights[at]!.toFixed(2)}`).join(", ")}; bias: ${bias.toFixed(2)}`,
);

const outOfScopeProbability = ({ features }: Ranking) =>
  1 /
  (1 +
    Math.exp(
      -Object.values(features).reduce(
        (sum: number, feature: number, at) => sum + feature * weights[at]!,
        bias,
      ),
    ));
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
for (const [name, cases] of Object.entries({
  unseen,
  development: asked,
  long: [...unseen, ...asked].filter(({ ranking }) => ranking.features.logLength > Math.log(13)),
})) {
  const own = cases.filter(({ right }) => right[0] !== null);
  const others = cases.filter(({ right }) => right[0] === null);
  for (const limit of [0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6]) {
    const over = (list: readonly Case[]) =>
      list.filter(({ ranking }) => outOfScopeProbability(ranking) > limit).length;
    say(
      `${name}, ${limit}: foreign refused ${percent(over(others), others.length)}, own ${percent(over(own), own.length)}`,
    );
  }
  for (const share of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const sure = own.filter(({ ranking }) => ranking.topics[0]!.probability >= share);
    const wrong = sure.filter(({ ranking, right }) => !right.includes(ranking.topics[0]!.topic.id));
    say(
      `${name}, share ${share}: sure ${percent(sure.length, own.length)}, of them wrong ${percent(wrong.length, sure.length)}`,
    );
  }
}
