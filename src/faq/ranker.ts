import { certainty } from "./certainty.ts";
import { isTalk, type Entry } from "./entries.ts";
import { wordsOf } from "./features.ts";
import { mainEntry } from "./same-entries.ts";
import { areReferring } from "./referring-words.ts";
import { topicsAt } from "./step-topics.ts";
import type { StepId } from "../guide/steps.ts";
import { foreignPrefix, scoresOf, type TrainedModel } from "./trained-model.ts";

/** What is known about the conversation when a question arrives. */
export interface Conversation {
  /** The user's step in the guide. */
  readonly step?: string | undefined;
  /** The id of the entry that was shown last, or of the one in the message that is replied to. */
  readonly last?: string | undefined;
}

/** An entry and its probability. */
export interface Ranked {
  readonly entry: Entry;
  readonly chance: number;
}

/** The entries by their probability, and the probability that the text is out of scope. */
export interface Ranking {
  readonly ranked: readonly Ranked[];
  readonly foreign: number;
}

/** What the topics of the user's step gain: e to the power of this in odds. */
const stepGain = 1;

/** The parts of a message that may be questions of their own, and their least number of words. */
const partPattern = /[^.?!\n]+[.?!]*/g;
const minPartWords = 2;

/** Ranks entries with the model. */
export class Ranker {
  readonly #model: TrainedModel;
  readonly #entryOf: (id: string) => Entry | undefined;
  readonly #entries: readonly (Entry | undefined)[];
  /** The classes that are known: a model may have learned entries that are gone since. */
  readonly #known: readonly number[];

  /** @param entryOf an entry by its id */
  constructor(model: TrainedModel, entryOf: (id: string) => Entry | undefined) {
    this.#model = model;
    this.#entryOf = entryOf;
    const { classes } = model;
    this.#entries = classes.map((id) => (id.startsWith(foreignPrefix) ? undefined : entryOf(id)));
    this.#known = [...classes.keys()].filter(
      (at) => this.#entries[at] !== undefined || classes[at]?.startsWith(foreignPrefix) === true,
    );
  }

  /** Ranks the entries for a message. */
  rank(text: string, { step, last }: Conversation = {}): Ranking {
    const scores = scoresOf(this.#model, text);
    this.#addLast(scores, last);
    const near = new Set(topicsAt[step as StepId]);
    const exponents = this.#known.map((at) => {
      const gain = near.has(this.#model.classes[at] ?? "") ? stepGain : 0;
      return ((scores[at] ?? 0) + gain) / certainty.temperature;
    });
    const highest = Math.max(...exponents);
    const odds = exponents.map((exponent) => Math.exp(exponent - highest));
    const sum = odds.reduce((part, one) => part + one, 0);
    const ranked: Ranked[] = [];
    let foreign = 0;
    for (const [place, at] of this.#known.entries()) {
      const chance = (odds[place] ?? 0) / sum;
      const entry = this.#entries[at];
      if (entry === undefined) foreign += chance;
      else ranked.push({ entry, chance });
    }
    return { ranked: ranked.sort((one, other) => other.chance - one.chance), foreign };
  }

  /** The best answers to the sentences of a message, without small talk, if they are certain. */
  certainParts(text: string): readonly Entry[] {
    const parts = text.match(partPattern) ?? [];
    if (parts.length < 2) return [];
    return parts
      .filter((part) => wordsOf(part).length >= minPartWords && !areReferring(wordsOf(part)))
      .flatMap((part) => {
        const [best] = this.rank(part).ranked;
        const isCertain = best !== undefined && best.chance >= certainty.second && !isTalk(best.entry.id);
        return isCertain ? [best.entry] : [];
      });
  }

  /** A message after an answer may be about that answer: its title is read with it. */
  #addLast(scores: Float64Array, last: string | undefined): void {
    const entry = last === undefined ? undefined : this.#entryOf(mainEntry(last));
    if (entry?.to !== "topic") return;
    for (const [at, score] of scoresOf(this.#model, entry.topic.title).entries()) {
      scores[at] = (scores[at] ?? 0) + certainty.last * score;
    }
  }
}
