import { decodeBase32 } from "../totp/base32.ts";
import { type GoogleExport, parseGoogleExport } from "../totp/google-export.ts";
import { Key } from "../totp/key.ts";
import { type KeyProblem, type ParsedKey, problemOf } from "../totp/key-problem.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";
import { hasClearBoundaries, textOf } from "./key-boundaries.ts";
import { KeySpans, labelLogOdds } from "./key-spans.ts";
import { findOtpauthLinks } from "./otpauth-links.ts";
import { tokenize } from "./token.ts";

// Finds the key in a message. The difficulty is that base32 has all 26 letters: "nem fogadja el a kódot" without
// accents and spaces is a valid key. The alphabet and the length therefore cannot tell a key from words, and a wrong
// guess would store a key whose codes never work. So the message is read in three steps:
//
// 1. token.ts cuts it into tokens and, with the letter statistics of bigram-score.ts, scores each as key or words;
// 2. key-spans.ts finds the run of tokens that is most likely the key;
// 3. key-boundaries.ts makes sure that no token too many or too few was taken.
//
// An `otpauth:` link in the message takes precedence (otpauth-links.ts).

/** What a message contains. */
export type PastedKey =
  /** Certainly a key. */
  | { kind: "key"; key: Key }
  /** A key, or words run together: the user must decide. */
  | { kind: "unsure"; key: Key }
  /**
   * Several keys, or an export of Google Authenticator, or both.
   *
   * `keys` has every key once, those of the exports included; it may be empty if an export has no usable key.
   * `problems` says what is wrong with the other links of the text.
   */
  | { kind: "keys"; keys: readonly Key[]; exports: readonly GoogleExport[]; problems: readonly KeyProblem[] }
  /** Two pieces that are one key in two lines, or two keys: the user must decide. */
  | { kind: "halves"; joined: Key; separate: readonly [Key, Key] }
  /** Clearly meant as a key, but not usable. */
  | { kind: "problem"; problem: KeyProblem }
  /** Anything else. */
  | { kind: "words" };

/**
 * Log odds in bits from which a message is certainly a key, and up to which it is certainly words. Hardly any key and
 * hardly any sentence falls between the two (test/pasted-key/bigram-score.test.ts measures both).
 */
const keyLogOdds = 6;
const wordsLogOdds = -12;

/** Fewest different characters of a random key; it has about ten. "XXXX…" and "hahaha…" have fewer. */
const minDistinctCharacters = 5;

const words: PastedKey = { kind: "words" };
const empty: PastedKey = { kind: "problem", problem: { why: "empty" } };
const badLink: PastedKey = { kind: "problem", problem: { why: "bad-link" } };
const unclear: PastedKey = { kind: "problem", problem: { why: "unclear-boundaries" } };

/**
 * Finds the key in a message: in one piece or in groups, with words around it, or in an `otpauth:` link. A key is never
 * repaired, shortened or extended: where that would be a guess, the result is a problem. Pure, never throws.
 */
export const parsePastedKey = (message: string): PastedKey => {
  const found = findOtpauthLinks(message);
  if (found === undefined) return parseBareKey(message);
  if (found.links.length === 0) return badLink;
  const keys: Key[] = [];
  const exports: GoogleExport[] = [];
  const problems: KeyProblem[] = [];
  const add = (key: Key): void => {
    if (!keys.some((one) => one.sameAs(key))) keys.push(key);
  };
  for (const link of found.links) {
    const exported = parseGoogleExport(link);
    if (exported !== undefined) {
      exports.push(exported);
      exported.keys.forEach(add);
      continue;
    }
    const parsed = parseOtpauthUri(link);
    if (parsed.ok) add(parsed.key);
    else problems.push(problemOf(parsed));
  }
  const rest = parseBareKey(found.rest);
  if (rest.kind === "key" && !keys.some((one) => one.sameSecret(rest.key))) add(rest.key);
  const [key] = keys;
  if (exports.length > 0 || keys.length > 1) return { kind: "keys", keys, exports, problems };
  if (problems[0] !== undefined) return { kind: "problem", problem: problems[0] };
  return key === undefined ? badLink : { kind: "key", key };
};

const parseBareKey = (message: string): PastedKey => {
  const { tokens, endsInColon } = tokenize(message);
  const spans = new KeySpans(tokens);
  const best = spans.best();
  if (best === undefined || best.logOdds <= wordsLogOdds || isNumber(textOf(tokens, best)))
    return endsInColon && labelLogOdds(tokens, tokens.length) > 0 ? empty : words;
  const parsed = keyOfBase32(textOf(tokens, best));
  const isCertain = best.logOdds > keyLogOdds;
  if (!parsed.ok) return isCertain ? pastedKeyOf(parsed) : words;
  if (!hasClearBoundaries(tokens, spans, best)) return unclear;
  return isCertain && isVaried(parsed.key) ? pastedKeyOf(parsed) : { kind: "unsure", key: parsed.key };
};

const keyOfBase32 = (text: string): ParsedKey => {
  const decoded = decodeBase32(text);
  return decoded.ok ? { ok: true, key: new Key({ secret: decoded.bytes }) } : decoded;
};

const pastedKeyOf = (parsed: ParsedKey): PastedKey =>
  parsed.ok ? { kind: "key", key: parsed.key } : { kind: "problem", problem: problemOf(parsed) };

/** A login code or a cancellation code has only digits; a key practically never. */
const isNumber = (text: string): boolean => /^\d+$/u.test(text);

const isVaried = (key: Key): boolean => new Set(key.base32).size >= minDistinctCharacters;
