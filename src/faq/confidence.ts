import type { Ranking, ConfidenceFeatures } from "./ranker.ts";

/** How sure the base is that it has the answer. */
export type Confidence = "sure" | "unsure" | "foreign";

/** What each sign adds to the odds that a question is foreign, fitted by bench/answers/fit.ts. */
const weights: Readonly<Record<keyof ConfidenceFeatures, number>> = {
  known: -2.56,
  covered: -3.92,
  coveredApart: 0.24,
  lead: -0.33,
  apart: 1.34,
  strangest: 0.28,
  nearest: 0.01,
  mean: 0.1,
  length: -2.35,
};
const bias = 10.35;

/** From which probability on a question is refused. */
const refusal = 0.45;
/**
 * How probable the first topic must be to be the answer, how much more probable than the second, and how improbable
 * that the question is about something else.
 */
const certainty = { share: 0.7, margin: 0.4, strangeness: 0.25 };

/** The probability that a question is about something else than the base, 0 to 1. */
const strangenessOf = (signs: ConfidenceFeatures): number => {
  const odds =
    bias +
    Object.entries(weights).reduce(
      (sum, [sign, weight]) => sum + weight * signs[sign as keyof ConfidenceFeatures],
      0,
    );
  return 1 / (1 + Math.exp(-odds));
};

/** Judges a ranking: is the question one of the base's, and is the first answer clearly the best? */
export const judge = ({ topics, isExact, signs }: Ranking): Confidence => {
  const [first, second] = topics;
  const strangeness = isExact ? 0 : strangenessOf(signs);
  if (first === undefined || strangeness > refusal) return "foreign";
  const margin = first.share - (second?.share ?? 0);
  return first.share >= certainty.share && margin >= certainty.margin && strangeness <= certainty.strangeness
    ? "sure"
    : "unsure";
};
