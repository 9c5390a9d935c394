import MiniSearch from "minisearch";
import type { SearchResult } from "../../src/faq/answers.ts";
import type { Topic } from "../../src/faq/topic.ts";
import type { Ask } from "../../test/faq/figures.ts";

const plainOf = (html: string) => html.replace(/<[^>]*>/g, " ");

/** With nothing to tell them apart by, a hit is an answer; no hit is a refusal. */
const findingOf = (found: readonly Topic[]): SearchResult => {
  const [topic, ...near] = found;
  return topic === undefined ? { kind: "foreign" } : { kind: "sure", topic, near: near.slice(0, 2) };
};

/** Fuzzy full-text search as MiniSearch does it out of the box: no stems, no synonyms. */
export const fullText = (topics: readonly Topic[]): Ask => {
  const index = new MiniSearch({
    fields: ["title", "asked", "text"],
    searchOptions: { fuzzy: 0.2 },
  });
  index.addAll(
    topics.map(({ id, title, asked, text }) => ({ id, title, asked: asked.join("\n"), text: plainOf(text) })),
  );
  const byId = new Map(topics.map((topic) => [topic.id, topic]));
  return (question) =>
    findingOf(
      index
        .search(question)
        .slice(0, 3)
        .flatMap(({ id }) => byId.get(String(id)) ?? []),
    );
};

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

/** The title that shares most words with the question, measured by both lengths. */
export const titleMatch = (topics: readonly Topic[]): Ask => {
  const titles = topics.map((topic) => ({ topic, words: wordsOf(topic.title) }));
  return (question) => {
    const asked = wordsOf(question);
    return findingOf(
      titles
        .map(({ topic, words }) => {
          const common = [...words].filter((word) => asked.has(word)).length;
          return { topic, score: common / Math.sqrt(words.size * asked.size || 1) };
        })
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
        .slice(0, 3)
        .map(({ topic }) => topic),
    );
  };
};
