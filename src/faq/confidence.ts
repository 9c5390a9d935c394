import type { Ranking, ConfidenceFeatures } from "./ranker.ts";

/** How certain it is that the base has the answer. */
export type Confidence = "sure" | "unsure" | "outOfScope";

/** Logistic regression for the odds that a question is out of scope, fitted by train/fit.ts. */
const weights: Readonly<Record<keyof ConfidenceFeatures, number>> = {
  knownShare: -2,
  bestTopicShare: -4.26,
  bestForeignShare: 0.3,
  scoreLead: -0.34,
  foreignProbability: 1.05,
  maxForeignness: 0.29,
  minForeignness: -0.07,
  meanForeignness: 0.18,
  logLength: -2.59,
};
const bias = 10.44;

/** Minimum probability of being out of scope at which a question is refused. */
const refusalThreshold = 0.55;
/**
 * What makes the first topic certain: its minimum probability, its minimum lead over the second, and the maximum
 * probability that the question is out of scope.
 */
const certainty = { probability: 0.7, lead: 0.4, outOfScope: 0.25 };

/** The probability that a question is out of scope, 0 to 1. */
const outOfScopeProbability = (features: ConfidenceFeatures): number => {
  const odds =
    bias +
    Object.entries(weights).reduce(
      (sum, [name, weight]) => sum + weight * features[name as keyof ConfidenceFeatures],
      0,
    );
  return 1 / (1 + Math.exp(-odds));
};

/** Whether the question of a ranking is in scope, and whether the first answer is clearly the best. */
export const confidenceOf = ({ topics, isExact, features }: Ranking): Confidence => {
  const [first, second] = topics;
  const outOfScope = isExact ? 0 : outOfScopeProbability(features);
  if (first === undefined || outOfScope > refusalThreshold) return "outOfScope";
  const lead = first.probability - (second?.probability ?? 0);
  return first.probability >= certainty.probability &&
    lead >= certainty.lead &&
    outOfScope <= certainty.outOfScope
    ? "sure"
    : "unsure";
};
