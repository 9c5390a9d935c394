import type { TermTable } from "./trained-model.ts";

/** A feature of a text: a stem, a meaning, a pair of neighbours, a piece of a word. */
export interface Term {
  /** Consecutive, from 0. */
  readonly id: number;
  /** Whether it is a word or a meaning, as opposed to a piece of a word or a pair. */
  readonly isWord: boolean;
}

/** More than the number of terms; two ids become one key. */
const maxTerms = 1_000_000;

/** The terms by name. */
export class Dictionary {
  readonly #names = new Map<string, Term>();
  readonly #pairs = new Map<number, Term>();
  #size = 0;
  #closed = false;

  /** @param known the terms of a trained model; the dictionary is then closed. */
  constructor(known?: TermTable) {
    if (known === undefined) return;
    const { names, isWord, pairs } = known;
    for (const [at, name] of names.entries()) this.term(name, isWord[at] === 1);
    for (let at = 0; at < pairs.length; at += 2)
      this.#addPair((pairs[at] ?? 0) * maxTerms + (pairs[at + 1] ?? 0));
    this.close();
  }

  /** Number of terms. */
  get size(): number {
    return this.#size;
  }

  /** The named terms in the order they were added. */
  get names(): ReadonlyMap<string, Term> {
    return this.#names;
  }

  /** The pairs in the order they were added. */
  get pairs(): readonly (readonly [one: number, other: number, pair: Term])[] {
    return [...this.#pairs].map(([key, pair]) => [Math.floor(key / maxTerms), key % maxTerms, pair]);
  }

  /** Stops adding terms, so that questions cannot fill the memory. */
  close(): void {
    this.#closed = true;
  }

  /** The term of this name, added if new; `undefined` for a new one once the dictionary is closed. */
  term(name: string, isWord: boolean): Term | undefined {
    const known = this.#names.get(name);
    if (known !== undefined || this.#closed) return known;
    const term = this.#next(isWord);
    this.#names.set(name, term);
    return term;
  }

  /** The term for two neighbours, likewise. */
  pair(one: Term, other: Term): Term | undefined {
    const key = one.id * maxTerms + other.id;
    const known = this.#pairs.get(key);
    return known !== undefined || this.#closed ? known : this.#addPair(key);
  }

  #addPair(key: number): Term {
    const term = this.#next(false);
    this.#pairs.set(key, term);
    return term;
  }

  #next(isWord: boolean): Term {
    this.#size += 1;
    return { id: this.#size - 1, isWord };
  }
}
