/** Longest name of a key, in characters as people count them (grapheme clusters). */
const maxGraphemes = 40;

/** The same in UTF-16 code units, because one grapheme can have very many. */
const maxCodeUnits = 160;

/**
 * Control and format characters, which could reverse the text around a name; lone surrogates; and blank characters. The
 * joiners inside an emoji, as in a family, stay.
 */
const invisible =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}])\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** More combining marks than any language uses would draw over the lines around the name. */
const stackedMarks = /(\p{M}{2})\p{M}+/gu;

/** At most two combining marks on each letter. */
export const withoutStackedMarks = (text: string): string => text.replace(stackedMarks, "$1");

const graphemes = new Intl.Segmenter("hu", { granularity: "grapheme" });

/** A name for a key, or why the text is not a valid one. */
export type ParsedKeyName = { ok: true; name: string } | { ok: false; why: "empty" | "too-long" };

/** One line without invisible characters. */
const tidied = (text: string): string =>
  text
    .replace(/\s+/gu, " ")
    .replace(/\uFE0F/gu, "")
    .replace(invisible, "")
    .normalize("NFC")
    .replace(stackedMarks, "$1")
    .replace(/ +/gu, " ")
    .trim();

/** Whether a name has a character that is seen. */
export const isVisible = (name: string): boolean => /[\p{L}\p{N}\p{P}\p{S}]/u.test(tidied(name));

/** A name from outside, such as an export's, as it may be shown: tidied and cut off. @returns "" if nothing is left */
export const shownName = (text: string): string => {
  const name = tidied(text);
  if (!isVisible(name)) return "";
  const characters = Array.from(graphemes.segment(name.slice(0, 4 * maxCodeUnits)), ({ segment }) => segment);
  const kept = characters.slice(0, maxGraphemes).join("").slice(0, maxCodeUnits);
  return kept.length < name.length ? `${kept.replace(/\p{Cs}/gu, "")}…` : name;
};

/** Turns what the user typed into a name that is safe to show: one line, no invisible characters. Never throws. */
export const parseKeyName = (text: string): ParsedKeyName => {
  const name = tidied(text);
  if (!isVisible(name)) return { ok: false, why: "empty" };
  const tooLong = name.length > maxCodeUnits || [...graphemes.segment(name)].length > maxGraphemes;
  return tooLong ? { ok: false, why: "too-long" } : { ok: true, name };
};

const folded = (name: string): string => name.toLocaleLowerCase("hu");

/** Whether two names are the same apart from upper and lower case. */
export const sameName = (one: string, other: string): boolean => folded(one) === folded(other);

/** Gives names that differ, also in upper and lower case, from all that are taken. */
export class UniqueNames {
  readonly #taken: Set<string>;
  /** The number to try next for a name. Those below are taken, so that many equal names cost no more than different ones. */
  readonly #next = new Map<string, number>();

  /** @param taken the names that are taken from the start */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(Array.from(taken, folded));
  }

  /** Takes this name, or a numbered one if it is taken: "név", "név (2.)", "név (3.)". */
  take(base: string): string {
    const key = folded(base);
    for (let number = this.#next.get(key) ?? 1; ; number += 1) {
      const name = number === 1 ? base : `${base} (${number}.)`;
      if (this.#taken.has(folded(name))) continue;
      this.#taken.add(folded(name));
      this.#next.set(key, number + 1);
      return name;
    }
  }
}
