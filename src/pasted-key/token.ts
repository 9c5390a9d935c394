import { bigramLogOdds } from "./bigram-score.ts";
import { isFamiliar } from "./familiar-words.ts";

// Step 1 of reading a message: cut it into tokens. A token is a word, a number, or one group of a key ("jbsw" in
// "jbsw y3dp ehpk 3pxp"). Each token carries what the later steps need to know about it, above all its log odds: how
// strongly its characters look like random base32 rather than like language.

/** What stands between a token and the one before it. */
export interface Gap {
  /** The first sign that no key contains, as people see it; `undefined` if only white space and dashes stand there. */
  readonly sign: string | undefined;
  /** An ellipsis, or several stars or bullets, after the token before: its end is left out. */
  readonly omitsEnd: boolean;
  /** The same before the next token, and not right after the one before: its beginning is left out. */
  readonly omitsStart: boolean;
  /** It is the beginning of the message. */
  readonly isStart: boolean;
  readonly hasSpace: boolean;
  /** Or a tab, which stands between the cells of a table. */
  readonly hasLineBreak: boolean;
  readonly hasBlankLine: boolean;
  /** A sentence or a part of it ends there: a punctuation mark with white space after it. */
  readonly endsSentence: boolean;
  /** The last sign, if it stands right before the next token and after white space or a label, as an opening quote. */
  readonly opening: string | undefined;
  /** The first sign, if it stands right after the token before and before white space or punctuation. */
  readonly closing: string | undefined;
  /** A colon or an equals sign stands there, as after a label. */
  readonly hasColon: boolean;
}

/** A run of letters and digits in a message. */
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
  readonly before: Gap;
  /** Log odds in bits that its characters belong to a key; negative means that they look like words. */
  readonly logOdds: number;
  /** The same for the transition from the token before it. */
  readonly transitionLogOdds: number;
}

/** A link or an e-mail address: no key, but not a sign inside of one either. */
const address = /(?<!\S)(?:\S*:\/\/|www\.|[^\s@]+@[^\s@]+\.\p{L}{2,})\S*/giu;

/** Letters and digits with their accents; everything between two of them is a gap. */
const run = /(?:[\p{L}\p{N}]\p{M}*)+/gu;

/** White space and dashes: what may stand between the groups of a key. */
const groupSeparators = /[\s\p{Z}\p{Pd}\u2212]/gu;

const omission = /^\s*(?:[…⋯‥]|\.\s*\.|[*•●∙·▪◦]{2,})/u;
const omissionAtEnd = /(?:[…⋯‥]|\.\s*\.|(?<![*•●∙·▪◦])[*•●∙·▪◦]{2,})(\s*)$/u;

/** Enough for the longest sign, an emoji of several parts. */
const maxSignCodeUnits = 16;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

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

/** Cuts a message into tokens. `end` is what follows the last one. */
export const tokenize = (message: string): { tokens: Token[]; end: Gap } => {
  const text = message.replace(address, (found) => "@".repeat(found.length));
  const tokens: Token[] = [];
  let from = 0;
  for (const { 0: characters, index } of text.matchAll(run)) {
    tokens.push(tokenOf(characters, tokens.at(-1), gapOf(text.slice(from, index), { isStart: from === 0 })));
    from = index + characters.length;
  }
  return { tokens, end: gapOf(text.slice(from), { isStart: from === 0, isEnd: true }) };
};

const gapOf = (text: string, { isStart, isEnd = false }: { isStart: boolean; isEnd?: boolean }): Gap => {
  const signs = text.replace(groupSeparators, "").slice(0, maxSignCodeUnits);
  const sign = signs === "" ? undefined : graphemes.segment(signs).containing(0)?.segment;
  const atEnd = omissionAtEnd.exec(text);
  return {
    sign,
    isStart,
    omitsEnd: omission.test(text),
    omitsStart: atEnd?.[1] === "" || (atEnd !== null && (isStart || atEnd.index > 0)),
    hasSpace: /[\s\p{Z}]/u.test(text),
    hasLineBreak: /[\n\r\t\u2028]/u.test(text),
    hasBlankLine: /\n[^\S\n]*\r?\n/u.test(text),
    endsSentence: /^[)\]"'”’»]*[.!?,;:]+[)\]"'”’»]*\s/u.test(text),
    opening: (isStart ? /^\s*(\S)$|[\s:=](\S)$/u : /[\s:=](\S)$/u).exec(text)?.slice(1).find(Boolean),
    closing: (isEnd ? /^(\S)(?=[\s.,;:!?]|$)/u : /^(\S)[.,;:!?]*\s/u).exec(text)?.[1],
    hasColon: /[:=]/u.test(text),
  };
};

const tokenOf = (text: string, previous: Token | undefined, before: Gap): Token => {
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
    before,
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
