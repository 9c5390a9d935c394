import { decodeBase32, minKeyCharacters } from "../totp/base32.ts";
import { Key } from "../totp/key.ts";
import { type ParsedKey, problemOf } from "../totp/key-problem.ts";
import { boundaryProblem, labelsInside, piecesOf, textOf, usualLengths } from "./key-boundaries.ts";
import { fragmentProblem } from "./key-fragments.ts";
import { takeKeySettings, withKeySettings } from "./key-settings.ts";
import { KeySpans, labelLogOdds } from "./key-spans.ts";
import type { PastedKey } from "./pasted-key.ts";
import { type Gap, type Token, tokenize } from "./token.ts";

// Finds a key in a message without links. The difficulty is that base32 has all 26 letters: "nem fogadja el a kódot"
// without accents and spaces is a valid key. The alphabet and the length therefore cannot tell a key from words, and a
// wrong guess would store a key whose codes never work. So the message is read in three steps:
//
// 1. token.ts cuts it into tokens and, with the letter statistics of bigram-score.ts, scores each as key or words;
// 2. key-spans.ts finds the run of tokens that is most likely the key;
// 3. key-boundaries.ts makes sure that no token too many or too few was taken.

/**
 * Log odds in bits from which a message is certainly a key, and up to which it is certainly words. Hardly any key and
 * hardly any sentence falls between the two (test/pasted-key/bigram-score.test.ts measures both).
 */
const keyLogOdds = 6;
const wordsLogOdds = -12;

/** Log odds in bits from which a text that cannot be a key is a damaged one rather than words. */
const problemLogOdds = 3;

/** Fewest different characters of a random key; it has about ten. "XXXX…" and "hahaha…" have fewer. */
const minDistinctCharacters = 5;

const words: PastedKey = { kind: "words" };
const empty: PastedKey = { kind: "problem", problem: { why: "empty" } };
const unclear: PastedKey = { kind: "problem", problem: { why: "unclear-boundaries" } };

/** Finds the key in a message without links. */
export const parseBareKey = (message: string): PastedKey => {
  if (isHex(message)) return { kind: "problem", problem: { why: "hex" } };
  const { text, settings } = takeKeySettings(withoutSpelling(message));
  const { tokens, end } = tokenize(text);
  const pasted = withKeySettings(parseTokens(tokens, end), settings);
  const isEmpty = pasted.kind === "words" && end.hasColon && labelLogOdds(tokens, tokens.length) > 0;
  if (isEmpty) return empty;
  if (pasted.kind !== "words") return correction.test(message) ? unclear : pasted;
  const fragment = fragmentProblem(tokens, end);
  if (fragment !== undefined) return { kind: "problem", problem: fragment };
  return buried.test(message) ? unclear : pasted;
};

/** A key of which the user says that a part is wrong. */
const correction = /(?<!\p{L})(?:hanem|helyett|elírtam|elgépeltem|elrontottam|javítom|javítás)(?!\p{L})/iu;

/** A key inside a longer word, such as the path of a web address or a button that was copied with it. */
const buried = /(?<![A-Z\d])(?=[A-Z]*[2-7])(?=[2-7]*[A-Z])[A-Z2-7]{16,}(?![A-Z\d])/u;

/** A key whose characters are written one by one. */
const spelled = /(?<![\p{L}\p{N}])[a-z2-7](?:[ \t]*[,;][ \t]*[a-z2-7]){15,}(?![\p{L}\p{N}])/giu;

/** Groups with one and the same sign between all of them. None of them can have replaced a character. */
const separated =
  /(?<![\p{L}\p{N}][^\p{L}\p{N}]?)[a-z2-7]{3,8}([ \t]*[_.,:;/|~+][ \t]*)[a-z2-7]{3,8}(?:\1[a-z2-7]{2,8}){2,}(?!\1?[\p{L}\p{N}])/giu;

const withoutSpelling = (message: string): string =>
  message
    .replace(spelled, (found) => found.replace(/[^A-Za-z2-7]/gu, ""))
    .replace(separated, (found, sign: string) => {
      const groups = found.split(sign);
      const [length] = new Set(groups.slice(0, -1).map((group) => group.length));
      const isEven = groups.every((group, at) => group.length === length || at === groups.length - 1);
      return isEven && usualLengths.includes(groups.join("").length) ? groups.join("-") : found;
    });

