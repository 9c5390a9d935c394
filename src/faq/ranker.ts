import { isStep, type StepId } from "../guide/steps.ts";
import { topicsAt } from "./step-topics.ts";
import { Dictionary } from "./dictionary.ts";
import { exactHashOf, type TrainedModel } from "./trained-model.ts";
import { Classifier, probabilitiesOf } from "./classifier.ts";
import { FeatureExtractor } from "./features.ts";
import type { Topic } from "./topic.ts";
import { Vocabulary } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/** A topic and the probability that it answers the question. */
export interface RankedTopic {
  readonly topic: Topic;
  readonly probability: number;
}

/** Evidence for and against a question being in scope. */
export interface ConfidenceFeatures {
  /** The share of the question that any topic has, 0 to 1. */
  readonly knownShare: number;
  /** The share that the best topic has, and the share that the best out-of-scope field has, 0 to 1. */
  readonly bestTopicShare: number;
  readonly bestForeignShare: number;
  /** How far the score of the best topic is above that of the best out-of-scope field. */
  readonly scoreLead: number;
  /** The probability of all out-of-scope fields together, 0 to 1. */
  readonly foreignProbability: number;
  /** The log odds of the content words to be out of scope: maximum, minimum and mean. */
  readonly maxForeignness: number;
  readonly minForeignness: number;
  readonly meanForeignness: number;
  /** Logarithm of the number of words: a long story may have many unknown words. */
  readonly logLength: number;
}

/** The topics for a question, the best first, and the evidence for its scope. */
export interface Ranking {
  readonly topics: readonly RankedTopic[];
  /** Whether the question is a known phrasing, word for word. */
  readonly isExact: boolean;
  readonly features: ConfidenceFeatures;
}

/** What the user's step in the guide adds to the scores of its topics. */
const stepBonus = { first: 3.6, others: 3 };
/** How many times as much the step counts in a vague question. */
const vagueStepFactor = 5;
/** What a word-for-word match adds to the score of its topic. */
const exactMatchBonus = 5;
/** Inverse temperature of the softmax. */
const sharpness = 2;

const bestOf = (scores: Float64Array): number =>
  scores.reduce((one, other) => Math.max(one, other), -Infinity);

/** Index of the highest score between two indices. */
const indexOfMax = (scores: Float64Array, from: number, to: number): number => {
  let best = from;
  for (let at = from + 1; at < to; at += 1) if ((scores[at] ?? 0) > (scores[best] ?? 0)) best = at;
  return best;
};

/** Ranks the topics for a question. */
export class Ranker {
  readonly #topics: readonly Topic[];
  readonly #extractor: FeatureExtractor;
  readonly #classifier: Classifier;
  /** Index of the topic of each known phrasing, by its hash. */
  readonly #exact: ReadonlyMap<number, number>;

  /**
   * @param topics the topics to rank.
   * @param model what was trained on them.
   * @throws Error if the model was trained on other topics.
   */
  constructor(topics: readonly Topic[], model: TrainedModel) {
    if (topics.map(({ id }) => id).join() !== model.topics.join()) {
      throw new Error("the model was trained on other topics; run: npm run learn:answers");
    }
    this.#topics = topics;
    this.#extractor = new FeatureExtractor(new Vocabulary(model.words), new Dictionary(model.terms));
    this.#classifier = new Classifier(model);
    this.#exact = new Map(Array.from(model.exactHashes, (hash, at) => [hash, model.exactTopics[at] ?? 0]));
  }

  /** Ranks the topics; `step` is the user's step in the guide. */
  rank(question: string, step?: string): Ranking {
    const words = wordsOf(question);
    const terms = this.#extractor.extract(words);
    const scores = this.#classifier.scores(terms);
    const exact = this.#exact.get(exactHashOf(words));
    const isVague = isStep(step) && this.#classifier.isVague(terms);
    if (exact !== undefined && !isVague) scores[exact] = (scores[exact] ?? 0) + exactMatchBonus;
    if (isStep(step)) this.#addStepBonus(scores, step, isVague ? vagueStepFactor : 1);
    const probabilities = probabilitiesOf(scores, sharpness);
    const topicCount = this.#topics.length;
    const odds = this.#classifier.foreignness(terms);
    return {
      topics: this.#topics
        .map((topic, label) => ({ topic, probability: probabilities[label] ?? 0 }))
        .sort((one, other) => other.probability - one.probability),
      isExact: exact !== undefined,
      features: {
        knownShare: this.#classifier.knownShare(terms),
        bestTopicShare: this.#classifier.classShare(terms, indexOfMax(scores, 0, topicCount)),
        bestForeignShare: this.#classifier.classShare(terms, indexOfMax(scores, topicCount, scores.length)),
        scoreLead: bestOf(scores.subarray(0, topicCount)) - bestOf(scores.subarray(topicCount)),
        foreignProbability: probabilities.subarray(topicCount).reduce((one, other) => one + other, 0),
        maxForeignness: odds.length === 0 ? 0 : Math.max(...odds),
        minForeignness: odds.length === 0 ? 0 : Math.min(...odds),
        meanForeignness: odds.reduce((one, other) => one + other, 0) / (odds.length || 1),
        logLength: Math.log(1 + words.length),
      },
    };
  }

  /** Raises the scores of the topics that belong to a step. */
  #addStepBonus(scores: Float64Array, step: StepId, times: number): void {
    for (const [index, id] of (topicsAt[step] ?? []).entries()) {
      const label = this.#topics.findIndex((topic) => topic.id === id);
      if (label >= 0)
        scores[label] = (scores[label] ?? 0) + times * (index === 0 ? stepBonus.first : stepBonus.others);
    }
  }
}
