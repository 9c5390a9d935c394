import { INVISIBLE, SHORTEST } from "../totp/base32.ts";
import { bigramLogOdds } from "./bigram-score.ts";
import { isFamiliar } from "./familiar-words.ts";

/** A run of characters between two separators of a message: a word, a number, or a group of a key. */
export interface Token {
  readonly text: string;
  /** Accents removed, lower case: how the vocabulary knows it. */
  readonly word: string;
  readonly style: "upper" | "lower" | "mixed" | "digits";
  /** How many characters. */
  readonly size: number;
  /** Letters and digits mixed. */
  readonly alloyed: boolean;
  /** Only characters of base32. */
  readonly plain: boolean;
  /** One of the words people put around a key. */
  readonly familiar: boolean;
  /** A quote, a colon, a bracket or the end of a sentence stands before it: a key cannot go on across that. */
  readonly walled: boolean;
  /** A colon or an equals sign stands before it. */
  readonly announced: boolean;
  /** Bits speaking for a key inside the chunk, and between it and the chunk before. */
  readonly inside: number;
  readonly junction: number;
}

/** A link or a mail address: never a key, and nothing reaches across it. */
const ADDRESS = /:\/\/|@|^www\./iu;

/** Walls (first group) and mere separators: dashes, commas, semicolons. */
const BREAK =
  /([:=(){}[\]<>"'`´„‚*_~|…\p{Pi}\p{Pf}\p{Extended_Pictographic}\uFE0F]|[.!?]+$)|[\p{Pd}\u2212,;]/gu;

const ACCENT = /\p{M}/gu;
const PLAIN = /^[A-Za-z2-7]+$/u;

/** Bits against a key for a character no key has, by how easily it gets into one. */
const WRONG = { misread: 8, letter: 11, mark: 13 };

/** A word people put around keys is worth at most this many bits as a word; as a group, 5 bits a character. */
const FAMILIAR_BITS = 8;

/** Cuts a message into chunks. `trailing` is true when it ends in a colon or an equals sign. */
export function tokenize(message: string): { chunks: Token[]; trailing: boolean } {
  const chunks: Token[] = [];
  let walled = false;
  let announced = false;
  const add = (text: string): void => {
    if (text === "" || isRepeated(text, chunks.at(-1))) return;
    chunks.push(chunkOf(text, chunks.at(-1), walled, announced));
    walled = announced = false;
  };
  for (const token of message.replace(INVISIBLE, "").split(/[\s\p{Z}]+/u)) {
    if (ADDRESS.test(token)) {
      walled = true;
      announced = false;
      continue;
    }
    let from = 0;
    for (const { 0: mark, 1: wall, index } of token.matchAll(BREAK)) {
      add(token.slice(from, index));
      from = index + mark.length;
      walled ||= wall !== undefined;
      announced ||= mark === ":" || mark === "=";
    }
    add(token.slice(from));
  }
  return { chunks, trailing: announced };
}

/** A whole key sent twice in a row is one key. */
function isRepeated(text: string, before: Token | undefined): boolean {
  return text.length >= SHORTEST && before?.text.toLowerCase() === text.toLowerCase();
}

function chunkOf(text: string, before: Token | undefined, walled: boolean, announced: boolean): Token {
  const bare = text.normalize("NFD").replace(ACCENT, "");
  const word = bare.toLowerCase();
  const plain = PLAIN.test(text);
  const familiar = isFamiliar(word);
  const inside = familiar ? FAMILIAR_BITS - 5 * text.length : insideOf(bare) - (plain ? 0 : wrongness(text));
  const last = before?.word.at(-1) ?? "";
  const junction = bigramLogOdds(last, word.charAt(0), false);
  const alloyed = /\p{L}/u.test(text) && /\d/u.test(text);
  const size = text.length;
  const style = styleOf(text);
  return { text, word, style, size, alloyed, plain, familiar, walled, announced, inside, junction };
}

function insideOf(bare: string): number {
  let bits = 0;
  for (let at = 1; at < bare.length; at += 1)
    bits += bigramLogOdds(bare.charAt(at - 1), bare.charAt(at), true);
  return bits;
}

function wrongness(text: string): number {
  let bits = 0;
  for (const character of text.normalize("NFC"))
    if (/[0189]/u.test(character)) bits += WRONG.misread;
    else if (!PLAIN.test(character)) bits += /\p{L}/u.test(character) ? WRONG.letter : WRONG.mark;
  return bits;
}

function styleOf(text: string): Token["style"] {
  const upper = /\p{Lu}/u.test(text);
  const lower = /\p{Ll}/u.test(text);
  if (upper && lower) return "mixed";
  if (upper) return "upper";
  return lower ? "lower" : "digits";
}
