import { isStep, type StepId } from "../guide/steps.ts";
import { topicsAt } from "./step-topics.ts";
import { Dictionary } from "./dictionary.ts";
import { markOf, type TrainedModel } from "./trained-model.ts";
import { Model, probabilitiesOf } from "./classifier.ts";
import { Reader } from "./features.ts";
import type { Topic } from "./topic.ts";
import { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** A topic and the probability that it answers. */
export interface Ranked {
  readonly topic: Topic;
  readonly share: number;
}

/** What speaks for and against a question being one of the base's. */
export interface ConfidenceFeatures {
  /** The share of the question that the topics know, 0 to 1. */
  readonly known: number;
  /** The share that the best topic knows, and the share that the best foreign field knows, 0 to 1. */
  readonly covered: number;
  readonly coveredApart: number;
  /** By how much the best topic's score is above that of the best foreign field. */
  readonly lead: number;
  /** The probability of all foreign fields together, 0 to 1. */
  readonly apart: number;
  /** How foreign the question's words are: the most foreign, the least, the mean. */
  readonly strangest: number;
  readonly nearest: number;
  readonly mean: number;
  /** How many words it has, as a logarithm: in a long story much may be unknown. */
  readonly length: number;
}

/** The topics for a question, the best first, and how foreign it is. */
export interface Ranking {
  readonly topics: readonly Ranked[];
  /** The base has the question word for word. */
  readonly isExact: boolean;
  readonly signs: ConfidenceFeatures;
}

/** What the step where somebody stands adds to the score of the topics that belong to it. */
const atStep = { first: 3.6, others: 3 };
/** In a vague question it counts this many times. */
const vaguely = 5;
/** What is added when the base has the question word for word. */
const wordForWord = 5;
/** How fast probability falls with the score. */
const sharpness = 2;

const bestOf = (scores: Float64Array): number =>
  scores.reduce((one, other) => Math.max(one, other), -Infinity);

/** Where the highest score is among those from one place to another. */
const placeOf = (scores: Float64Array, from: number, to: number): number => {
  let best = from;
  for (let at = from + 1; at < to; at += 1) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  return best;
};

/** Ranks the topics for a question. */
export class Ranker {
  readonly #topics: readonly Topic[];
  readonly #reader: Reader;
  readonly #model: Model;
  /** By the marks of their words: the topics that are asked so, word for word. */
  readonly #exact: ReadonlyMap<number, number>;

  /**
   * @param topics what can be found.
   * @param learnt what was learnt from them, and from the ways people ask.
   * @throws Error when it was learnt from other topics.
   */
  constructor(topics: readonly Topic[], learnt: TrainedModel) {
    if (topics.map(({ id }) => id).join() !== learnt.topics.join()) {
      throw new Error("what the question base has learnt is from other topics: npm run learn:answers");
    }
    this.#topics = topics;
    this.#reader = new Reader(new Vocabulary(learnt.words), new Dictionary(learnt.terms));
    this.#model = new Model(learnt);
    this.#exact = new Map(Array.from(learnt.marks, (mark, at) => [mark, learnt.owners[at] ?? 0]));
  }

  /** Ranks; `step` is where in the guide the person stands. */
  rank(question: string, step?: string): Ranking {
    const words = wordsOf(question);
    const terms = this.#reader.read(words);
    const scores = this.#model.scores(terms);
    const exact = this.#exact.get(markOf(words));
    const isVague = isStep(step) && this.#model.isVague(terms);
    if (exact !== undefined && !isVague) scores[exact] = (scores[exact] ?? 0) + wordForWord;
    if (isStep(step)) this.#lean(scores, step, isVague ? vaguely : 1);
    const shares = probabilitiesOf(scores, sharpness);
    const border = this.#topics.length;
    const odds = this.#model.foreignness(terms);
    return {
      topics: this.#topics
        .map((topic, label) => ({ topic, share: shares[label] ?? 0 }))
        .sort((one, other) => other.share - one.share),
      isExact: exact !== undefined,
      signs: {
        known: this.#model.known(terms),
        covered: this.#model.covered(terms, placeOf(scores, 0, border)),
        coveredApart: this.#model.covered(terms, placeOf(scores, border, scores.length)),
        lead: bestOf(scores.subarray(0, border)) - bestOf(scores.subarray(border)),
        apart: shares.subarray(border).reduce((one, other) => one + other, 0),
        strangest: odds.length === 0 ? 0 : Math.max(...odds),
        nearest: odds.length === 0 ? 0 : Math.min(...odds),
        mean: odds.reduce((one, other) => one + other, 0) / (odds.length || 1),
        length: Math.log(1 + words.length),
      },
    };
  }

  /** Raises the topics that belong to a step. */
  #lean(scores: Float64Array, step: StepId, times: number): void {
    for (const [place, id] of (topicsAt[step] ?? []).entries()) {
      const label = this.#topics.findIndex((topic) => topic.id === id);
      if (label >= 0)
        scores[label] = (scores[label] ?? 0) + times * (place === 0 ? atStep.first : atStep.others);
    }
  }
}
