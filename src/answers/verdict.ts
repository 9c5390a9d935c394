import type { Ranking, Signs } from "./ranker.ts";

/** How sure the base is that it has the answer. */
export type Verdict = "sure" | "unsure" | "foreign";

/** What each sign adds to the odds that a question is foreign, fitted by bench/answers/fit.ts. */
const weights: Readonly<Record<keyof Signs, number>> = {
  known: -1.67,
  covered: -1.19,
  coveredApart: 1.05,
  lead: -0.6,
  apart: -0.32,
  strangest: 0.58,
  nearest: 0.64,
  mean: -0.52,
};
const bias = 3;

/** From which probability on a question is refused. */
const refusal = 0.35;
/** How probable the first topic must be to be the answer, and how much more probable than the second. */
const certainty = { share: 0.7, margin: 0.4 };

/** The probability that a question is about something else than the base, 0 to 1. */
const strangenessOf = (signs: Signs): number => {
  const odds =
    bias +
    Object.entries(weights).reduce((sum, [sign, weight]) => sum + weight * signs[sign as keyof Signs], 0);
  return 1 / (1 + Math.exp(-odds));
};

/** Judges a ranking: is the question one of the base's, and is the first answer clearly the best? */
export const judge = ({ topics, signs }: Ranking): Verdict => {
  const [first, second] = topics;
  if (first === undefined || strangenessOf(signs) > refusal) return "foreign";
  const margin = first.share - (second?.share ?? 0);
  return first.share >= certainty.share && margin >= certainty.margin ? "sure" : "unsure";
};
