import { isBase32Length, maxKeyCharacters, minKeyCharacters } from "../totp/base32.ts";
import type { KeyProblem } from "../totp/key-problem.ts";
import { labelOf } from "./familiar-words.ts";
import { type KeySpan, casingsClash } from "./key-spans.ts";
import type { Gap, Token } from "./token.ts";

// Step 3 of reading a message: make sure where the key begins and ends. A key cut short or extended by a word gives
// codes that look right and never work, so any doubt here is a reason to refuse.

type Span = Pick<KeySpan, "from" | "to">;

/** How certain it must be, in bits, that what stands beside a key is not a part of it. */
const wordBits = 18;

/** Bits for each token beside a key: a key is rarely broken there. */
const breakBits = 4;
/** Bits against a word with which the key would have a usual length. */
const usualLengthBits = 8;
/** Further bits where a sign with white space stands, as at the end of a sentence or after a label. */
const sentenceBits = 4;
const labelColonBits = 6;
const labelBits = 10;

const bitsPerCharacter = 5;
/** Bits against a word that is not known: some parts of keys read like words. */
const unknownWordBits = 4;

/** Lengths of nearly all keys. */
export const usualLengths = [16, 26, 32, 52];

/** Signs after a label and at the end of a sentence, which stand beside a key without having replaced a character. */
const isPunctuation = /[:=.]/u;

/** The characters of a candidate. */
export const textOf = (tokens: readonly Token[], { from, to }: Span): string =>
  tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join("");

/**
 * Why it is not clear where a key begins and ends; `undefined` if it is. The rule: if characters that a key may have
 * stand on both sides of something that no key contains, the message is refused.
 *
 * @param end what follows the last token
 */
export const boundaryProblem = (tokens: readonly Token[], span: Span, end: Gap): KeyProblem | undefined => {
  const { from, to } = span;
  const after = tokens[to]?.before ?? end;
  const isShortened =
    tokens.slice(from + 1, to).some(({ before }) => before.omitsStart || before.omitsEnd) ||
    tokens[from]?.before.omitsStart === true ||
    after.omitsEnd;
  if (isShortened) return { why: "shortened" };
  const sign = tokens.slice(from + 1, to).find(({ before }) => before.sign !== undefined)?.before.sign;
  if (sign !== undefined) return { why: "sign", sign };
  const attached = [tokens[from]?.before, after].find(
    (gap) => gap?.sign !== undefined && !gap.hasSpace && !isPunctuation.test(gap.sign),
  );
  if (attached?.sign !== undefined && usualLengths.includes(textOf(tokens, span).length + 1))
    return { why: "sign", sign: attached.sign };
  const { opening } = tokens[from]?.before ?? end;
  const marks = [opening, after.closing];
  const isElsewhere = [...tokens.map(({ before }) => before), end].some(
    (gap) =>
      gap !== tokens[from]?.before &&
      gap !== after &&
      [gap.sign, gap.opening, gap.closing].some((sign) => sign !== undefined && marks.includes(sign)),
  );
  if (!isElsewhere && isEnclosed(opening, after.closing)) return undefined;
  return (
    edgeProblem(tokens, span, -1, end) ??
    edgeProblem(tokens, span, 1, end) ??
    (mayContinueOnBothSides(tokens, span) || startsOrEndsWithWord(tokens, span)
      ? { why: "unclear-boundaries" }
      : undefined)
  );
};

/** Pairs of marks around a key, besides equal ones. */
const pairs = ["()", "[]", "{}", "<>", "„”", "„“", "“”", "»«", "«»", "‘’"];

