/** A text as numbers: the ids of its terms, what they are worth, its class, how much it counts. */
export interface Sample {
  readonly ids: Uint32Array;
  readonly values: Float64Array;
  readonly label: number;
  readonly weight: number;
}

/** How often all samples are gone through, how far a step goes, and what share of a text's terms is left out each time. */
const rounds = 12;
const stride = 1;
const leftOut = 0.4;
/** Keeps the first steps short: else every weight becomes one that must be stored. */
const calm = 0.1;

/** The same numbers from 0 to 1 every time: what is learnt must not be left to chance. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

const shuffle = (order: Uint32Array, next: () => number): void => {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
};

/** Makes probabilities of scores, in place. */
const normalise = (scores: Float64Array): void => {
  const most = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) sum += scores[at] = Math.exp(scores[at]! - most);
  for (let at = 0; at < scores.length; at += 1) scores[at]! /= sum;
};

/**
 * Logistic regression over many classes, by stochastic descent with a stride of its own for each weight. Terms are left
 * out at random so that no class comes to lean on one word.
 * @returns the weights, term by term, a class after the other.
 */
export const descend = (samples: readonly Sample[], size: number, labels: number): Float32Array => {
  const weights = new Float32Array(size * labels);
  const squares = new Float32Array(size * labels);
  const next = numbersFrom(1);
  const order = Uint32Array.from(samples.keys());
  const errors = new Float64Array(labels);
  const correct = (value: number, begin: number): void => {
    for (let label = 0; label < labels; label += 1) {
      const slope = value * errors[label]!;
      if (Math.abs(slope) < 1e-5) continue;
      const square = squares[begin + label]! + slope * slope;
      squares[begin + label] = square;
      weights[begin + label]! -= (stride * slope) / Math.sqrt(square + calm);
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, next);
    for (const at of order) {
      const { ids, values, label, weight } = samples[at]!;
      const kept = values.map((value) => (next() < leftOut ? 0 : value / (1 - leftOut)));
      errors.fill(0);
      for (let place = 0; place < ids.length; place += 1) {
        const value = kept[place]!;
        if (value === 0) continue;
        const begin = ids[place]! * labels;
        for (let one = 0; one < labels; one += 1) errors[one]! += value * weights[begin + one]!;
      }
      normalise(errors);
      errors[label]! -= 1;
      for (let place = 0; place < ids.length; place += 1) {
        if (kept[place] !== 0) correct(kept[place]! * weight, ids[place]! * labels);
      }
    }
  }
  return weights;
};
