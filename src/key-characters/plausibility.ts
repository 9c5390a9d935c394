import { bigramLogOdds } from "../pasted-key/bigram-score.ts";
import type { LetterCase } from "./decode.ts";

/** Lengths of the keys that issuers use: 10, 15, 16, 20, 25, 30, 32, 35, 40 and 64 bytes in base32. */
const usualKeyLengths: ReadonlySet<number> = new Set([16, 24, 26, 32, 40, 48, 52, 56, 64, 103]);

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

/** Shares of the characters of a text: signs that no key contains, and letters in the other case. */
const maxForeign = 0.1;
const maxOtherCase = 0.25;

/**
 * Whether a line can be a key, or continue one, by the characters it has.
 *
 * @param text as read with all characters the network knows
 * @param before the lines of the key above it
 */
export const looksLikeKeyPart = (text: string, before: string): boolean => {
  const bare = `${before}${text}`.replace(/[\s-]/g, "");
  const foreign = count(text.replace(/[\s-]/g, ""), /[^A-Za-z0-9|]/g);
  const [lower, upper] = [count(bare, clearlyLower), count(bare, clearlyUpper)];
  return (
    text.trim() !== "" &&
    foreign <= Math.max(1, maxForeign * text.length) &&
    Math.min(lower, upper) <= maxOtherCase * (lower + upper)
  );
};

/** In the guide's own drawing of the page. */
const exampleCode = "12345678";

/** Whether a line is a number that can be a cancellation code. */
export const looksLikeCode = (text: string): boolean => {
  const bare = text.replace(/[\s-]/g, "");
  if (bare === exampleCode) return false;
  return /^[\dOoIl|SB]+$/.test(bare) && bare.length >= codeDigits.min && bare.length <= codeDigits.max;
};

/** Whether a line names the törlőkód. The network reads most accents, though not ő. */
export const isCancellationLabel = (text: string): boolean =>
  /T[O0]RL[O0]K[O0]D/i.test(text.normalize("NFD").replace(/[\p{M}\s]/gu, ""));