/** Whether a key stands between a pair of quotes, brackets or the like, which have white space around them. */
const isEnclosed = (opening: string | undefined, closing: string | undefined): boolean =>
  opening !== undefined &&
  closing !== undefined &&
  ((opening === closing && /["'`*_~]/u.test(opening)) || pairs.includes(`${opening}${closing}`));

/** Whether what stands on one side of the key could be a part of it. */
const edgeProblem = (
  tokens: readonly Token[],
  { from, to }: Span,
  step: -1 | 1,
  end: Gap,
): KeyProblem | undefined => {
  const key = tokens.slice(from, to);
  const whole = textOf(tokens, { from, to }).toUpperCase();
  let length = whole.length;
  let bits = 0;
  let sign: string | undefined;
  for (let at = step < 0 ? from - 1 : to; ; at += step) {
    const token = tokens[at];
    const gap = tokens[step < 0 ? at + 1 : at]?.before;
    if (token === undefined || gap === undefined || isSurelyWord(token, key)) return undefined;
    if ((gap.hasLineBreak || gap.endsSentence || (gap.hasColon && gap.hasSpace)) && isInOtherCase(token, key))
      return undefined;
    if (at === (step < 0 ? from - 1 : to) && isLineOfWords(tokens, { from, to }, step)) return undefined;
    if (token.text.toUpperCase() === whole || isNumbering(token, gap, whole.length)) return undefined;
    sign ??= gap.sign;
    length += token.length;
    if (length > maxKeyCharacters) return undefined;
    if (continuesGroups(token, gap, key, step)) return problemOf(sign);
    const isCut = step < 0 ? token.before.omitsStart : (tokens[at + 1]?.before ?? end).omitsEnd;
    if (isCut && token.isBase32) return { why: "shortened" };
    bits += evidenceOfWord(token, gap, step);
    const wouldBeUsual = usualLengths.includes(length) && !usualLengths.includes(whole.length);
    if (bits >= wordBits + (wouldBeUsual ? usualLengthBits : 0)) return undefined;
    const isPiece = !token.isFamiliar && token.logOdds >= 0;
    if (sign !== undefined || isBase32Length(length) || !token.isBase32 || isPiece) return problemOf(sign);
  }
};

/** Whether a key of a possible length results with the tokens on both sides, none of which is surely a word. */
const mayContinueOnBothSides = (tokens: readonly Token[], { from, to }: Span): boolean => {
  const key = tokens.slice(from, to);
  const [before, after] = [tokens[from - 1], tokens[to]];
  if (before === undefined || after === undefined) return false;
  const isLoose = (token: Token, gap: Gap | undefined, step: -1 | 1): boolean =>
    gap !== undefined &&
    gap.sign === undefined &&
    token.isBase32 &&
    !isSurelyWord(token, key) &&
    evidenceOfWord(token, gap, step) < wordBits;
  return (
    isLoose(before, tokens[from]?.before, -1) &&
    isLoose(after, after.before, 1) &&
    isBase32Length(textOf(tokens, { from: from - 1, to: to + 1 }).length)
  );
};

/** Fewest letters of a name in capitals below a key. */
const minNameCharacters = 4;

/** Whether the key ends at a blank line or at the end of a sentence, beyond which there are ordinary words. */
const isLineOfWords = (tokens: readonly Token[], { from, to }: Span, step: -1 | 1): boolean => {
  const gap = tokens[step < 0 ? from : to]?.before;
  const key = tokens.slice(from, to);
  const isInOneLine = key.slice(1).every(({ before }) => !before.hasLineBreak);
  if (gap === undefined || !isInOneLine) return false;
  const isUsual = usualLengths.includes(textOf(tokens, { from, to }).length);
  if (!gap.hasBlankLine && !(gap.hasLineBreak && gap.endsSentence)) return false;
  let bits = gap.hasBlankLine ? sentenceBits : 0;
  for (let at = step < 0 ? from - 1 : to; ; at += step) {
    const token = tokens[at];
    const before = tokens[step < 0 ? at + 1 : at]?.before;
    if (token === undefined || before === undefined) break;
    if (before !== gap && before.hasLineBreak) break;
    if (token.mixesLettersAndDigits) return false;
    const isShort = before === gap && token.length < minNameCharacters;
    if (isShort && token.isBase32 && !token.isFamiliar && !isInOtherCase(token, key)) return false;
    if (!isUsual && isUpper(key) && token.isBase32 && token.casing === "upper") return false;
    bits += evidenceOfWord(token, before, step);
  }
  return bits >= wordBits;
};

const problemOf = (sign: string | undefined): KeyProblem =>
  sign === undefined ? { why: "unclear-boundaries" } : { why: "sign", sign };

/** Whether a token cannot belong to this key: no base32, or words in another case. */
const isSurelyWord = (token: Token, key: readonly Token[]): boolean => {
  // A login code, unless the groups of the key are as long.
  if (/^\d{6,}$/u.test(token.text)) return key.length < 2 || key[0]?.length !== token.length;
  const looksLikeWord = token.isFamiliar || token.logOdds < 0;
  if (!looksLikeWord || /\d/u.test(token.text)) return false;
  const foreign = token.text.normalize("NFC").replace(/[A-Za-z2-7]/gu, "").length;
  if (foreign > 1 || (foreign === 1 && token.isFamiliar && token.length > 4)) return true;
  const isCapitalized = foreign === 0 && /^\p{Lu}\p{Ll}+$/u.test(token.text);
  return (
    token.length >= 2 &&
    key.some(({ casing }) => casing === "upper" || casing === "lower") &&
    key.every(
      (group) =>
        group.casing === "digits" ||
        casingsClash(group, token) ||
        (isCapitalized && group.casing === "upper"),
    )
  );
};

const isUpper = (groups: readonly Token[]): boolean =>
  groups.every(({ casing }) => casing === "upper" || casing === "digits");

/**
 * Whether a token is in lower case, or only its first letter is a capital, beside a key in capitals. A letter that no
 * key has may have replaced a capital: "Yı" may be a group of the key.
 */
const isInOtherCase = (token: Token, key: readonly Token[]): boolean =>
  isUpper(key) &&
  /^\p{L}\p{Ll}+$/u.test(token.text.normalize("NFC")) &&
  (/[a-z]/u.test(token.text) || token.isFamiliar);

/**
 * Indices of the tokens inside a candidate that are words between its lines or before a colon, as "Bank" in
 * "Ügyfélkapu: ABCD… Bank: EFGH…".
 */
export const labelsInside = (tokens: readonly Token[], { from, to }: Span): readonly number[] => {
  const key = tokens.slice(from, to);
  const groups = key.filter(({ casing }) => casing === "upper" || casing === "digits");
  if (!groups.some(({ casing }) => casing === "upper")) return [];
  const isWord = key.map((token) => isInOtherCase(token, groups));
  if (groups.length + isWord.filter(Boolean).length < key.length) return [];
  return key.flatMap((_, at) => (isWord[at] === true ? [from + at] : []));
};

/** A number before an item of a list ("1.", "2)"). */
const isNumbering = (token: Token, gap: Gap, keyLength: number): boolean =>
  /^\d{1,2}$/u.test(token.text) &&
  (token.before.hasLineBreak || token.before.isStart) &&
  gap.sign !== undefined &&
  ").:".includes(gap.sign) &&
  gap.hasSpace &&
  (/[0189]/u.test(token.text) || usualLengths.includes(keyLength));

/** Whether a token beside the key looks like one more group of it. */
const continuesGroups = (token: Token, gap: Gap, key: readonly Token[], step: -1 | 1): boolean => {
  if (token.mixesLettersAndDigits) return true;
  if (gap.sign !== undefined || key.length < 2) return false;
  const neighbour = step < 0 ? key[0] : key.at(-1);
  const groupLength = key[0]?.length ?? 0;
  if (step < 0) return token.length === groupLength;
  return neighbour?.length === groupLength && token.length <= groupLength;
};

/** Bits in favour of a word beside a key rather than a part of it. */
const evidenceOfWord = (token: Token, gap: Gap, step: -1 | 1): number => {
  const bits = token.isFamiliar ? bitsPerCharacter * (token.length - 1) : -token.logOdds - unknownWordBits;
  const isSentence = gap.endsSentence;
  const isLabelColon = step < 0 && gap.hasColon;
  return (
    bits +
    breakBits +
    (isSentence ? sentenceBits : 0) +
    (isLabelColon && gap.hasSpace ? labelColonBits : 0) +
    (isLabelColon && labelOf(token.word) !== undefined ? labelBits : 0)
  );
};

/** Most words at one end of a key that are looked at. */
const maxEdgeWords = 3;

/**
 * Whether groups at the ends may be words, and the rest would still be a key without them. Of a usual length, and in
 * regular groups, it takes more to make a group a word.
 */
const startsOrEndsWithWord = (tokens: readonly Token[], { from, to }: Span): boolean => {
  const key = tokens.slice(from, to);
  const length = textOf(tokens, { from, to }).length;
  const isUsual = usualLengths.includes(length);
  const isRegular = key.every(
    (group, at) =>
      group.length < minKeyCharacters && (group.length === key[0]?.length || at === key.length - 1),
  );
  const mayBeWord = (token: Token, isOnOwnLine: boolean): boolean => {
    if (/\d/u.test(token.text)) return false;
    if (token.length === 1 && token.casing === "lower" && key.some(({ casing }) => casing === "upper"))
      return true;
    if (token.isFamiliar && !isRegular) return true;
    if (length - token.length < minKeyCharacters) return false;
    if (token.isFamiliar && token.length > 1) return true;
    if (
      isSurelyWord(
        token,
        key.filter((group) => group !== token),
      )
    )
      return true;
    const isMoreUsual = usualLengths.includes(length - token.length) && !isUsual;
    return token.logOdds < (isMoreUsual || !isRegular || isOnOwnLine ? 0 : isUsual ? -8 : -4);
  };
  const wordsAt = (groups: readonly Token[], breakAfter: (at: number) => boolean): number[] => {
    const lengths = [0];
    for (const [at, token] of groups.slice(0, maxEdgeWords).entries()) {
      if (!mayBeWord(token, breakAfter(at))) break;
      lengths.push((lengths.at(-1) ?? 0) + token.length);
    }
    return lengths;
  };
  const reversed = key.toReversed();
  const atStart = wordsAt(key, (at) => key[at + 1]?.before.hasLineBreak === true);
  const atEnd = wordsAt(reversed, (at) => reversed[at]?.before.hasLineBreak === true);
  return atStart.some((before) =>
    atEnd.some((after) => before + after > 0 && (!isRegular || length - before - after >= minKeyCharacters)),
  );
};

/** The pieces of a key that may be keys of their own: its lines, or its groups if it stands in one line. */
export const piecesOf = (tokens: readonly Token[], { from, to }: Span): readonly string[] => {
  const key = tokens.slice(from, to);
  const inLines = key.some(({ before }, at) => at > 0 && before.hasLineBreak);
  const pieces: string[] = [];
  for (const [at, { text, before }] of key.entries())
    if (at === 0 || before.hasLineBreak || !inLines) pieces.push(text);
    else pieces.push(`${pieces.pop() ?? ""}${text}`);
  return pieces;
};
