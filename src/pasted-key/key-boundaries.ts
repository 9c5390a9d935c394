import { minKeyCharacters } from "../totp/base32.ts";
import { type KeySpan, type KeySpans, casingsClash } from "./key-spans.ts";
import type { Token } from "./token.ts";

// Step 3 of reading a message: make sure where the key begins and ends. A key cut short or extended by a word gives
// codes that look right and never work, so any doubt here is worth a question to the user.

/** Bits by which the best candidate must lead every other one that would give a different key. */
const minLeadBits = 6;

/** Log odds in bits from which a candidate elsewhere in the message counts as a second key. */
const secondKeyLogOdds = 6;

/** The characters of a candidate. */
export const textOf = (tokens: readonly Token[], { from, to }: Pick<KeySpan, "from" | "to">): string =>
  tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join("");

/** Whether it is clear where the best candidate begins and ends, and that it is the only key. */
export const hasClearBoundaries = (tokens: readonly Token[], spans: KeySpans, best: KeySpan): boolean =>
  !(
    hasRival(tokens, spans, best) ||
    isTwoKeys(tokens, best) ||
    mayContinue(tokens, best) ||
    startsOrEndsWithWord(tokens, spans, best)
  );

/** Whether another candidate is about as good and would give a different key. */
const hasRival = (tokens: readonly Token[], spans: KeySpans, best: KeySpan): boolean => {
  const text = textOf(tokens, best).toUpperCase();
  const overlapping = best.logOdds - minLeadBits;
  return spans.some(Math.min(secondKeyLogOdds, overlapping), (other) => {
    if (spans.lengthOf(other.from, other.to) < minKeyCharacters) return false;
    const isElsewhere = other.to <= best.from || other.from >= best.to;
    if (other.logOdds <= (isElsewhere ? secondKeyLogOdds : overlapping)) return false;
    return textOf(tokens, other).toUpperCase() !== text;
  });
};

/** Whether two tokens are each long enough to be a key: they may be one key broken in two, or two keys. */
const isTwoKeys = (tokens: readonly Token[], { from, to }: KeySpan): boolean =>
  tokens.slice(from, to).filter(({ length }) => length >= minKeyCharacters).length > 1;

/**
 * Whether the token beside the key could be one more group of it: same length and casing, or letters mixed with digits.
 * This includes tokens with a wrong character: a mistyped last group must not be cut off.
 */
const mayContinue = (tokens: readonly Token[], { from, to }: KeySpan): boolean => {
  const groups = tokens.slice(from, to);
  const [first, last] = [groups[0], groups.at(-1)];
  const length = first?.length ?? 0;
  const looksLikeGroup = (token: Token, hasGroupLength: boolean): boolean =>
    token.mixesLettersAndDigits ||
    (hasGroupLength && groups.length > 1 && groups.every((group) => !casingsClash(group, token)));
  const before = first?.afterBoundary === true ? undefined : tokens[from - 1];
  const after = tokens[to]?.afterBoundary === true ? undefined : tokens[to];
  if (before !== undefined && looksLikeGroup(before, before.length === length)) return true;
  return after !== undefined && looksLikeGroup(after, last?.length === length && after.length <= length);
};

/** Whether the first or last group is a familiar word, and the rest would still be a key without it. */
const startsOrEndsWithWord = (tokens: readonly Token[], spans: KeySpans, { from, to }: KeySpan): boolean =>
  [tokens[from], tokens[to - 1]].some(
    (token) =>
      token?.isFamiliar === true &&
      token.length > 2 &&
      spans.lengthOf(from, to) - token.length >= minKeyCharacters,
  );
