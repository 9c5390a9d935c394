import type { Dictionary } from "./dictionary.ts";

/** Stands in a text for what no dictionary knows: a value, an address, a command. It may take a suffix. */
const HOLE = "\uFFFC";

/** What is written with a hyphen after a name, a number or a value, and is no word by itself. */
const SUFFIXES = new Set(
  (
    "a as at ba ban be ben beli ból ből d e ed em en ért es et féle hez hoz i ig ja je jű k kal kel ként kor m n " +
    "nak nál nek né od om on os ot öd öm ön ös öt pal pel ra re rel ról ről s szal szel t tal tel tól től ú ű val " +
    "vá vel vé"
  ).split(" "),
);

/**
 * The words of a text: letters, digits and plus signs, with the hyphens inside. HTML tags, addresses, commands and
 * {{values}} are no words; a word of figures alone is none either.
 */
export function wordsOf(text: string): string[] {
  const bare = text
    .replace(/<code>.*?<\/code>|\{\{.*?\}\}/gs, HOLE)
    .replace(/<[^>]*>/g, "")
    .replace(/&#?\w+;/g, " ")
    .replace(/(?:https?:\/\/)?(?:[\w-]+\.)+(?:com|hu|me|net|org)\b(?:\/[\w/.-]*\w)?/g, HOLE)
    .replace(/(?<![\p{L}\d/])[/@][a-z]\w*/gu, HOLE);
  const words = bare.match(/[\p{L}\p{M}\d+\uFFFC]+(?:-[\p{L}\p{M}\d+\uFFFC]+)*/gu) ?? [];
  return words.filter((word) => /\p{L}/u.test(word));
}

/** Checks words with the dictionary and with a list of our own words for what it lacks. */
export class Checker {
  private readonly dictionary: Dictionary;
  private readonly own: ReadonlySet<string>;
  /** Our own words by how they look in capitals. */
  private readonly capitals: ReadonlyMap<string, string>;
  private readonly used = new Set<string>();

  constructor(dictionary: Dictionary, own: readonly string[] = []) {
    this.dictionary = dictionary;
    this.own = new Set(own);
    this.capitals = new Map(own.map((word) => [word.toUpperCase(), word]));
  }

  /**
   * Whether the word is spelt right. One with hyphens may also be made of right words (QR-kódot), or be something
   * right with a suffix (Ügyfélkapu+-ra).
   */
  knows(word: string): boolean {
    if (this.knowsWhole(word)) return true;
    const [first = "", ...rest] = word.split("-");
    return (
      rest.length > 0 &&
      this.knowsWhole(first) &&
      rest.every((part, at) => this.knowsWhole(part) || (at === rest.length - 1 && SUFFIXES.has(part)))
    );
  }

  /** Our own words that no word checked so far needed: none met them, or the dictionary knows them. */
  get superfluous(): string[] {
    return [...this.own].filter((word) => !this.used.has(word));
  }

  private knowsWhole(word: string): boolean {
    if (word === HOLE || /^[\d+]+$/.test(word) || this.dictionary(word)) return true;
    const own = this.ownFormOf(word);
    if (own === undefined) return false;
    this.used.add(own);
    return true;
  }

  /** An own word also begins a sentence with a capital, and stands in capitals; its own capitals it keeps. */
  private ownFormOf(word: string): string | undefined {
    if (this.own.has(word)) return word;
    if (word === word.toUpperCase()) return this.capitals.get(word);
    const small = word.charAt(0).toLowerCase() + word.slice(1);
    return this.own.has(small) ? small : undefined;
  }
}
