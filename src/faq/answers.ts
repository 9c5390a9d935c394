import { confidenceOf } from "./confidence.ts";
import { isTalk, parseEntry, type Entry } from "./entries.ts";
import { readTopics, topicFolder } from "./load-topics.ts";
import { Ranker } from "./ranker.ts";
import type { Topic } from "./topic.ts";
import { readTrainedModel, type TrainedModel } from "./trained-model.ts";

/** A language that is recognized, beside Hungarian. */
export type Language = "en" | "de" | "ro" | "sr" | "sk" | "uk";

/** The result of a search. */
export type SearchResult =
  /** One certain answer, the two next best, and the answer to a second question in the same message. */
  | {
      readonly kind: "sure";
      readonly entry: Entry;
      readonly near: readonly Entry[];
      readonly second?: Entry;
      readonly language?: Language;
    }
  /** Small talk, and the answer to a question in the same message. */
  | { readonly kind: "talk"; readonly talk: Topic; readonly entry?: Entry; readonly language?: Language }
  /** The two or three best answers; the question may be about one of them. */
  | { readonly kind: "unsure"; readonly entries: readonly Entry[]; readonly language?: Language }
  /** There is no answer. */
  | { readonly kind: "outOfScope"; readonly language?: Language };

/** What is known about the conversation when a question arrives. */
export interface Conversation {
  /** The user's step in the guide. */
  readonly step?: string | undefined;
  /** The id of the entry that was shown last, or of the one in the message that is replied to. */
  readonly last?: string | undefined;
}

/** A question base. */
export interface Answers {
  readonly topics: readonly Topic[];
  /** The topic with this id. */
  topic(id: string): Topic | undefined;
  /** The entry with this id: a topic, or a part of the guide or a command (entries.ts). */
  entry(id: string): Entry | undefined;
  /**
   * Finds the answer to a question.
   * @param question any text, as the user wrote it.
   */
  find(question: string, conversation?: Conversation): SearchResult;
}

/** Creates a question base of topics and the model that was trained on them. */
export const createAnswers = (topics: readonly Topic[], model: TrainedModel): Answers => {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const ranker = new Ranker(topics, model);
  const entryOf = (topic: Topic): Entry => ({ id: topic.id, to: "topic", topic });
  return {
    topics,
    topic: (id) => byId.get(id),
    entry: (id) => {
      const topic = byId.get(id);
      return topic === undefined ? parseEntry(id) : entryOf(topic);
    },
    find: (question, { step } = {}) => {
      const ranking = ranker.rank(question, step);
      const confidence = confidenceOf(ranking);
      const [first, ...others] = ranking.topics;
      if (confidence === "outOfScope" || first === undefined) return { kind: "outOfScope" };
      if (confidence === "sure" && isTalk(first.topic.id)) return { kind: "talk", talk: first.topic };
      return confidence === "sure"
        ? {
            kind: "sure",
            entry: entryOf(first.topic),
            near: others.slice(0, 2).map(({ topic }) => entryOf(topic)),
          }
        : { kind: "unsure", entries: ranking.topics.slice(0, 3).map(({ topic }) => entryOf(topic)) };
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
    entry: (id) => base().entry(id),
    find: (question, conversation) => base().find(question, conversation),
  };
  return { answers, open: () => void base() };
};
