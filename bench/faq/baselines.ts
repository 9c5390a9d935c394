import MiniSearch from "minisearch";
import type { SearchResult } from "../../src/faq/answers.ts";
import type { Entry } from "../../src/faq/entries.ts";
import { meaningOf } from "../../src/faq/synonyms.ts";
import type { Topic } from "../../src/faq/topic.ts";
import type { Phrasings } from "../../src/faq/train/phrasings.ts";
import { stemOf, wordsOf } from "../../src/faq/words.ts";
import type { Ask } from "../../test/faq/figures.ts";

const withoutTags = (html: string) => html.replace(/<[^>]*>/g, " ");

/** These searches have no measure of certainty: a hit counts as an answer, no hit as a refusal. */
const resultOf = (found: readonly Topic[]): SearchResult => {
  const [entry, ...near] = found.map((topic): Entry => ({ id: topic.id, to: "topic", topic }));
  return entry === undefined ? { kind: "outOfScope" } : { kind: "sure", entry, near: near.slice(0, 2) };
};

// Tuned on the development half.
/** How many of the nearest phrasings vote. */
const voters = 20;
/** The vote of a phrasing is its score to this power, so that the nearest count most. */
const voteExponent = 3;
/** The share of the votes from which out-of-scope phrasings cause a refusal. */
const refusalShare = 0.25;
/** Typos are tolerated in terms longer than this, up to this share of the letters. */
const typos = { minLength: 4, share: 0.2 };

/** The stem of a word, and its meaning if it has synonyms. */
const termsOf = (word: string): string[] => {
  const meaning = meaningOf(word);
  return meaning === undefined ? [stemOf(word)] : [stemOf(word), `=${meaning}`];
};

/**
 * The fair baseline: full-text search over the phrasings that the product is trained on, out-of-scope ones included,
 * with the product's stems and synonyms. The nearest phrasings vote for their topics.
 */
export const nearestPhrasings = (topics: readonly Topic[], { own, foreign }: Phrasings): Ask => {
  const index = new MiniSearch<{ id: number; text: string; topic: string | undefined }>({
    fields: ["text"],
    storeFields: ["topic"],
    tokenize: wordsOf,
    processTerm: termsOf,
    searchOptions: {
      fuzzy: (term) => term.length > typos.minLength && typos.share,
      bm25: { k: 1.2, b: 1, d: 0 },
    },
  });
  const phrasings = [
    ...topics.flatMap(({ id, title, asked }) =>
      [title, ...asked, ...(own.get(id) ?? [])].map((text) => ({ text, topic: id })),
    ),
    ...[...foreign.values()].flat().map((text) => ({ text, topic: undefined })),
  ];
  index.addAll(phrasings.map((phrasing, id) => ({ id, ...phrasing })));
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return (question) => {
    const votes = new Map<Topic | undefined, number>();
    let total = 0;
    for (const { topic, score } of index.search(question).slice(0, voters)) {
      const voted = byId.get(String(topic));
      const vote = score ** voteExponent;
      votes.set(voted, (votes.get(voted) ?? 0) + vote);
      total += vote;
    }
    if ((votes.get(undefined) ?? 0) >= refusalShare * total) return { kind: "outOfScope" };
    votes.delete(undefined);
    return resultOf([...votes].sort(([, one], [, other]) => other - one).map(([topic]) => topic!));
  };
};

/** Fuzzy full-text search over titles and answers as MiniSearch does it by default: no stems, no synonyms. */
export const fullText = (topics: readonly Topic[]): Ask => {
  const index = new MiniSearch({
    fields: ["title", "asked", "text"],
    searchOptions: { fuzzy: 0.2 },
  });
  index.addAll(
    topics.map(({ id, title, asked, text }) => ({
      ...{ id, title, asked: asked.join("\n"), text: withoutTags(text) },
    })),
  );
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return (question) => resultOf(index.search(question).flatMap(({ id }) => byId.get(String(id)) ?? []));
};

const wordSetOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

/** The title that shares most words with the question, relative to both lengths. */
export const titleMatch = (topics: readonly Topic[]): Ask => {
  const titles = topics.map((topic) => ({ topic, words: wordSetOf(topic.title) }));
  return (question) => {
    const asked = wordSetOf(question);
    return resultOf(
      titles
        .map(({ topic, words }) => {
          const common = [...words].filter((word) => asked.has(word)).length;
          return { topic, score: common / Math.sqrt(words.size * asked.size || 1) };
        })
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
        .map(({ topic }) => topic),
    );
  };
};
