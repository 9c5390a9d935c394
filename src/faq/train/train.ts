import { countsOf, featureCount, weigh, type Features } from "../features.ts";
import type { TrainedModel } from "../trained-model.ts";
import { digestOf, seededRandom, type TrainingText } from "./texts.ts";

/** How many times the training goes through all texts, and how far it goes at the first step (AdaGrad). */
const passes = 3;
const rate = 0.5;
/** The part of a text's weight that goes to its best class alone, if several are right. */
const bestShare = 0.5;
/** Classes whose probability is off by less than this are left as they are, which makes training quick. */
const tolerance = 0.002;
/** Keeps the first steps finite. */
const smallest = 1e-3;
/** A bias moves more slowly than a weight. */
const biasRate = 0.1;

const rarityOf = (counts: readonly ReadonlyMap<number, number>[]): Float32Array => {
  const texts = new Float32Array(featureCount);
  for (const count of counts) for (const id of count.keys()) texts[id]! += 1;
  return texts.map((many) => Math.log((1 + counts.length) / (1 + many)) + 1);
};

interface Row {
  readonly features: Features;
  readonly labels: readonly number[];
  readonly weight: number;
}

/** Turns scores into probabilities, in place. */
const normalize = (scores: Float32Array): void => {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  for (let label = 0; label < scores.length; label += 1)
    sum += scores[label] = Math.exp(scores[label]! - highest);
  for (let label = 0; label < scores.length; label += 1) scores[label]! /= sum;
};

/** Subtracts from the probabilities what they should be: shared among the right classes as the model sees it now. */
const subtractTarget = (chances: Float32Array, labels: readonly number[]): void => {
  const [best = 0] = labels;
  const sum = labels.reduce((part, label) => part + chances[label]!, 0);
  const targets = labels.map((label) =>
    labels.length === 1
      ? 1
      : (1 - bestShare) * (chances[label]! / (sum || 1)) + (label === best ? bestShare : 0),
  );
  for (const [at, label] of labels.entries()) chances[label]! -= targets[at]!;
};

/** A model while it is being trained. */
class Descent {
  readonly #classes: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly #weightSquares: Float32Array;
  readonly #biasSquares: Float32Array;
  readonly #slopes: Float32Array;
  readonly #moved: Int32Array;

  constructor(classes: number) {
    this.#classes = classes;
    this.weights = new Float32Array(featureCount * classes);
    this.biases = new Float32Array(classes);
    this.#weightSquares = new Float32Array(featureCount * classes);
    this.#biasSquares = new Float32Array(classes);
    this.#slopes = new Float32Array(classes);
    this.#moved = new Int32Array(classes);
  }

  learn({ features: { ids, values }, labels, weight }: Row): void {
    const classes = this.#classes;
    const { weights, biases } = this;
    const slopes = this.#slopes;
    slopes.set(biases);
    for (let at = 0; at < ids.length; at += 1) {
      const start = ids[at]! * classes;
      const value = values[at]!;
      for (let label = 0; label < classes; label += 1) slopes[label]! += value * weights[start + label]!;
    }
    normalize(slopes);
    subtractTarget(slopes, labels);
    let count = 0;
    for (let label = 0; label < classes; label += 1) {
      const slope = slopes[label]! * weight;
      if (Math.abs(slopes[label]!) <= tolerance) continue;
      this.#moved[count] = label;
      slopes[count] = slope;
      count += 1;
      this.#biasSquares[label]! += slope * slope;
      biases[label]! -= (biasRate * rate * slope) / (Math.sqrt(this.#biasSquares[label]!) + smallest);
    }
    const squares = this.#weightSquares;
    for (let at = 0; at < ids.length; at += 1) {
      const start = ids[at]! * classes;
      const value = values[at]!;
      for (let place = 0; place < count; place += 1) {
        const cell = start + this.#moved[place]!;
        const slope = slopes[place]! * value;
        squares[cell]! += slope * slope;
        weights[cell]! -= (rate * slope) / (Math.sqrt(squares[cell]!) + smallest);
      }
    }
  }
}

/** The size that all weights but the largest few do not exceed; those are cut, so that the steps are fine. */
const rangeOf = (weights: Float32Array): number => {
  const sizes = weights
    .filter((weight) => weight !== 0)
    .map(Math.abs)
    .sort();
  return sizes[Math.floor(sizes.length * 0.9999)] ?? 1;
};

/** Trains a model on texts. The same texts always give the same model. */
export const train = (texts: readonly TrainingText[]): TrainedModel => {
  const classes = [...new Set(texts.flatMap(({ labels }) => labels))].sort();
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const counts = texts.map(({ text }) => countsOf(text));
  const rarity = rarityOf(counts);
  const rows = texts.map(({ labels, weight }, at): Row => ({
    features: weigh(counts[at]!, rarity),
    labels: labels.map((name) => labelOf.get(name)!),
    weight,
  }));
  const descent = new Descent(classes.length);
  const random = seededRandom(1);
  for (let pass = 0; pass < passes; pass += 1) {
    for (let at = rows.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [rows[at], rows[other]] = [rows[other]!, rows[at]!];
    }
    for (const row of rows) descent.learn(row);
  }
  const step = rangeOf(descent.weights) / 127;
  const weights = Int8Array.from(descent.weights, (weight) =>
    Math.max(-127, Math.min(127, Math.round(weight / step))),
  );
  return { classes, rarity, biases: descent.biases, weights, step, trainedOn: digestOf(texts) };
};
