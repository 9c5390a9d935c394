import { readTrainedModel, type TrainedModel } from "./trained-model.ts";
import { readTopics, topicFolder } from "./load-topics.ts";
import { Ranker } from "./ranker.ts";
import type { Topic } from "./topic.ts";
import { confidenceOf, type Confidence } from "./confidence.ts";

/** The result of a search. */
export type SearchResult =
  /** One certain answer, and the two next best. */
  | { readonly kind: "sure"; readonly topic: Topic; readonly near: readonly Topic[] }
  /** The three best answers; the question may be about one of them. */
  | { readonly kind: "unsure"; readonly topics: readonly Topic[] }
  /** The base has no answer. */
  | { readonly kind: "outOfScope" };

/** A question base. */
export interface Answers {
  readonly topics: readonly Topic[];
  /** The topic with this id. */
  topic(id: string): Topic | undefined;
  /**
   * Finds the answer to a question.
   * @param question any text, as the user wrote it.
   * @param step the user's step in the guide, if any; it decides between close answers.
   */
  find(question: string, step?: string): SearchResult;
}

/** Creates a question base of topics and the model that was trained on them. */
export const createAnswers = (topics: readonly Topic[], model: TrainedModel): Answers => {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const ranker = new Ranker(topics, model);
  return {
    topics,
    topic: (id) => byId.get(id),
    find: (question, step) => {
      const ranking = ranker.rank(question, step);
      const confidence: Confidence = confidenceOf(ranking);
      const [first, ...others] = ranking.topics;
      if (confidence === "outOfScope" || first === undefined) return { kind: "outOfScope" };
      return confidence === "sure"
        ? { kind: "sure", topic: first.topic, near: others.slice(0, 2).map(({ topic }) => topic) }
        : { kind: "unsure", topics: ranking.topics.slice(0, 3).map(({ topic }) => topic) };
    },
  };
};

/**
 * Opens the question base: reads the topics and the trained model into memory.
 * @param folder the folder of the topics, ending in a slash.
 * @throws Error that names a malformed topic, or says that the model was trained on other topics.
 */
export const openAnswers = (folder: URL = topicFolder): Answers =>
  createAnswers(readTopics(folder), readTrainedModel());

/** A question base that opens when it is first used, or when `open` is called. */
export interface LazyAnswers {
  readonly answers: Answers;
  readonly open: () => void;
}

/**
 * A question base that opens at the first question, or when `open` is called. Opening takes some tenths of a second,
 * which the start of the program does not wait for.
 */
export const lazyAnswers = (): LazyAnswers => {
  let opened: Answers | undefined;
  const base = () => (opened ??= openAnswers());
  const answers: Answers = {
    get topics() {
      return base().topics;
    },
    topic: (id) => base().topic(id),
    find: (question, step) => base().find(question, step),
  };
  return { answers, open: () => void base() };
};
