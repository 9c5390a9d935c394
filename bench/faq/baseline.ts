import MiniSearch from "minisearch";
import type { SearchResult } from "../../src/faq/answers.ts";
import type { Entry } from "../../src/faq/entries.ts";
import { wordsOf } from "../../src/faq/features.ts";
import { foreignPrefix } from "../../src/faq/trained-model.ts";
import type { TrainingText } from "../../src/faq/train/texts.ts";
import type { Ask } from "../../test/faq/judge.ts";

/** How many of the nearest texts vote, and the power of its score that each votes with. */
const voters = 20;
const voteExponent = 3;
/** The share of the votes from which out-of-scope texts cause a refusal. */
const refusalShare = 0.25;

/**
 * The fair baseline: full-text search with typo tolerance over the texts that the model is trained on. The nearest texts
 * vote for their entries. It has no measure of certainty: its first hit counts as given for certain.
 */
export const nearestTexts = (
  texts: readonly TrainingText[],
  entryOf: (id: string) => Entry | undefined,
): Ask => {
  const index = new MiniSearch<{ id: number; text: string; label: string }>({
    fields: ["text"],
    storeFields: ["label"],
    tokenize: (text) => [...wordsOf(text)],
    searchOptions: { fuzzy: (term) => term.length > 4 && 0.2, bm25: { k: 1.2, b: 1, d: 0 } },
  });
  index.addAll(texts.map(({ text, labels }, id) => ({ id, text, label: labels[0] ?? "" })));
  return (question): SearchResult => {
    const votes = new Map<string, number>();
    let total = 0;
    for (const { label, score } of index.search(question).slice(0, voters)) {
      const voted = String(label).startsWith(foreignPrefix) ? foreignPrefix : String(label);
      votes.set(voted, (votes.get(voted) ?? 0) + score ** voteExponent);
      total += score ** voteExponent;
    }
    if ((votes.get(foreignPrefix) ?? 0) >= refusalShare * total) return { kind: "outOfScope" };
    votes.delete(foreignPrefix);
    const [entry, ...near] = [...votes]
      .sort(([, one], [, other]) => other - one)
      .flatMap(([id]) => entryOf(id) ?? []);
    return entry === undefined ? { kind: "outOfScope" } : { kind: "sure", entry, near: near.slice(0, 2) };
  };
};
