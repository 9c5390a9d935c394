import { promisify } from "node:util";
import loadFiles from "dictionary-hu";
import { createHunspellFromStrings } from "hunspell-wasm";

/** Whether a word is correct Hungarian spelling. */
export type Dictionary = (word: string) => boolean;

/**
 * Repairs the affix rules of the package: they have à and ù as HTML entities, so that a rule for "any letter but these"
 * excludes a, e, g, r, u and v as well, and papíron, néven, szerveren are rejected.
 */
const repairRules = (rules: string) => rules.replaceAll("&agrave;", "à").replaceAll("&ugrave;", "ù");

/**
 * Repairs the word list of the package: the flags of some words, the last of which is ")", are followed by parts of a
 * comment, which would count as flags. With them igénylés is rejected.
 */
const repairWords = (words: string) => words.replace(/^([^\t/\n]+\/[^\t)\n]*\))[^\t\n]+/gm, "$1");

/**
 * The Hungarian dictionary of LibreOffice (Magyar Ispell) in the Hunspell engine itself, compiled to WebAssembly:
 * engines written in JavaScript take minutes, or gigabytes, for this language's rules. dictionary-hu stays at 2.1.0:
 * in 3.0.0 the pronouns (nekem, téged, ők) and some hundred other words are missing.
 */
export const loadDictionary = async (): Promise<Dictionary> => {
  const { aff, dic } = await promisify(loadFiles)();
  const hunspell = await createHunspellFromStrings(repairRules(aff.toString()), repairWords(dic.toString()));
  return (word) => hunspell.testSpelling(word);
};
