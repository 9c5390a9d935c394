import type { Terms } from "./terms.ts";

/** A text the model learns from, what class it belongs to, and how much it counts. */
export interface Example {
  readonly terms: Terms;
  readonly label: number;
  readonly weight: number;
}

/** What a term is given that no example of a class has: small, so that one strange word does not rule a class out. */
const smoothing = 0.02;
/** A term's rarity counts less than it would in full-text search: what is frequent here is what people ask about. */
const rarityPower = 0.7;
/** How much of a word must have been seen before its odds are believed. */
const doubt = 0.3;
/** Terms from this weight on are what a question is about. */
const telling = 0.5;

/** A word that so many classes have tells nothing about which is meant. */
const many = 15;

/** How much of a term each class has that has any. */
interface Amounts {
  readonly labels: number[];
  readonly values: number[];
}

/**
 * Tells which class a text belongs to: naive Bayes over tf-idf of unit length. On the development questions it was
 * better than a linear model learnt by descent, the nearest example and BM25, and it is ready in no time.
 */
export class Model {
  readonly #rarities: Float64Array;
  readonly #amounts: readonly Amounts[];
  readonly #totals: Float64Array;
  readonly #border: number;
  readonly #unknown: number;

  /**
   * @param examples those of a class one after the other.
   * @param size how many terms there are.
   * @param labels how many classes there are, from 0.
   * @param border the first class that is foreign to the field.
   */
  constructor(examples: readonly Example[], size: number, labels: number, border: number) {
    this.#border = border;
    this.#rarities = new Float64Array(size);
    for (const { terms } of examples) {
      for (const { id } of terms.terms) this.#rarities[id] = (this.#rarities[id] ?? 0) + 1;
    }
    const rarityOf = (count: number) => Math.log((examples.length + 1) / count) ** rarityPower;
    this.#rarities = this.#rarities.map(rarityOf);
    this.#unknown = rarityOf(0.7);
    this.#totals = new Float64Array(labels);
    this.#amounts = Array.from({ length: size }, () => ({ labels: [], values: [] }));
    for (const { terms, label, weight } of examples) this.#learn(terms, label, weight);
  }

  #learn(terms: Terms, label: number, weight: number): void {
    const values = this.#valuesOf(terms);
    let total = 0;
    for (let at = 0; at < values.length; at += 1) {
      const value = (values[at] ?? 0) * weight;
      const amounts = this.#of(terms.terms[at]?.id ?? -1);
      const last = amounts.labels.length - 1;
      if (amounts.labels[last] === label) {
        amounts.values[last] = (amounts.values[last] ?? 0) + value;
      } else {
        amounts.labels.push(label);
        amounts.values.push(value);
      }
      total += value;
    }
    this.#totals[label] = (this.#totals[label] ?? 0) + total;
  }

  /** The classes' logarithmic scores; the higher the likelier, only their differences tell. */
  scores(terms: Terms): Float64Array {
    const values = this.#valuesOf(terms);
    const sum = values.reduce((one, other) => one + other, 0);
    const scores = this.#totals.map(
      (total) => sum * Math.log(smoothing / (total + smoothing * this.#amounts.length)),
    );
    for (const [at, { id }] of terms.terms.entries()) {
      const { labels, values: amounts } = this.#of(id);
      for (const [place, label] of labels.entries()) {
        const more = Math.log(((amounts[place] ?? 0) + smoothing) / smoothing);
        scores[label] = (scores[label] ?? 0) + (values[at] ?? 0) * more;
      }
    }
    return scores;
  }

  /** How much of a text's weight the field knows, 0 to 1. */
  known({ terms, weights, strange }: Terms): number {
    let known = 0;
    let whole = strange * this.#unknown;
    for (const [at, { id }] of terms.entries()) {
      const value = (weights[at] ?? 0) * (this.#rarities[id] ?? 0);
      whole += value;
      if (this.#of(id).labels.some((label) => label < this.#border)) known += value;
    }
    return whole === 0 ? 0 : known / whole;
  }

  /** How much of a text's weight one class knows, 0 to 1. */
  covered({ terms, weights, strange }: Terms, label: number): number {
    let covered = 0;
    let whole = strange * this.#unknown;
    for (const [at, { id }] of terms.entries()) {
      const value = (weights[at] ?? 0) * (this.#rarities[id] ?? 0);
      whole += value;
      if (this.#of(id).labels.includes(label)) covered += value;
    }
    return whole === 0 ? 0 : covered / whole;
  }

  /** Whether all telling words of a text are such as many classes of the field have: „nem működik”. */
  isVague({ terms, weights, strange }: Terms): boolean {
    return (
      strange === 0 &&
      terms
        .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= telling)
        .every(({ id }) => this.#of(id).labels.filter((label) => label < this.#border).length >= many)
    );
  }

  /** For each telling word, the logarithm of how much likelier it is outside the field than in it. */
  foreignness({ terms, weights }: Terms): readonly number[] {
    const [own, other] = this.#divide(this.#totals.keys(), this.#totals);
    return terms
      .filter(({ isWord }, at) => isWord && (weights[at] ?? 0) >= telling)
      .map(({ id }) => {
        const { labels, values } = this.#of(id);
        const [ownAmount, otherAmount] = this.#divide(labels, values);
        return Math.log((otherAmount + doubt) / other) - Math.log((ownAmount + doubt) / own);
      });
  }

  #of(id: number): Amounts {
    return this.#amounts[id] ?? { labels: [], values: [] };
  }

  /** What the field has of something, and what the rest has. */
  #divide(labels: Iterable<number>, values: ArrayLike<number>): readonly [number, number] {
    const sums: [number, number] = [0, 0];
    let place = 0;
    for (const label of labels) {
      sums[label < this.#border ? 0 : 1] += values[place] ?? 0;
      place += 1;
    }
    return sums;
  }

  /** What each term of a text is worth, together of length one. */
  #valuesOf({ terms, weights }: Terms): readonly number[] {
    const values: number[] = [];
    let square = 0;
    for (let at = 0; at < terms.length; at += 1) {
      const value = (weights[at] ?? 0) * (this.#rarities[terms[at]?.id ?? -1] ?? 0);
      values.push(value);
      square += value * value;
    }
    const length = Math.sqrt(square) || 1;
    for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) / length;
    return values;
  }
}

/** Turns logarithmic scores into probabilities. */
export const probabilitiesOf = (scores: Float64Array, sharpness: number): Float64Array => {
  const most = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  const values = scores.map((score) => Math.exp((score - most) * sharpness));
  const sum = values.reduce((one, other) => one + other, 0);
  return values.map((value) => value / sum);
};