const parseTokens = (tokens: readonly Token[], end: Gap): PastedKey => {
  const best = new KeySpans(tokens).best();
  if (best === undefined || best.logOdds <= wordsLogOdds || isNumber(textOf(tokens, best))) return words;
  const labels = labelsInside(tokens, best);
  if (labels.length > 0) return betweenLabels(tokens, labels, end);
  const isCertain = best.logOdds > keyLogOdds;
  const problem = boundaryProblem(tokens, best, end);
  const parsed = keyOfBase32(textOf(tokens, best));
  if (!parsed.ok || problem?.why === "sign" || problem?.why === "shortened") {
    if (best.logOdds <= problemLogOdds) return words;
    return problem !== undefined ? { kind: "problem", problem } : pastedKeyOf(parsed);
  }
  if (problem !== undefined) return { kind: "problem", problem };
  const pieces = piecesOf(tokens, best);
  if (pieces.filter(({ length }) => length >= minKeyCharacters).length > 2) return unclear;
  const [first, second, more] = pieces.map(keyOfBase32);
  if (first?.ok === true && second?.ok === true && more === undefined)
    return first.key.sameSecret(second.key)
      ? { kind: "key", key: first.key }
      : { kind: "halves", joined: parsed.key, separate: [first.key, second.key] };
  if (!isCertain || !isVaried(parsed.key)) return { kind: "unsure", key: parsed.key };
  return withOthers(parsed.key, [
    parseTokens(tokens.slice(0, best.from), tokens[best.from]?.before ?? end),
    parseTokens(tokens.slice(best.to), end),
  ]);
};

/** Reads the parts of a message between labels as messages of their own. */
const betweenLabels = (tokens: readonly Token[], labels: readonly number[], end: Gap): PastedKey => {
  const parts = [...labels, tokens.length].map((to, at) => {
    const from = at === 0 ? 0 : (labels[at - 1] ?? 0) + 1;
    return parseTokens(tokens.slice(from, to), tokens[to]?.before ?? end);
  });
  const first = parts.find(({ kind }) => kind !== "words");
  if (first?.kind !== "key" && first?.kind !== "keys") return first?.kind === "problem" ? first : unclear;
  const [key, ...more] = first.kind === "key" ? [first.key] : first.keys;
  if (key === undefined || parts.some(({ kind }) => kind === "unsure")) return unclear;
  return withOthers(key, [...more.map((one) => ({ kind: "key" as const, key: one })), ...parts]);
};

/** Adds the keys that stand before and after a key in the same message. */
const withOthers = (key: Key, others: readonly PastedKey[]): PastedKey => {
  const keys = [key];
  for (const other of others) {
    if (other.kind === "problem") return other;
    if (other.kind === "halves") return unclear;
    const found = other.kind === "key" ? [other.key] : other.kind === "keys" ? other.keys : [];
    for (const one of found) if (!keys.some((known) => known.sameAs(one))) keys.push(one);
  }
  return keys.length === 1 ? { kind: "key", key } : { kind: "keys", keys, exports: [], problems: [] };
};

/** A key pasted twice with nothing between; that a key repeats itself by chance is out of the question. */
const twice = /^(.{16,})\1$/iu;

/**
 * Decodes a key. Encoders set the bits after the last byte to zero (RFC 4648 section 3.5), so if they are not zero in a
 * key of an unusual length, it was cut.
 */
const keyOfBase32 = (text: string): ParsedKey => {
  const [, half = ""] = twice.exec(text) ?? [];
  const whole = usualLengths.includes(half.length) ? half : text;
  const decoded = decodeBase32(whole);
  if (!decoded.ok) return decoded;
  const key = new Key({ secret: decoded.bytes });
  const isCut = !usualLengths.includes(whole.length) && key.base32 !== whole.toUpperCase();
  return isCut ? { ok: false, why: "wrong-length" } : { ok: true, key };
};

const pastedKeyOf = (parsed: ParsedKey): PastedKey =>
  parsed.ok ? { kind: "key", key: parsed.key } : { kind: "problem", problem: problemOf(parsed) };

/** A message or a word of 20 or more hexadecimal digits, some of which base32 does not have. */
const isHex = (message: string): boolean =>
  [message.replace(/[\s:-]/gu, ""), ...message.split(/[^\p{L}\p{N}]+/u)].some(
    (text) => /^(?:0x)?[0-9a-f]{20,}$/iu.test(text) && /[0189]/u.test(text) && /[a-f]\d[a-f]/iu.test(text),
  );

/** A login code or a cancellation code has only digits; a key practically never. */
const isNumber = (text: string): boolean => /^\d+$/u.test(text);

const isVaried = (key: Key): boolean => new Set(key.base32).size >= minDistinctCharacters;
