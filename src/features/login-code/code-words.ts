import { wordsOf } from "../../faq/features.ts";
import type { StoredKey } from "../../vault/records.ts";

const setOf = (words: string): ReadonlySet<string> => new Set(wordsOf(words));

const codeWords = setOf("kód kódot kódom kódomat kódja kódját");
/** Words around a request; none of them says what is wanted. */
const fillers =
  setOf(`a az egy is most gyorsan azonnal gyors sürgősen kérem kérek kérném kérlek kell kéne kellene szépen
  még adj add küldj küldd nekem
  légyszi légyszíves belépési mai friss új másik`);
/** What users call the next code; the page has a button „Új kódot kérek”, but these words do not name it. */
const anotherWords = setOf("újat újabbat másikat frisset");
/** Names that say nothing about whose key it is. */
const commonNames = setOf("Ügyfélkapu Ügyfélkapu+");
/** What follows a name in "apué", "apunak", "mamához"; without accents. */
const suffixes: ReadonlySet<string> = new Set(["", "e", "et", "nak", "nek", "hoz", "hez"]);

const isRequest = (words: readonly string[], wanted: ReadonlySet<string>): boolean =>
  words.some((word) => wanted.has(word)) && words.every((word) => wanted.has(word) || fillers.has(word));

/** Whether a whole message asks for a code, in any order of words: "gyorsan kell a kód!!!". */
export const requestsCode = (text: string): boolean => isRequest(wordsOf(text), codeWords);

/** Whether a whole message asks for one more code: "újat!", "nem jó, még egyet", "lejárt, kérek másikat". */
export const requestsAnotherCode = (text: string): boolean => {
  const words = wordsOf(text)
    .join(" ")
    .replace(/^(?:ez )?(?:(?:is )?lejart|nem jo|rossz) /, "")
    .replace(/\bmeg egyet\b/, "masikat")
    .split(" ");
  return isRequest(words, anotherWords);
};

/** The words of a message without those of the name, if it has the name, with or without a suffix. */
const wordsBeside = (
  words: readonly string[],
  name: readonly string[],
  isExact: boolean,
): readonly string[] | undefined => {
  const isName = (word: string | undefined, at: number): boolean => {
    const own = name[at] ?? "";
    if (word === own) return true;
    const isLast = at === name.length - 1;
    return !isExact && isLast && word?.startsWith(own) === true && suffixes.has(word.slice(own.length));
  };
  const start = words.findIndex((_, at) => name.every((_own, index) => isName(words[at + index], index)));
  return start < 0 ? undefined : [...words.slice(0, start), ...words.slice(start + name.length)];
};

/**
 * The keys of which a whole message asks for a code by their names: "apu kódja kell", "kérem a nagymamáét", or "apu" alone.
 * More than one if the names do not tell them apart.
 */
export const keysNamedIn = <K extends Pick<StoredKey, "name">>(
  text: string,
  keys: readonly K[],
): readonly K[] => {
  const words = wordsOf(text);
  const named = (isExact: boolean) =>
    keys.filter((key) => {
      const name = wordsOf(key.name);
      if (name.every((word) => commonNames.has(word) || fillers.has(word) || codeWords.has(word)))
        return false;
      const rest = wordsBeside(words, name, isExact);
      return rest?.every((word) => codeWords.has(word) || fillers.has(word)) === true;
    });
  const exact = named(true);
  return exact.length > 0 ? exact : named(false);
};
