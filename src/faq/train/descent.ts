/** A training text as numbers: the ids of its terms, their values, its class, and its weight. */
export interface Sample {
  readonly ids: Uint32Array;
  readonly values: Float64Array;
  readonly label: number;
  readonly weight: number;
}

/** Passes over all samples, the learning rate, and the share of terms dropped at random each time. */
const epochs = 12;
const learningRate = 1;
const dropoutRate = 0.4;
/** Keeps the first steps short; otherwise every weight grows large enough to be stored. */
const damping = 0.1;

/** A random generator with a seed, so that training always gives the same model. */
const randomFrom = (seed: number): (() => number) => {
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

/** Turns scores into probabilities in place (softmax). */
const softmax = (scores: Float64Array): void => {
  const most = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) sum += scores[at] = Math.exp(scores[at]! - most);
  for (let at = 0; at < scores.length; at += 1) scores[at]! /= sum;
};

/**
 * Multinomial logistic regression by stochastic gradient descent with a step size for each weight (AdaGrad). Dropout
 * keeps a class from depending on a single word.
 * @returns the weights by term, then by class.
 */
export const descend = (samples: readonly Sample[], size: number, labels: number): Float32Array => {
  const weights = new Float32Array(size * labels);
  const squares = new Float32Array(size * labels);
  const next = randomFrom(1);
  const order = Uint32Array.from(samples.keys());
  const errors = new Float64Array(labels);
  const correct = (value: number, begin: number): void => {
    for (let label = 0; label < labels; label += 1) {
      const slope = value * errors[label]!;
      if (Math.abs(slope) < 1e-5) continue;
      const square = squares[begin + label]! + slope * slope;
      squares[begin + label] = square;
      weights[begin + label]! -= (learningRate * slope) / Math.sqrt(square + damping);
    }
  };
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, next);
    for (const at of order) {
      const { ids, values, label, weight } = samples[at]!;
      const kept = values.map((value) => (next() < dropoutRate ? 0 : value / (1 - dropoutRate)));
      errors.fill(0);
      for (let place = 0; place < ids.length; place += 1) {
        const value = kept[place]!;
        if (value === 0) continue;
        const begin = ids[place]! * labels;
        for (let one = 0; one < labels; one += 1) errors[one]! += value * weights[begin + one]!;
      }
      softmax(errors);
      errors[label]! -= 1;
      for (let place = 0; place < ids.length; place += 1) {
        if (kept[place] !== 0) correct(kept[place]! * weight, ids[place]! * labels);
      }
    }
  }
  return weights;
};
