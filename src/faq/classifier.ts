import { quantizationStep, type TrainedModel, type TermWeights } from "./trained-model.ts";
import type { Terms } from "./features.ts";

/** Inverse document frequency counts less than in full-text search: frequent terms are what people ask about. */
const rarityExponent = 0.7;
/** Minimum weight of a content word. */
const minContentWeight = 0.5;
/** A word that this many topics have does not say which one is meant. */
const vagueWordTopics = 20;

/** The inverse document frequency of a term. */
export const rarityOf = (count: number, texts: number): number =>
  Math.log((texts + 1) / Math.max(count, 0.7)) ** rarityExponent;

/** The tf-idf values of the terms of a text, normalized to length 1. */
export const valuesOf = ({ terms, weights }: Terms, rarities: Float64Array): Float64Array => {
  const values = Float64Array.from(terms, ({ id }, at) => (weights[at] ?? 0) * (rarities[id] ?? 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return values.map((value) => value / length);
};

/**
 * A linear classifier over tf-idf values: each term has weights for some classes, the sum of those of naive Bayes and of
 * logistic regression (train/train.ts).
 */
export class Classifier {
  readonly #rarities: Float64Array;
  readonly #unknownRarity: number;
  readonly #biases: readonly number[];
  readonly #weights: TermWeights;
  /** By term id: where its classes begin in the list of all. */
  readonly #offsets: Uint32Array;
  readonly #topicCount: number;

  /** The topics are the first classes; the out-of-scope fields are the others. */
  constructor({ texts, biases, weights, topics }: TrainedModel) {
    this.#biases = biases;
    this.#weights = weights;
    this.#topicCount = topics.length;
    this.#rarities = Float64Array.from(weights.counts, (count) => rarityOf(count, texts));
    this.#unknownRarity = rarityOf(0, texts);
    this.#offsets = new Uint32Array(weights.counts.length);
    let offset = 0;
    for (let id = 0; id < this.#offsets.length; id += 1) {
      this.#offsets[id] = offset;
      offset += (weights.having[id] ?? 0) + (weights.lacking[id] ?? 0);
    }
  }

  /** The log scores of the classes; only their differences have a meaning. */
  scores(terms: Terms): Float64Array {
    const { having, lacking, labels, weights } = this.#weights;
    const values = valuesOf(terms, this.#rarities);
    const sum = values.reduce((one, other) => one + other, 0);
    const scores = Float64Array.from(this.#biases, (bias) => sum * bias);
    for (const [at, { id }] of terms.terms.entries()) {
      const value = (values[at] ?? 0) * quantizationStep;
      const begin = this.#offsets[id] ?? 0;
      const end = begin + (having[id] ?? 0) + (lacking[id] ?? 0);
      for (let place = begin; place < end; place += 1) {
        const label = labels[place] ?? 0;
        scores[label] = (scores[label] ?? 0) + value * (weights[place] ?? 0);
      }
    }
    return scores;
  }

  /** The share of a text's weight that any topic has, 0 to 1. */
  knownShare(terms: Terms): number {
    return this.#shareOf(terms, (id) => this.#havingOf(id).some((label) => label < this.#topicCount));
  }

  /** The share of a text's weight that one class has, 0 to 1. */
  classShare(terms: Terms, label: number): number {
    return this.#shareOf(terms, (id) => this.#havingOf(id).includes(label));
  }

  /** Whether many topics have every content word of a text, as in „nem működik”. */
  isVague({ terms, weights, unknown }: Terms): boolean {
    return (
      unknown === 0 &&
      terms
        .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= minContentWeight)
        .every(
          ({ id }) =>
            this.#havingOf(id).filter((label) => label < this.#topicCount).length >= vagueWordTopics,
        )
    );
  }

  /** For each content word, the log odds that a text with it is out of scope. */
  foreignness({ terms, weights }: Terms): readonly number[] {
    return terms
      .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= minContentWeight)
      .map(({ id }) => (this.#weights.foreignness[id] ?? 0) * quantizationStep);
  }

  /** The classes that have a term. */
  #havingOf(id: number): Uint8Array {
    const begin = this.#offsets[id] ?? 0;
    return this.#weights.labels.subarray(begin, begin + (this.#weights.having[id] ?? 0));
  }

  /** The share of a text's weight that belongs to the selected terms. */
  #shareOf({ terms, weights, unknown }: Terms, isSelected: (id: number) => boolean): number {
    let part = 0;
    let total = unknown * this.#unknownRarity;
    for (const [at, { id }] of terms.entries()) {
      const value = (weights[at] ?? 0) * (this.#rarities[id] ?? 0);
      total += value;
      if (isSelected(id)) part += value;
    }
    return total === 0 ? 0 : part / total;
  }
}

/** Turns log scores into probabilities (softmax). */
export const probabilitiesOf = (scores: Float64Array, sharpness: number): Float64Array => {
  const most = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  const values = scores.map((score) => Math.exp((score - most) * sharpness));
  const sum = values.reduce((one, other) => one + other, 0);
  return values.map((value) => value / sum);
};
