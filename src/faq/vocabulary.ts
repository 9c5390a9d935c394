import { distance } from "fastest-levenshtein";
import type { LearntWord } from "./trained-model.ts";
import { isSilent, stemOf } from "./words.ts";

/** How sure it is that a word of the base was meant: 1 when it stands there letter by letter. */
export interface Meant {
  readonly word: string;
  readonly weight: number;
}

/** What the ear or a neighbouring key confuses: ly and j, y and z, one letter or two, w and v. */
const soundOf = (word: string): string =>
  word
    .replaceAll("ly", "j")
    .replaceAll("y", "z")
    .replaceAll("w", "v")
    .replace(/(.)\1+/g, "$1");

/** How the endings of cases begin, folded. */
const ending = /^(?:b[aeo]|[nrtv]|on|en|an|hoz|hez|ig|kent|ert|ek|ok|ak|om|em|am|od|ed|ad|os|as|es)/;

/** Two neighbouring letters changed places. */
const isSwapped = (one: string, other: string): boolean => {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
};

/** Short words that others are run together with. */
const short = new Set("a az e el be ki le at ra is ha en te qr mi ne ez es ti ok".split(" "));

/** Whether a word can be a typo of another at all: one of two letters at the beginning is right. */
const isNear = (word: string, other: string): boolean =>
  other.startsWith(word.charAt(0)) || other.startsWith(word.charAt(1)) || other[1] === word[1];

/** A word of the base that stands in it no more than so often may be a slip. */
const rare = 3;
/** A word is taken for a slip of one that stands in the base so many times as often. */
const often = 12;
/** So many times must a word stand in the base that another of its words can be run together from it. */
const common = 4;

/** Counts words and finds their stems; the most frequent first. */
export const countWords = (words: readonly string[]): readonly LearntWord[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => ({ word, stem: stemOf(word), count }));
};

/** The words the base knows, and what else people may mean by theirs. */
export class Vocabulary {
  readonly #words = new Map<string, number>();
  readonly #sounds = new Map<string, string>();
  readonly #stems = new Map<string, string>();
  readonly #stemCounts = new Map<string, number>();
  readonly #byLength = new Map<number, string[]>();
  readonly #memory = new Map<string, readonly Meant[]>();

