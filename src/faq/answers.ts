import { readTrainedModel, type TrainedModel } from "./trained-model.ts";
import { readTopics, topicFolder } from "./load-topics.ts";
import { Ranker } from "./ranker.ts";
import type { Topic } from "./topic.ts";
import { judge, type Confidence } from "./confidence.ts";

/** What a question base says to a question. */
export type SearchResult =
  /** One answer, and the two next best. */
  | { readonly kind: "sure"; readonly topic: Topic; readonly near: readonly Topic[] }
  /** The three best; the question may be about one of them. */
  | { readonly kind: "unsure"; readonly topics: readonly Topic[] }
  /** The base has no answer. */
  | { readonly kind: "foreign" };

/** A question base that can be asked. */
export interface Answers {
  readonly topics: readonly Topic[];
  /** The topic of this id. */
  topic(id: string): Topic | undefined;
  /**
   * Finds what answers a question.
   * @param question as a person wrote it, whatever it is.
   * @param step the step of the guide where the person stands, if any; it breaks ties.
   */
  find(question: string, step?: string): SearchResult;
}

/** Makes topics answer, by what was learnt from them. */
export const answersFrom = (topics: readonly Topic[], learnt: TrainedModel): Answers => {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const ranker = new Ranker(topics, learnt);
  return {
    topics,
    topic: (id) => byId.get(id),
    find: (question, step) => {
      const ranking = ranker.rank(question, step);
      const verdict: Confidence = judge(ranking);
      const [first, ...others] = ranking.topics;
      if (verdict === "foreign" || first === undefined) return { kind: "foreign" };
      return verdict === "sure"
        ? { kind: "sure", topic: first.topic, near: others.slice(0, 2).map(({ topic }) => topic) }
        : { kind: "unsure", topics: ranking.topics.slice(0, 3).map(({ topic }) => topic) };
    },
  };
};

/**
 * Opens the question base: reads the topics and what was learnt, into memory.
 * @param folder where the topics stand, ending in a slash.
 * @throws Error that names a malformed topic, or says that the topics have changed since.
 */
export const openAnswers = (folder: URL = topicFolder): Answers =>
  answersFrom(readTopics(folder), readTrainedModel());

/** A question base that opens when it is first used, or when `open` is called. */
export interface LazyAnswers {
  readonly answers: Answers;
  readonly open: () => void;
}

/**
 * The question base, opened when somebody asks for the first time, or by `open` in a quiet moment before: that takes
 * some tenths of a second, for which a program that starts need not wait.
 */
export const answersLater = (): LazyAnswers => {
  let opened: Answers | undefined;
  const ready = () => (opened ??= openAnswers());
  const answers: Answers = {
    get topics() {
      return ready().topics;
    },
    topic: (id) => ready().topic(id),
    find: (question, step) => ready().find(question, step),
  };
  return { answers, open: () => void ready() };
};
