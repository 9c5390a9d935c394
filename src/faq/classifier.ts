import { quantizationStep, type TrainedModel, type LearntWeights } from "./trained-model.ts";
import type { Terms } from "./features.ts";

/** A term's rarity counts less than it would in full-text search: what is frequent here is what people ask about. */
const rarityPower = 0.7;
/** Terms from this weight on are what a question is about. */
const telling = 0.5;
/** A word that so many classes have tells nothing about which is meant. */
const many = 20;

/** How much a term is worth that so many of the texts have. */
export const rarityOf = (count: number, texts: number): number =>
  Math.log((texts + 1) / Math.max(count, 0.7)) ** rarityPower;

/** What each term of a text is worth, together of length one. */
export const valuesOf = ({ terms, weights }: Terms, rarities: Float64Array): Float64Array => {
  const values = Float64Array.from(terms, ({ id }, at) => (weights[at] ?? 0) * (rarities[id] ?? 0));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return values.map((value) => value / length);
};

/**
 * Tells which class a text belongs to: each term speaks for some classes, by what naive Bayes and a logistic regression
 * have learnt together (bench/answers/learning.ts), over tf-idf of unit length.
 */
export class Model {
  readonly #rarities: Float64Array;
  readonly #unknown: number;
  readonly #starts: readonly number[];
  readonly #weights: LearntWeights;
  /** Where each term's classes begin among all. */
  readonly #offsets: Uint32Array;
  readonly #border: number;

  /** The topics are the first classes, the fields foreign to the base are the others. */
  constructor({ texts, starts, weights, topics }: TrainedModel) {
    this.#starts = starts;
    this.#weights = weights;
    this.#border = topics.length;
    this.#rarities = Float64Array.from(weights.counts, (count) => rarityOf(count, texts));
    this.#unknown = rarityOf(0, texts);
    this.#offsets = new Uint32Array(weights.counts.length);
    let offset = 0;
    for (let id = 0; id < this.#offsets.length; id += 1) {
      this.#offsets[id] = offset;
      offset += (weights.having[id] ?? 0) + (weights.lacking[id] ?? 0);
    }
  }

  /** The classes' logarithmic scores; the higher the likelier, only their differences tell. */
  scores(terms: Terms): Float64Array {
    const { having, lacking, labels, weights } = this.#weights;
    const values = valuesOf(terms, this.#rarities);
    const sum = values.reduce((one, other) => one + other, 0);
    const scores = Float64Array.from(this.#starts, (start) => sum * start);
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

  /** How much of a text's weight the field knows, 0 to 1. */
  known(terms: Terms): number {
    return this.#shareOf(terms, (id) => this.#havingOf(id).some((label) => label < this.#border));
  }

  /** How much of a text's weight one class knows, 0 to 1. */
  covered(terms: Terms, label: number): number {
    return this.#shareOf(terms, (id) => this.#havingOf(id).includes(label));
  }

  /** Whether all telling words of a text are such as many classes of the field have: „nem működik”. */
  isVague({ terms, weights, strange }: Terms): boolean {
    return (
      strange === 0 &&
      terms
        .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= telling)
        .every(({ id }) => this.#havingOf(id).filter((label) => label < this.#border).length >= many)
    );
  }

  /** For each telling word, the logarithm of how much likelier it is outside the field than in it. */
  foreignness({ terms, weights }: Terms): readonly number[] {
    return terms
      .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= telling)
      .map(({ id }) => (this.#weights.foreignness[id] ?? 0) * quantizationStep);
  }

  /** The classes that have a term. */
  #havingOf(id: number): Uint8Array {
    const begin = this.#offsets[id] ?? 0;
    return this.#weights.labels.subarray(begin, begin + (this.#weights.having[id] ?? 0));
  }

  /** The share of a text's weight that lies on some terms. */
  #shareOf({ terms, weights, strange }: Terms, isOne: (id: number) => boolean): number {
    let part = 0;
    let whole = strange * this.#unknown;
    for (const [at, { id }] of terms.entries()) {
      const value = (weights[at] ?? 0) * (this.#rarities[id] ?? 0);
      whole += value;
      if (isOne(id)) part += value;
    }
    return whole === 0 ? 0 : part / whole;
  }
}

/** Turns logarithmic scores into probabilities. */
export const probabilitiesOf = (scores: Float64Array, sharpness: number): Float64Array => {
  const most = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  const values = scores.map((score) => Math.exp((score - most) * sharpness));
  const sum = values.reduce((one, other) => one + other, 0);
  return values.map((value) => value / sum);
};