  /** @param words the folded words of the base, the most frequent first. */
  constructor(words: readonly LearntWord[]) {
    for (const { word, stem, count } of words) {
      this.#words.set(word, count);
      if (word.length < 4) continue;
      this.#stemCounts.set(stem, (this.#stemCounts.get(stem) ?? 0) + count);
      const sound = soundOf(word);
      if (!this.#sounds.has(sound)) this.#sounds.set(sound, word);
      if (stem.length > 3) {
        if (!this.#stems.has(stem)) this.#stems.set(stem, word);
        const stemSound = soundOf(stem);
        if (!this.#sounds.has(stemSound)) this.#sounds.set(stemSound, word);
      }
      const bucket = this.#byLength.get(word.length);
      if (bucket === undefined) this.#byLength.set(word.length, [word]);
      else bucket.push(word);
    }
  }

  /** Whether a folded word stands in the base, with whichever ending. */
  has(word: string): boolean {
    return this.#words.has(word) || this.#stems.has(stemOf(word));
  }

  /**
   * The words of the base that a folded word stands for: itself, itself with another ending, a word it is a typo of,
   * or the words it was run together from. None if it is foreign to the base.
   */
  meant(word: string): readonly Meant[] {
    const known = this.#memory.get(word);
    if (known !== undefined) return known;
    const meant = this.#find(word);
    // What people write never ends, so what is remembered must.
    if (this.#memory.size > 5000) this.#memory.clear();
    this.#memory.set(word, meant);
    return meant;
  }

  #find(word: string): readonly Meant[] {
    if (this.#words.has(word)) return this.#slip(word) ?? [{ word, weight: 1 }];
    const stem = stemOf(word);
    if (this.#stems.has(stem)) return [{ word, weight: 1 }];
    if (word.length < 4) return [];
    const heard = this.#sounds.get(soundOf(word)) ?? this.#sounds.get(soundOf(stem));
    if (heard !== undefined) return [{ word: heard, weight: 0.9 }];
    const parts = this.#split(word);
    if (parts !== undefined) return parts.map((part) => ({ word: part, weight: 0.8 }));
    const start = this.#beginning(word);
    if (start !== undefined) return [{ word: start, weight: 0.9 }];
    const slip = this.#typo(word, 1) ?? this.#typo(stem, 1);
    if (slip !== undefined) return [{ word: slip, weight: 0.8 }];
    const typo = this.#typo(word, 2);
    return typo === undefined ? [] : [{ word: typo, weight: 0.7 }];
  }

  /**
   * What one of the base's own words was meant to be: people's questions are in the base as they were typed, so what
   * stands in it rarely may be a slip for what stands in it often.
   */
  #slip(word: string): readonly Meant[] | undefined {
    const count = this.#words.get(word) ?? 0;
    if (count > rare || word.length < 5 || isSilent(word)) return undefined;
    const isOften = (other: string | undefined): other is string =>
      other !== undefined && other !== word && (this.#words.get(other) ?? 0) >= often * count;
    const heard = this.#sounds.get(soundOf(word));
    if (isOften(heard)) return [{ word: heard, weight: 0.9 }];
    if (count > 1 || (this.#stemCounts.get(stemOf(word)) ?? 0) > count) return undefined;
    const parts = this.#split(word, common);
    if (parts !== undefined) return parts.map((part) => ({ word: part, weight: 0.8 }));
    const swapped = this.#swapped(word);
    return isOften(swapped) ? [{ word: swapped, weight: 0.8 }] : undefined;
  }

  /** The most frequent word that has two of this one's letters in another order. */
  #swapped(word: string): string | undefined {
    return this.#byLength.get(word.length)?.find((other) => other !== word && isSwapped(word, other));
  }

  /** A known word or stem that this begins with, the rest being no longer than Hungarian endings are. */
  #beginning(word: string): string | undefined {
    for (let length = word.length - 1; length >= Math.max(4, word.length - 6); length -= 1) {
      const start = word.slice(0, length);
      const found = length > 4 ? this.#stems.get(start) : undefined;
      if (found !== undefined) return found;
      if (this.#words.has(start) && !isSilent(start) && ending.test(word.slice(length))) return start;
    }
    return undefined;
  }

  #typo(word: string, most: 1 | 2): string | undefined {
    if (word.length < (most === 1 ? 4 : 8)) return undefined;
    let best: string | undefined;
    let least = most + 0.5;
    for (let length = word.length - most; length <= word.length + most; length += 1) {
      for (const other of this.#byLength.get(length) ?? []) {
        if (!isNear(word, other)) continue;
        // At the same distance the word with the same beginning wins, then the more frequent.
        const far =
          (isSwapped(word, other) ? 1 : distance(word, other)) + (other.startsWith(word.charAt(0)) ? 0 : 0.4);
        if (far < least) [best, least] = [other, far];
      }
    }
    return best;
  }

  /** The fewest known words a long one is made of, or undefined. */
  #split(word: string, least = 1): readonly string[] | undefined {
    if (word.length < 6 || word.length > 80) return undefined;
    const ways: ({ readonly parts: readonly string[]; readonly cost: number } | undefined)[] = [
      { parts: [], cost: 0 },
    ];
    for (let end = 1; end <= word.length; end += 1) {
      for (let start = Math.max(0, end - 20); start < end; start += 1) {
        const before = ways[start];
        const part = word.slice(start, end);
        if (before === undefined || part === word || !this.#isPart(part, least)) continue;
        const cost = before.cost + (part.length < 3 ? 2 : 1);
        const now = ways[end];
        if (now === undefined || cost < now.cost) ways[end] = { parts: [...before.parts, part], cost };
      }
    }
    const whole = ways[word.length];
    return whole !== undefined && whole.cost <= word.length / 2.5 ? whole.parts : undefined;
  }

  #isPart(part: string, least: number): boolean {
    if (part.length < 3) return short.has(part);
    const count = this.#words.get(part) ?? 0;
    if (count >= least) return true;
    return least === 1 && ((part.length < 9 && isSilent(part)) || (part.length > 5 && this.has(part)));
  }
}
