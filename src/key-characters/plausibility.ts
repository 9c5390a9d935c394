import { bigramLogOdds } from "../pasted-key/bigram-score.ts";
import type { FreeCharacter, LetterCase } from "./decode.ts";

/** Lengths of the keys that issuers use: 10, 15, 16, 20, 25, 30, 32, 35, 40 and 64 bytes in base32. */
const usualKeyLengths: ReadonlySet<number> = new Set([16, 24, 26, 32, 40, 48, 52, 56, 64, 103]);

/** Lengths of the keys of most issuers; the others are as probable for another kind of code. */
const commonKeyLengths: ReadonlySet<number> = new Set([16, 26, 32]);

export const isCommonKeyLength = (length: number): boolean => commonKeyLengths.has(length);

export const isUsualKeyLength = (length: number): boolean => usualKeyLengths.has(length);

/** The only cancellation code ever published has eight digits. */
export const isUsualCodeLength = (length: number): boolean => length === 8;

/** Fewer are a login code, more an account or telephone number. */
const codeDigits = { min: 7, max: 12 };

/**
 * In bits, of a text whose letters follow each other as in words. Of random keys of 16 characters one in 20,000 is below;
 * Hungarian words run together are below from 13 letters on.
 */
const minKeyLogOdds = -10;

const logOddsOf = (text: string): number =>
  Array.from(text).reduce((sum, char, index, all) => {
    const before = all[index - 1];
    return before === undefined ? 0 : sum + bigramLogOdds(before, char, "within");
  }, 0);

/** @param text as read with only the characters of a key */
export const looksLikeKey = (text: string): boolean => logOddsOf(text) >= minKeyLogOdds;

/** Letters whose two cases differ in more than size. */
const clearlyLower = /[abdefghnqrt]/g;
const clearlyUpper = /[ABDEFGHNQRT]/g;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

export const letterCaseOf = (text: string): LetterCase =>
  count(text, clearlyLower) > count(text, clearlyUpper) ? "lower" : "upper";

const hasCase = (text: string): boolean => count(text, clearlyLower) + count(text, clearlyUpper) > 0;

/** Shares of the characters of a text: signs that no key contains, and letters in the other case. */
const maxForeign = 0.1;
const maxOtherCase = 0.25;

/**
 * Whether a line can be a key, or continue one, by the characters it has.
 *
 * @param text as read with all characters the network knows
 * @param before the lines of the key above it
 * @param ignoreCase whether a mixture of cases is misread
 */
export const looksLikeKeyPart = (text: string, before: string, ignoreCase = false): boolean => {
  const bare = `${before}${text}`.replace(/[\s-]/g, "");
  const foreign = count(text.replace(/[\s-]/g, ""), /[^A-Za-z0-9|]/g);
  const [lower, upper] = [count(bare, clearlyLower), count(bare, clearlyUpper)];
  return (
    text.trim() !== "" &&
    foreign <= Math.max(1, maxForeign * text.length) &&
    (ignoreCase ||
      (Math.min(lower, upper) <= maxOtherCase * (lower + upper) &&
        (before === "" || !hasCase(text) || letterCaseOf(text) === letterCaseOf(before))))
  );
};

/** How surely a digit shows that a code is no key: a key has none of these, but some typefaces draw O as 0 and I as 1. */
const foreignDigits: Readonly<Partial<Record<string, number>>> = { "0": 0.2, "1": 0.4, "8": 1, "9": 1 };
const minDigitProbability = 0.85;

/** Fewest characters of a word that is judged as hexadecimal; of the keys one in a million has only these. */
const minHexCharacters = 14;
/** Of the keys one in 10,000 has more digits than this. */
const maxDigits = 0.6;

/** What no key begins with: the IBAN of a Hungarian account, and a ULID of these decades. */
const otherBeginnings = /^(HU\d\d|01[A-Z])/;

/**
 * Whether a line is a code of another kind: an account number, a hash, an address, a serial number.
 *
 * @param characters as read with all characters the network knows
 */
export const looksLikeOtherCode = (characters: readonly FreeCharacter[]): boolean => {
  const text = characters.map(({ char }) => char).join("");
  const bare = text.replace(/[\s-]/g, "");
  const foreign = characters
    .filter(({ probability }) => probability >= minDigitProbability)
    .reduce((sum, { char }) => sum + (foreignDigits[char] ?? 0), 0);
  return (
    foreign >= 1 ||
    otherBeginnings.test(bare) ||
    /\w[./:@_]\w/.test(text) ||
    count(bare, /\d/g) > maxDigits * bare.length ||
    [bare, ...text.split(/\s/)].some((word) => word.length >= minHexCharacters && /^[\da-f]+$/i.test(word))
  );
};

/** Keys are shown in one piece or with spaces; licence keys, vouchers and UUIDs with hyphens. */
export const isHyphenated = (text: string): boolean => count(text, /\w-(?=\w)/g) >= 2;

/** In the guide's own drawing of the page. */
const exampleCode = "12345678";

/** Whether a line is a number that can be a cancellation code. */
export const looksLikeCode = (text: string): boolean => {
  const bare = text.replace(/[\s-]/g, "");
  if (bare === exampleCode) return false;
  return /^[\dOoIl|SB]+$/.test(bare) && bare.length >= codeDigits.min && bare.length <= codeDigits.max;
};
