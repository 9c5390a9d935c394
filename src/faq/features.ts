import type { Dictionary, Term } from "./dictionary.ts";
import { meaningOf } from "./synonyms.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { isStopWord, stemOf } from "./words.ts";

/** The terms of a text, each once, with their weights. */
export interface Terms {
  readonly terms: readonly Term[];
  readonly weights: readonly number[];
  /** Total weight of what is not in the dictionary. */
  readonly unknown: number;
}

/** Weights by kind of term. Stop words weigh little beside other words, but a greeting has nothing else. */
const kindWeights = {
  stem: 1,
  meaning: 1.2,
  pair: 0.7,
  bare: 0.7,
  beginning: 0.6,
  piece: 0.3,
  stopWord: 0.4,
};

/** Weight of a piece of an unknown word. */
const unknownPieceWeight = 0.15;

/** Length of the pieces of words (character n-grams). */
const pieceLength = 3;

const preverb =
  /^(?:meg|el|ki|be|le|fel|at|vissza|ra|oda|ide|haza|ossze|szet|tul|hozza|bele|rajta|vegig|tovabb)(?=[a-z]{4})/;

/** A verb without its preverb: letölt becomes tölt, belépni becomes lépni. */
const withoutPreverb = (stem: string): string => stem.replace(preverb, "");

/** Terms under construction. */
interface MutableTerms {
  readonly terms: Term[];
  readonly weights: number[];
  unknown: number;
}

/** The terms of one word. */
interface WordTerms extends Terms {
  /** The term that forms pairs with its neighbours; stop words have none. */
  readonly link: Term | undefined;
}

/** Extracts the terms of texts, with a cache of words. */
export class FeatureExtractor {
  readonly #vocabulary: Vocabulary;
  readonly #dictionary: Dictionary;
  readonly #cache = new Map<string, WordTerms>();
  /** By term id: the text in which the term last occurred, and its index there. */
  readonly #lastText: number[] = [];
  readonly #lastIndex: number[] = [];
  #text = 0;

  /**
   * @param vocabulary corrects misspelt words.
   * @param dictionary the terms; an open dictionary adds new ones, a closed one counts them as unknown.
   */
  constructor(vocabulary: Vocabulary, dictionary: Dictionary) {
    this.#vocabulary = vocabulary;
    this.#dictionary = dictionary;
  }

  /** The terms of a text with these words. */
  extract(words: readonly string[]): Terms {
    this.#text += 1;
    const sheet: MutableTerms = { terms: [], weights: [], unknown: 0 };
    let before: Term | undefined;
    for (const word of words) {
      const intendedWords = this.#vocabulary.intendedWords(word);
      if (intendedWords.length === 0) {
        before = undefined;
        for (const piece of this.#pieces(word)) this.#add(sheet, piece, unknownPieceWeight);
      }
      for (const { word: intended, weight } of intendedWords) {
        const { terms, weights, unknown, link } = this.#termsOf(intended);
        sheet.unknown += unknown * weight;
        for (let at = 0; at < terms.length; at += 1) this.#add(sheet, terms[at], weight * (weights[at] ?? 0));
        if (link === undefined) continue;
        const pair = before === undefined ? undefined : this.#dictionary.pair(before, link);
        if (pair !== undefined) this.#add(sheet, pair, weight * kindWeights.pair);
        before = link;
      }
    }
    return sheet;
  }

  /** Adds a term, or raises its weight. A map would be too slow: this is most of the work when the base is opened. */
  #add(sheet: MutableTerms, term: Term | undefined, weight: number): void {
    if (term === undefined) {
      sheet.unknown += weight;
    } else if (this.#lastText[term.id] !== this.#text) {
      this.#lastText[term.id] = this.#text;
      this.#lastIndex[term.id] = sheet.terms.length;
      sheet.terms.push(term);
      sheet.weights.push(weight);
    } else {
      const index = this.#lastIndex[term.id] ?? 0;
      if (weight > (sheet.weights[index] ?? 0)) sheet.weights[index] = weight;
    }
  }

  #termsOf(word: string): WordTerms {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const terms = this.#extractWord(word);
    // Users can send endless new words, so the cache is bounded.
    if (this.#cache.size > 20_000) this.#cache.clear();
    this.#cache.set(word, terms);
    return terms;
  }

  #extractWord(word: string): WordTerms {
    const sheet: MutableTerms = { terms: [], weights: [], unknown: 0 };
    const add = (term: Term | undefined, weight: number) => {
      if (term === undefined) {
        sheet.unknown += weight;
      } else {
        sheet.terms.push(term);
        sheet.weights.push(weight);
      }
      return term;
    };
    const stem = stemOf(word);
    if (isStopWord(word)) {
      add(this.#dictionary.term(stem, false), kindWeights.stopWord);
      return { ...sheet, link: undefined };
    }
    const bare = withoutPreverb(stem);
    const meaning = meaningOf(word);
    const stemTerm = add(this.#dictionary.term(stem, true), kindWeights.stem);
    const meaningTerm = meaning === undefined ? undefined : this.#dictionary.term(`=${meaning}`, true);
    if (meaningTerm !== undefined) add(meaningTerm, kindWeights.meaning);
    if (bare !== stem) add(this.#dictionary.term(`-${bare}`, false), kindWeights.bare);
    add(this.#dictionary.term(`-${bare.slice(0, 5)}`, false), kindWeights.beginning);
    for (const piece of this.#pieces(word)) add(piece, kindWeights.piece);
    return { ...sheet, link: meaningTerm ?? stemTerm };
  }

  #pieces(word: string): (Term | undefined)[] {
    const framed = `_${word}_`;
    return Array.from({ length: Math.max(0, framed.length - pieceLength + 1) }, (_, at) =>
      this.#dictionary.term(`~${framed.slice(at, at + pieceLength)}`, false),
    );
  }
}
