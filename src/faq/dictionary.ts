import type { LearntTerms } from "./trained-model.ts";

/** A thing to compare texts by: a stem, a meaning, two neighbours, a piece of a word. */
export interface Term {
  /** From 0, without gaps. */
  readonly id: number;
  /** It is a word or what it means, not a part of one or a pair. */
  readonly isWord: boolean;
}

/** More than there will ever be terms. */
const many = 1_000_000;

/** The terms by their names. */
export class Dictionary {
  readonly #names = new Map<string, Term>();
  readonly #pairs = new Map<number, Term>();
  #size = 0;
  #closed = false;

  /** @param known the terms it begins with; then none is added any more. */
  constructor(known?: LearntTerms) {
    if (known === undefined) return;
    const { names, isWord, pairs } = known;
    for (const [at, name] of names.entries()) this.term(name, isWord[at] === 1);
    for (let at = 0; at < pairs.length; at += 2)
      this.#addPair((pairs[at] ?? 0) * many + (pairs[at + 1] ?? 0));
    this.close();
  }

  /** How many terms there are. */
  get size(): number {
    return this.#size;
  }

  /** The terms with a name, and the pairs, both as they were added. */
  get names(): ReadonlyMap<string, Term> {
    return this.#names;
  }

  get pairs(): readonly (readonly [one: number, other: number, pair: Term])[] {
    return [...this.#pairs].map(([key, pair]) => [Math.floor(key / many), key % many, pair]);
  }

  /** From now on no term is added: what is asked must not fill the memory. */
  close(): void {
    this.#closed = true;
  }

  /** The term of this name; undefined for a new one once the dictionary is closed. */
  term(name: string, isWord: boolean): Term | undefined {
    const known = this.#names.get(name);
    if (known !== undefined || this.#closed) return known;
    const term = this.#next(isWord);
    this.#names.set(name, term);
    return term;
  }

  /** The term of two neighbours. */
  pair(one: Term, other: Term): Term | undefined {
    const key = one.id * many + other.id;
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
