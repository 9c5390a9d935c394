import { invisibleCharacters, minKeyCharacters } from "../totp/base32.ts";
import { bigramLogOdds } from "./bigram-score.ts";
import { isFamiliar } from "./familiar-words.ts";

// Step 1 of reading a message: cut it into tokens. A token is a word, a number, or one group of a key ("jbsw" in
// "jbsw y3dp ehpk 3pxp"). Each token carries what the later steps need to know about it, above all its log odds: how
// strongly its characters look like random base32 rather than like language.

/** A run of characters between two separators of a message. */
export interface Token {
  readonly text: string;
  /** The text in lower case without accents, as the word lists have it. */
  readonly word: string;
  readonly casing: "upper" | "lower" | "mixed" | "digits";
  /** Number of characters. */
  readonly length: number;
  readonly mixesLettersAndDigits: boolean;
  /** It has only base32 characters. */
  readonly isBase32: boolean;
  /** It is one of the words that people put around a key. */
  readonly isFamiliar: boolean;
  /** A quote, a colon, a bracket or the end of a sentence stands before it. A key cannot cross such a boundary. */
  readonly afterBoundary: boolean;
  /** A colon or an equals sign stands before it, as after a label. */
  readonly afterColon: boolean;
  /** Log odds in bits that its characters belong to a key; negative means that they look like words. */
  readonly logOdds: number;
  /** The same for the transition from the token before it. */
  readonly transitionLogOdds: number;
}

/** A link or an e-mail address. It is never part of a key, and no key crosses it. */
const address = /:\/\/|@|^www\./iu;

/** Separators inside a run without spaces. Group 1: the boundaries, as opposed to dashes, commas and semicolons. */
const separator =
  /([:=(){}[\]<>"'`´„‚*_~|…\p{Pi}\p{Pf}\p{Extended_Pictographic}\uFE0F]|[.!?]+$)|[\p{Pd}\u2212,;]/gu;

const accent = /\p{M}/gu;
const base32Text = /^[A-Za-z2-7]+$/u;

/**
 * Bits against a key for each character that base32 does not have: a digit that is easily misread as a letter, another
 * letter, or any other character.
 */
const wrongCharacterBits = { digit: 8, letter: 11, other: 13 };

/** Log odds of a familiar word: it is known as a word, but a longer one is ever less likely as a group of a key. */
const familiarBits = 8;
const base32BitsPerCharacter = 5;

/** Cuts a message into tokens. `endsInColon` is true if a colon or an equals sign follows the last one. */
export const tokenize = (message: string): { tokens: Token[]; endsInColon: boolean } => {
  const tokens: Token[] = [];
  let afterBoundary = false;
  let afterColon = false;
  const add = (text: string): void => {
    if (text === "" || isRepeatedKey(text, tokens.at(-1))) return;
    tokens.push(tokenOf(text, tokens.at(-1), afterBoundary, afterColon));
    afterBoundary = afterColon = false;
  };
  for (const run of message.replace(invisibleCharacters, "").split(/[\s\p{Z}]+/u)) {
    if (address.test(run)) {
      afterBoundary = true;
      afterColon = false;
      continue;
    }
    let from = 0;
    for (const { 0: mark, 1: boundary, index } of run.matchAll(separator)) {
      add(run.slice(from, index));
      from = index + mark.length;
      afterBoundary ||= boundary !== undefined;
      afterColon ||= mark === ":" || mark === "=";
    }
    add(run.slice(from));
  }
  return { tokens, endsInColon: afterColon };
};

/** A whole key sent twice in a row counts once. */
const isRepeatedKey = (text: string, previous: Token | undefined): boolean =>
  text.length >= minKeyCharacters && previous?.text.toLowerCase() === text.toLowerCase();

const tokenOf = (
  text: string,
  previous: Token | undefined,
  afterBoundary: boolean,
  afterColon: boolean,
): Token => {
  const unaccented = text.normalize("NFD").replace(accent, "");
  const word = unaccented.toLowerCase();
  const isBase32 = base32Text.test(text);
  const familiar = isFamiliar(word);
  return {
    text,
    word,
    casing: casingOf(text),
    length: text.length,
    mixesLettersAndDigits: /\p{L}/u.test(text) && /\d/u.test(text),
    isBase32,
    isFamiliar: familiar,
    afterBoundary,
    afterColon,
    logOdds: familiar
      ? familiarBits - base32BitsPerCharacter * text.length
      : bigramsLogOdds(unaccented) - (isBase32 ? 0 : wrongCharactersCost(text)),
    transitionLogOdds: bigramLogOdds(previous?.word.at(-1) ?? "", word.charAt(0), "across"),
  };
};

const bigramsLogOdds = (unaccented: string): number => {
  let bits = 0;
  for (let at = 1; at < unaccented.length; at += 1)
    bits += bigramLogOdds(unaccented.charAt(at - 1), unaccented.charAt(at), "within");
  return bits;
};

const wrongCharactersCost = (text: string): number => {
  let bits = 0;
  for (const character of text.normalize("NFC"))
    if (/[0189]/u.test(character)) bits += wrongCharacterBits.digit;
    else if (!base32Text.test(character))
      bits += /\p{L}/u.test(character) ? wrongCharacterBits.letter : wrongCharacterBits.other;
  return bits;
};

const casingOf = (text: string): Token["casing"] => {
  const hasUpper = /\p{Lu}/u.test(text);
  const hasLower = /\p{Ll}/u.test(text);
  if (hasUpper && hasLower) return "mixed";
  if (hasUpper) return "upper";
  return hasLower ? "lower" : "digits";
};
