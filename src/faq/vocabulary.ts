import { distance } from "fastest-levenshtein";
import type { WordCount } from "./trained-model.ts";
import { isStopWord, stemOf } from "./words.ts";

/** A word of the vocabulary that the user may have meant; the weight is 1 if it was typed exactly. */
export interface IntendedWord {
  readonly word: string;
  readonly weight: number;
}

/** Unifies what sounds alike or is one key apart: ly and j, y and z, one letter or two, w and v. */
const soundOf = (word: string): string =>
  word
    .replaceAll("ly", "j")
    .replaceAll("y", "z")
    .replaceAll("w", "v")
    .replace(/(.)\1+/g, "$1");

/** How case endings begin, folded. */
const ending = /^(?:b[aeo]|[nrtv]|on|en|an|hoz|hez|ig|kent|ert|ek|ok|ak|om|em|am|od|ed|ad|os|as|es)/;

/** Whether two neighbouring letters are swapped. */
const isSwapped = (one: string, other: string): boolean => {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
};

/** Short words that people run together with others. */
const shortWords = new Set("a az e el be ki le at ra is ha en te qr mi ne ez es ti ok".split(" "));

/** Whether a word can be a typo of another at all: one of the first two letters is right. */
const isNear = (word: string, other: string): boolean =>
  other.startsWith(word.charAt(0)) || other.startsWith(word.charAt(1)) || other[1] === word[1];

/** Maximum frequency at which a word of the training texts may itself be a typo. */
const maxTypoCount = 3;
/** How many times more frequent the word it is a typo of must be. */
const typoFrequencyRatio = 12;
/** Minimum frequency for a word to count as part of a compound. */
const minCompoundPartCount = 4;

/** Counts words and finds their stems; the most frequent come first. */
export const countWords = (words: readonly string[]): readonly WordCount[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => ({ word, stem: stemOf(word), count }));
};

/** The words of the training texts, and how misspelt words map to them. */
export class Vocabulary {
  readonly #words = new Map<string, number>();
  readonly #sounds = new Map<string, string>();
  readonly #stems = new Map<string, string>();
  readonly #stemCounts = new Map<string, number>();
  readonly #byLength = new Map<number, string[]>();
  readonly #cache = new Map<string, readonly IntendedWord[]>();

  /** @param words folded words, the most frequent first. */
  constructor(words: readonly WordCount[]) {
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

  /** Whether the vocabulary has a folded word, with any ending. */
  has(word: string): boolean {
    return this.#words.has(word) || this.#stems.has(stemOf(word));
  }

  /**
   * The words that a folded word stands for: itself, itself with another ending, the word it is a typo of, or the words
   * that were run together. Empty for an unknown word.
   */
  intendedWords(word: string): readonly IntendedWord[] {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const intendedWords = this.#find(word);
    // Users can send endless new words, so the cache is bounded.
    if (this.#cache.size > 5000) this.#cache.clear();
    this.#cache.set(word, intendedWords);
    return intendedWords;
  }

  #find(word: string): readonly IntendedWord[] {
    if (this.#words.has(word)) return this.#correction(word) ?? [{ word, weight: 1 }];
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
   * The correction of a word that is itself in the training texts: they contain questions as they were typed, so a rare
   * word may be a typo of a frequent one.
   */
  #correction(word: string): readonly IntendedWord[] | undefined {
    const count = this.#words.get(word) ?? 0;
    if (count > maxTypoCount || word.length < 5 || isStopWord(word)) return undefined;
    const isFrequent = (other: string | undefined): other is string =>
      other !== undefined && other !== word && (this.#words.get(other) ?? 0) >= typoFrequencyRatio * count;
    const heard = this.#sounds.get(soundOf(word));
    if (isFrequent(heard)) return [{ word: heard, weight: 0.9 }];
    if (count > 1 || (this.#stemCounts.get(stemOf(word)) ?? 0) > count) return undefined;
    const parts = this.#split(word, minCompoundPartCount);
    if (parts !== undefined) return parts.map((part) => ({ word: part, weight: 0.8 }));
    const swapped = this.#swapped(word);
    return isFrequent(swapped) ? [{ word: swapped, weight: 0.8 }] : undefined;
  }

  /** The most frequent word that differs in two swapped letters. */
  #swapped(word: string): string | undefined {
    return this.#byLength.get(word.length)?.find((other) => other !== word && isSwapped(word, other));
  }

  /** A known word or stem at the beginning, if the rest is no longer than a Hungarian ending. */
  #beginning(word: string): string | undefined {
    for (let length = word.length - 1; length >= Math.max(4, word.length - 6); length -= 1) {
      const start = word.slice(0, length);
      const found = length > 4 ? this.#stems.get(start) : undefined;
      if (found !== undefined) return found;
      if (this.#words.has(start) && !isStopWord(start) && ending.test(word.slice(length))) return start;
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
        // At the same distance, the word with the same first letter wins, then the more frequent one.
        const far =
          (isSwapped(word, other) ? 1 : distance(word, other)) + (other.startsWith(word.charAt(0)) ? 0 : 0.4);
        if (far < least) [best, least] = [other, far];
      }
    }
    return best;
  }

  /** The fewest known words that a long one consists of, or `undefined`. */
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
    if (part.length < 3) return shortWords.has(part);
    const count = this.#words.get(part) ?? 0;
    if (count >= least) return true;
    return least === 1 && ((part.length < 9 && isStopWord(part)) || (part.length > 5 && this.has(part)));
  }
}
