import type { Dictionary, Term } from "./dictionary.ts";
import { meaningOf } from "./synonyms.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { isSilent, stemOf } from "./words.ts";

/** The terms of a text, each once, and how much each counts. */
export interface Terms {
  readonly terms: readonly Term[];
  readonly weights: readonly number[];
  /** What those together count that are no term. */
  readonly strange: number;
}

/** How much each kind of term counts. Courtesy counts little beside other words, and is all there is in a greeting. */
const kinds = { stem: 1, meaning: 1.2, pair: 0.7, bare: 0.7, beginning: 0.6, piece: 0.3, silent: 0.4 };

/** What a piece counts of a word that the base does not know. */
const strangePiece = 0.15;

/** How long the pieces of words are. */
const pieceSize = 3;

const preverb =
  /^(?:meg|el|ki|be|le|fel|at|vissza|ra|oda|ide|haza|ossze|szet|tul|hozza|bele|rajta|vegig|tovabb)(?=[a-z]{4})/;

/** The verb without what goes before it: letölt and tölt, belépni and lépni. */
const bareOf = (stem: string): string => stem.replace(preverb, "");

/** Terms that are being written down. */
interface Sheet {
  readonly terms: Term[];
  readonly weights: number[];
  strange: number;
}

/** What one word gives. */
interface Parts extends Terms {
  /** What it makes pairs with its neighbours by; silent words make none. */
  readonly link: Term | undefined;
}

/** Takes texts apart, and remembers the words. */
export class Reader {
  readonly #vocabulary: Vocabulary;
  readonly #dictionary: Dictionary;
  readonly #memory = new Map<string, Parts>();
  /** By the terms' ids: the text a term was last met in, and its place there. */
  readonly #lastText: number[] = [];
  readonly #lastPlace: number[] = [];
  #text = 0;

  /**
   * @param vocabulary what misspelt words are mended by.
   * @param dictionary the terms; those it has none for are strange, or are added while it is open.
   */
  constructor(vocabulary: Vocabulary, dictionary: Dictionary) {
    this.#vocabulary = vocabulary;
    this.#dictionary = dictionary;
  }

  /** The terms of a text, whose words these are. */
  read(words: readonly string[]): Terms {
    this.#text += 1;
    const sheet: Sheet = { terms: [], weights: [], strange: 0 };
    let before: Term | undefined;
    for (const written of words) {
      const meant = this.#vocabulary.meant(written);
      if (meant.length === 0) {
        before = undefined;
        for (const piece of this.#pieces(written)) this.#add(sheet, piece, strangePiece);
      }
      for (const { word, weight } of meant) {
        const { terms, weights, strange, link } = this.#parts(word);
        sheet.strange += strange * weight;
        for (let at = 0; at < terms.length; at += 1) this.#add(sheet, terms[at], weight * (weights[at] ?? 0));
        if (link === undefined) continue;
        const pair = before === undefined ? undefined : this.#dictionary.pair(before, link);
        if (pair !== undefined) this.#add(sheet, pair, weight * kinds.pair);
        before = link;
      }
    }
    return sheet;
  }

  /** Adds a term to a text's, or raises it there. This is most of the work at start, hence no map. */
  #add(sheet: Sheet, term: Term | undefined, weight: number): void {
    if (term === undefined) {
      sheet.strange += weight;
    } else if (this.#lastText[term.id] !== this.#text) {
      this.#lastText[term.id] = this.#text;
      this.#lastPlace[term.id] = sheet.terms.length;
      sheet.terms.push(term);
      sheet.weights.push(weight);
    } else {
      const place = this.#lastPlace[term.id] ?? 0;
      if (weight > (sheet.weights[place] ?? 0)) sheet.weights[place] = weight;
    }
  }

  #parts(word: string): Parts {
    const known = this.#memory.get(word);
    if (known !== undefined) return known;
    const parts = this.#take(word);
    // What people write never ends, so what is remembered must.
    if (this.#memory.size > 20_000) this.#memory.clear();
    this.#memory.set(word, parts);
    return parts;
  }

  #take(word: string): Parts {
    const sheet: Sheet = { terms: [], weights: [], strange: 0 };
    const add = (term: Term | undefined, weight: number) => {
      if (term === undefined) {
        sheet.strange += weight;
      } else {
        sheet.terms.push(term);
        sheet.weights.push(weight);
      }
      return term;
    };
    const stem = stemOf(word);
    if (isSilent(word)) {
      add(this.#dictionary.term(stem, false), kinds.silent);
      return { ...sheet, link: undefined };
    }
    const bare = bareOf(stem);
    const meaning = meaningOf(word);
    const stemTerm = add(this.#dictionary.term(stem, true), kinds.stem);
    const meaningTerm = meaning === undefined ? undefined : this.#dictionary.term(`=${meaning}`, true);
    if (meaningTerm !== undefined) add(meaningTerm, kinds.meaning);
    if (bare !== stem) add(this.#dictionary.term(`-${bare}`, false), kinds.bare);
    add(this.#dictionary.term(`-${bare.slice(0, 5)}`, false), kinds.beginning);
    for (const piece of this.#pieces(word)) add(piece, kinds.piece);
    return { ...sheet, link: meaningTerm ?? stemTerm };
  }

  #pieces(word: string): (Term | undefined)[] {
    const framed = `_${word}_`;
    return Array.from({ length: Math.max(0, framed.length - pieceSize + 1) }, (_, at) =>
      this.#dictionary.term(`~${framed.slice(at, at + pieceSize)}`, false),
    );
  }
}
