import type { Dictionary } from "./dictionary.ts";

/** Replaces what is in no dictionary: a value, an address, a command. It may have a suffix. */
const placeholder = "\uFFFC";

/** Suffixes that follow a name, a number or a value after a hyphen. */
const suffixes = new Set(
  (
    "a as at ba ban be ben beli ból ből d e ed em en ért es et féle hez hoz i ig ja je jű k kal kel ként kor m n " +
    "nak nál nek né od om on os ot öd öm ön ös öt pal pel ra re rel ról ről s szal szel t tal tel tól től ú ű val " +
    "vá vel vé"
  ).split(" "),
);

/**
 * The words of a text: letters, digits and plus signs, with hyphens between them. HTML tags, addresses, commands,
 * {{values}} and numbers are not words.
 */
export const wordsOf = (text: string): string[] => {
  const bare = text
    .replace(/<code>.*?<\/code>|\{\{.*?\}\}/gs, placeholder)
    .replace(/<[^>]*>/g, "")
    .replace(/&#?\w+;/g, " ")
    .replace(/(?:https?:\/\/)?(?:[\w-]+\.)+(?:com|hu|me|net|org)\b(?:\/[\w/.-]*\w)?/g, placeholder)
    .replace(/(?<![\p{L}\d/])[/@][a-z]\w*/gu, placeholder);
  const words = bare.match(/[\p{L}\p{M}\d+\uFFFC]+(?:-[\p{L}\p{M}\d+\uFFFC]+)*/gu) ?? [];
  return words.filter((word) => /\p{L}/u.test(word));
};

/** Checks words with a dictionary and a list of our own words that it lacks. */
export class Checker {
  private readonly dictionary: Dictionary;
  private readonly own: ReadonlySet<string>;
  /** Our own words by their form in capitals. */
  private readonly capitals: ReadonlyMap<string, string>;
  private readonly used = new Set<string>();

  constructor(dictionary: Dictionary, own: readonly string[] = []) {
    this.dictionary = dictionary;
    this.own = new Set(own);
    this.capitals = new Map(own.map((word) => [word.toUpperCase(), word]));
  }

  /**
   * Whether a word is spelt correctly. A word with hyphens may consist of correct words (QR-kódot), or of a correct word
   * and a suffix (Ügyfélkapu+-ra).
   */
  knows(word: string): boolean {
    if (this.knowsWhole(word)) return true;
    const [first = "", ...rest] = word.split("-");
    return (
      rest.length > 0 &&
      this.knowsWhole(first) &&
      rest.every((part, at) => this.knowsWhole(part) || (at === rest.length - 1 && suffixes.has(part)))
    );
  }

  /** Our own words that were not needed so far: they did not occur, or the dictionary has them. */
  get superfluous(): string[] {
    return [...this.own].filter((word) => !this.used.has(word));
  }

  private knowsWhole(word: string): boolean {
    if (word === placeholder || /^[\d+]+$/.test(word) || this.dictionary(word)) return true;
    const own = this.ownFormOf(word);
    if (own === undefined) return false;
    this.used.add(own);
    return true;
  }

  /** An own word may also begin with a capital or be all in capitals; its own capitals are required. */
  private ownFormOf(word: string): string | undefined {
    if (this.own.has(word)) return word;
    if (word === word.toUpperCase()) return this.capitals.get(word);
    const small = word.charAt(0).toLowerCase() + word.slice(1);
    return this.own.has(small) ? small : undefined;
  }
}
