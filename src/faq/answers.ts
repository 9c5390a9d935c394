import { certainty, delicate, harmful } from "./certainty.ts";
import { isTalk, parseEntry, type Entry } from "./entries.ts";
import { wordsOf } from "./features.ts";
import { languageOf, type Language } from "./language.ts";

export type { Language } from "./language.ts";
export type { Conversation } from "./ranker.ts";
import { readTopics, topicFolder } from "./load-topics.ts";
import { mainEntry } from "./same-entries.ts";
import { areReferring } from "./referring-words.ts";
import { Ranker, type Conversation, type Ranked } from "./ranker.ts";
import { topicsAt } from "./step-topics.ts";
import type { Topic } from "./topic.ts";
import type { StepId } from "../guide/steps.ts";
import { readTrainedModel, type TrainedModel } from "./trained-model.ts";

/** The result of a search. */
export type SearchResult =
  /** One certain answer, the two next best, and the answer to a second question in the same message. */
  | {
      readonly kind: "sure";
      readonly entry: Entry;
      readonly near: readonly Entry[];
      readonly second?: Entry | undefined;
      readonly language?: Language | undefined;
    }
  /** Small talk, and the answer to a question in the same message. */
  | {
      readonly kind: "talk";
      readonly talk: Topic;
      readonly entry?: Entry | undefined;
      readonly language?: Language | undefined;
    }
  /** The two or three best answers; the question may be about one of them. */
  | { readonly kind: "unsure"; readonly entries: readonly Entry[]; readonly language?: Language | undefined }
  /** There is no answer. */
  | { readonly kind: "outOfScope"; readonly language?: Language | undefined };

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

/** The message is about what was shown last: it has no word of its own, or is short and fits nothing else. */
const isAbout = (last: Entry | undefined, words: readonly string[]) => ({
  surely: last !== undefined && areReferring(words),
  perhaps: last !== undefined && words.length <= certainty.fewWords && !isTalk(last.id),
});

const thresholdOf = (id: string): number => {
  if (harmful.has(id)) return certainty.harmful;
  return isTalk(id) ? certainty.talk : certainty.sure;
};

/** Without an entry that occurs a second time. */
const unique = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ id }, at) => entries.findIndex((other) => other.id === id) === at);

/** What is said in small talk, word for word, and means nothing else. */
const talkPhrases = (topics: readonly Topic[]): ReadonlyMap<string, Topic> => {
  const ids = new Map<string, Set<Topic>>();
  for (const topic of topics)
    for (const phrase of [topic.title, ...topic.asked]) {
      const words = wordsOf(phrase).join(" ");
      ids.set(words, (ids.get(words) ?? new Set()).add(topic));
    }
  return new Map(
    [...ids].flatMap(([words, found]) => {
      const [only, another] = found;
      return only !== undefined && another === undefined && isTalk(only.id) ? [[words, only]] : [];
    }),
  );
};

/** Creates a question base of topics and the model that was trained on them. */
export const createAnswers = (topics: readonly Topic[], model: TrainedModel): Answers => {
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  const entry = (id: string): Entry | undefined => {
    const topic = byId.get(id);
    return topic === undefined ? parseEntry(id) : { id, to: "topic", topic };
  };
  const ranker = new Ranker(model, entry);
  const byTitle = new Map(topics.map(({ id, title }) => [wordsOf(title).join(" "), id]));

  const talk = talkPhrases(topics);

  /** The answer or answers that are certain, if any. */
  const certainAnswers = (ranked: readonly Ranked[], parts: readonly Entry[]): SearchResult | undefined => {
    const [first, ...others] = ranked;
    if (first !== undefined && first.chance >= thresholdOf(first.entry.id)) {
      const near = others.slice(0, 2).map((other) => other.entry);
      const second = parts.find(({ id }) => ![first.entry, ...near].some((shown) => shown.id === id));
      return { kind: "sure", entry: first.entry, near, second };
    }
    const [one, second] = unique(parts);
    return one !== undefined && second !== undefined
      ? { kind: "sure", entry: one, near: [], second }
      : undefined;
  };

  const resultFor = (question: string, conversation: Conversation): SearchResult => {
    const words = wordsOf(question);
    if (words.length === 0) return { kind: "outOfScope" };
    const { ranked, foreign } = ranker.rank(question, conversation);
    const parts = ranker.certainParts(question);
    const [best] = ranked;
    const likeliest = best?.chance ?? 0;
    const isForeign = likeliest < certainty.offered || (foreign >= certainty.foreign && foreign > likeliest);
    if (
      best?.entry.to === "topic" &&
      isTalk(best.entry.id) &&
      best.chance >= thresholdOf(best.entry.id) &&
      !isForeign
    ) {
      return { kind: "talk", talk: best.entry.topic, entry: parts[0] };
    }
    const said = talk.get(words.join(" "));
    if (said !== undefined) return { kind: "talk", talk: said };
    // A complaint without a subject is about the user's step.
    const atStep = unique((topicsAt[conversation.step as StepId] ?? []).flatMap((id) => entry(id) ?? []));
    if (best?.entry.id === "fork:side" && atStep.length > 0) {
      return { kind: "unsure", entries: atStep.slice(0, 3) };
    }
    const asked = ranked.filter(
      ({ entry: { id }, chance }) => !isTalk(id) && !(delicate.has(id) && chance < certainty.delicate),
    );
    const titled = entry(byTitle.get(words.join(" ")) ?? "");
    if (titled !== undefined && !isTalk(titled.id)) {
      const near = asked.map((one) => one.entry).filter(({ id }) => id !== titled.id);
      return { kind: "sure", entry: titled, near: near.slice(0, 2) };
    }
    const last = entry(mainEntry(conversation.last ?? ""));
    const about = isAbout(last, words);
    const certain = about.surely ? undefined : certainAnswers(asked, parts);
    if (certain !== undefined) return certain;
    if (isForeign && !about.surely && parts.length === 0) return { kind: "outOfScope" };
    const offered = [...parts, ...asked.map((one) => one.entry)];
    const count = (asked[2]?.chance ?? 0) >= certainty.offered ? 3 : 2;
    const entries = last !== undefined && (about.surely || about.perhaps) ? [last, ...offered] : offered;
    return { kind: "unsure", entries: unique(entries).slice(0, count) };
  };

  return {
    topics,
    topic: (id) => byId.get(id),
    entry,
    find: (question, conversation = {}) => {
      const language = languageOf(question);
      const result = resultFor(question, conversation);
      return language === undefined ? result : { ...result, language };
    },
  };
};

/**
 * Opens the question base: reads the topics and the trained model into memory.
 * @param folder the folder of the topics, ending in a slash.
 * @throws Error that names a malformed topic.
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
