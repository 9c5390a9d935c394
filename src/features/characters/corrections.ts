import { distance } from "fastest-levenshtein";
import { isBase32Length, minKeyCharacters, withoutSeparators } from "../../totp/base32.ts";
import { isUsualCodeLength, isUsualKeyLength } from "../../key-characters/plausibility.ts";
import type { KeyProblem } from "../../totp/key-problem.ts";
import type { Reading } from "../../vault/records.ts";

/** Characters are compared, and corrected, in groups of this size. */
export const groupSize = 4;

/** The groups in which characters are shown; the last may be shorter. */
export const groupsOf = (characters: string): string[] =>
  characters.match(new RegExp(`.{1,${groupSize}}`, "g")) ?? [];

/** How much longer a reading may have been, the likeliest first: a doubled letter is often read once. */
const lengthErrors = [0, 1, -1, 2, -2] as const;

/**
 * How many characters a reading probably lacks: negative when it has too many, 0 when its length is usual, `undefined`
 * when it is far from every usual length.
 */
export const missingCharacters = ({ kind, characters }: Pick<Reading, "kind" | "characters">) =>
  lengthErrors.find((missing) => {
    const length = characters.length + missing;
    return kind === "key" ? isUsualKeyLength(length) : isUsualCodeLength(length);
  });

/** Whether a reading could be confirmed at all: a key must have a length that base32 allows. */
export const isConfirmable = ({ kind, characters }: Pick<Reading, "kind" | "characters">): boolean =>
  kind === "cancellation-code" ||
  (characters.length >= minKeyCharacters && isBase32Length(characters.length));

/** Whether two texts are probably the same characters, read or typed with mistakes. */
export const areAlike = (one: string, other: string): boolean =>
  distance(one, other) <= Math.max(one.length, other.length) / 3;

/** What a user has typed while a reading waits to be compared. */
export type Correction =
  /** The right characters of a group, counted from 0. */
  | { readonly kind: "group"; readonly group: number; readonly typed: string }
  /** All digits of a törlőkód. */
  | { readonly kind: "whole"; readonly typed: string }
  /** Meant as a group, but not of its length. */
  | { readonly kind: "wrong-length"; readonly group: number }
  /** Meant as a group, but with a character that no key has. */
  | {
      readonly kind: "wrong-character";
      readonly group: number;
      readonly problem: Extract<KeyProblem, { why: "wrong-character" }>;
    };

/** "3: ABCD", "3. csoport: ABCD", "a 3. ABCD". */
const numbered =
  /^(?:az?\s+)?(\d{1,2})\s{0,9}(?:[.:)=–-]\s{0,9})?(?:csoport\p{L}*)?\s{0,9}[:=–-]?\s{0,9}(?<=[\s.:)=–-])(\S.*)$/iu;

/** Characters in one piece, or one or two at a time; other texts are sentences. */
const looksLikeGroup = (text: string): boolean => {
  const tokens = text.split(/[\s-]+/);
  return (
    /^[A-Za-z0-9\s-]+$/.test(text) && (tokens.length === 1 || tokens.every((token) => token.length <= 2))
  );
};

/** Words of four letters and fewer that answer the bot's question. */
const answers = /^(igen|nem|ok|oke|jo|kesz|hogy|mit|mi|na)$/i;

const isIn = (reading: Reading, character: string): boolean =>
  (reading.kind === "key" ? /[A-Z2-7]/ : /\d/).test(character);

/** The length that a typed group may have: the last group may be shorter, or lack a character as it was read. */
const hasLengthOf = (groups: readonly string[], group: number, typed: string): boolean =>
  typed.length === groupSize || (group === groups.length - 1 && typed.length < groupSize);

/** The span of a reading that typed characters replace. */
interface Span {
  readonly start: number;
  readonly length: number;
  /** How many characters differ, are missing or surplus. */
  readonly difference: number;
}

/**
 * The span of a group that typed characters replace. A reading that lacks a character has it in none of its groups, so
 * there a span may be shorter than what was typed, and longer where a reading has one too many.
 */
const spanOf = (reading: Reading, group: number, typed: string): Span => {
  const { characters } = reading;
  const start = group * groupSize;
  const missing = missingCharacters(reading) ?? 0;
  const isLast = start + groupSize >= characters.length;
  const lengths = isLast
    ? [characters.length - start]
    : Array.from({ length: Math.abs(missing) + 1 }, (_, step) => groupSize - Math.sign(missing) * step);
  const spans = lengths.map((length) => ({
    start,
    length,
    difference: distance(typed, characters.slice(start, start + length)),
  }));
  // Of spans that are equally alike, the one that mends the length.
  return spans.reduce((best, span) => (span.difference <= best.difference ? span : best));
};

/** A group is taken for the one that was typed if at least two of its characters are. */
const maxDifference = 2;

const mostSimilar = (reading: Reading, typed: string): number | undefined => {
  const candidates = groupsOf(reading.characters)
    .map((_, group) => ({ group, ...spanOf(reading, group, typed) }))
    .filter(({ difference }) => difference <= maxDifference)
    .toSorted((a, b) => a.difference - b.difference);
  return candidates[0]?.group;
};

/**
 * Reads what a user has typed as a correction of a reading.
 * @returns `undefined` for every other text, whole keys among them
 */
export const parseCorrection = (text: string, reading: Reading): Correction | undefined => {
  const trimmed = text.trim();
  const groups = groupsOf(reading.characters);
  const [, number, rest = ""] = numbered.exec(trimmed) ?? [];
  const named = number === undefined ? undefined : Number(number) - 1;
  // "3 A B C" are four characters of a group, not the number of one.
  const isSpelledOut = /^\w( \w)+$/.test(trimmed);
  const isNamed =
    named !== undefined && named >= 0 && named < groups.length && !isSpelledOut && looksLikeGroup(rest);
  const own = isNamed ? rest : trimmed;
  const typed = withoutSeparators(own).toUpperCase();
  if (reading.kind === "cancellation-code" && !isNamed && /^\d{6,12}$/.test(typed))
    return { kind: "whole", typed };
  if (!looksLikeGroup(own)) return undefined;
  if (!isNamed && answers.test(typed)) return undefined;
  const group = isNamed ? named : (reading.chosen ?? mostSimilar(reading, typed));
  if (group === undefined || group >= groups.length) return undefined;
  if (!hasLengthOf(groups, group, typed)) {
    const isMeant = isNamed || (reading.chosen !== undefined && typed.length <= 2 * groupSize);
    return isMeant && own === own.toUpperCase() ? { kind: "wrong-length", group } : undefined;
  }
  const wrong = Array.from(typed).findIndex((character) => !isIn(reading, character));
  if (wrong < 0) return { kind: "group", group, typed };
  if (reading.kind === "cancellation-code") return undefined;
  const position = group * groupSize + wrong + 1;
  const problem = { why: "wrong-character", character: typed.charAt(wrong), position } as const;
  return { kind: "wrong-character", group, problem };
};

/** Puts what was typed in the place of a group. What the user has typed is no longer in doubt. */
export const correctGroup = (reading: Reading, group: number, typed: string): Reading => {
  const { characters, doubtful } = reading;
  const { start, length } = spanOf(reading, group, typed);
  const shift = typed.length - length;
  return {
    ...reading,
    characters: characters.slice(0, start) + typed + characters.slice(start + length),
    doubtful: doubtful
      .filter((position) => position < start || position >= start + length)
      .map((position) => (position < start ? position : position + shift)),
    chosen: undefined,
  };
};
