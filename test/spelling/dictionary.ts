import { promisify } from "node:util";
import loadFiles from "dictionary-hu";
import { createHunspellFromStrings } from "hunspell-wasm";

/** Says whether a word is spelt as Hungarian spells it. */
export type Dictionary = (word: string) => boolean;

/**
 * What the package's build broke in the affix rules: à and ù stand in them as HTML entities, so that a rule for
 * "any letter but these" leaves out a, e, g, r, u and v as well, and papíron, néven, szerveren are refused.
 */
const mendRules = (rules: string) => rules.replaceAll("&agrave;", "à").replaceAll("&ugrave;", "ù");

/**
 * What the package's build broke in the word list: scraps of the comment about a word hang on its flags, whose
 * last is ")", and are read as flags. With them igénylés is refused.
 */
const mendWords = (words: string) => words.replace(/^([^\t/\n]+\/[^\t)\n]*\))[^\t\n]+/gm, "$1");

/**
 * The Hungarian dictionary of LibreOffice (Magyar Ispell) in the Hunspell engine itself, compiled to WebAssembly:
 * engines written in JavaScript take minutes, or gigabytes, for this language's rules. dictionary-hu stays at 2.1.0:
 * in 3.0.0 the pronouns (nekem, téged, ők) and some hundred other words are missing.
 */
export async function loadDictionary(): Promise<Dictionary> {
  const { aff, dic } = await promisify(loadFiles)();
  const hunspell = await createHunspellFromStrings(mendRules(aff.toString()), mendWords(dic.toString()));
  return (word) => hunspell.testSpelling(word);
}
