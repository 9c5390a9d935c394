import type { KeyProblem } from "../totp/key-problem.ts";
import { labelOf } from "./familiar-words.ts";
import type { Gap, Token } from "./token.ts";

// Finds what is left of a damaged or shortened key in a message that has no key. It is a secret nearly as much as the
// whole key, so it must not stay in the chat as if it were words.

/** Characters of a row of groups in capitals, and those of its groups that mix letters and digits. */
const minCharacters = { row: 12, mixed: 8 };

/** Fewest characters of a group beside an ellipsis or after a label. */
const minFragmentCharacters = 5;

/** Why a message without a key is not just words; `undefined` if it is. */
export const fragmentProblem = (tokens: readonly Token[], end: Gap): KeyProblem | undefined => {
  let row: Token[] = [];
  let isLabelled = false;
  for (const [at, token] of tokens.entries()) {
    const after = tokens[at + 1]?.before ?? end;
    if (isFragment(token)) {
      if (token.before.omitsStart || after.omitsEnd) return { why: "shortened" };
      if (isLabelled) return problemOf([token]);
    }
    row = isGroup(token) ? [...row, token] : [];
    if (isDamagedKey(row)) return problemOf(row);
    isLabelled ||= labelOf(token.word) === "key" && after.hasColon;
  }
  return undefined;
};

/** Whether a token is a part of a key rather than "windows7" or "2napja": a digit stands between letters. */
const isFragment = ({ text, isBase32, length }: Token): boolean =>
  isBase32 && length >= minFragmentCharacters && /[A-Za-z][2-7]+[A-Za-z]/u.test(text);

/** Whether a token may be a group of a key in capitals, in which one character may be wrong. */
const isGroup = ({ text, isFamiliar, logOdds, mixesLettersAndDigits }: Token): boolean =>
  /^[A-Z2-7]*(?:(?![A-Z2-7])[\p{Lu}\d][A-Z2-7]*)?$/u.test(text) &&
  !isFamiliar &&
  (mixesLettersAndDigits || logOdds > -6);

const isDamagedKey = (row: readonly Token[]): boolean =>
  row.reduce((bits, { logOdds }) => bits + logOdds, 0) > 0 &&
  lengthOf(row) >= minCharacters.row &&
  lengthOf(row.filter(({ mixesLettersAndDigits }) => mixesLettersAndDigits)) >= minCharacters.mixed;

const lengthOf = (tokens: readonly Token[]): number => tokens.reduce((sum, { length }) => sum + length, 0);

const problemOf = (row: readonly Token[]): KeyProblem => {
  const sign = row.slice(1).find(({ before }) => before.sign !== undefined)?.before.sign;
  return sign === undefined ? { why: "unclear-boundaries" } : { why: "sign", sign };
};
