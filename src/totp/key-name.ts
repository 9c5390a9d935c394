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

const graphemes = new Intl.Segmenter("hu", { granularity: "grapheme" });

/** A name for a key, or why the text is not a valid one. */
export type ParsedKeyName = { ok: true; name: string } | { ok: false; why: "empty" | "too-long" };

/** Turns what the user typed into a name that is safe to show: one line, no invisible characters. Never throws. */
export const parseKeyName = (text: string): ParsedKeyName => {
  const name = text
    .replace(/\s+/gu, " ")
    .replace(/\uFE0F/gu, "")
    .replace(invisible, "")
    .normalize("NFC")
    .replace(stackedMarks, "$1")
    .replace(/ +/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return { ok: false, why: "empty" };
  const tooLong = name.length > maxCodeUnits || [...graphemes.segment(name)].length > maxGraphemes;
  return tooLong ? { ok: false, why: "too-long" } : { ok: true, name };
};

/** Whether two names are the same apart from upper and lower case. */
export const sameName = (one: string, other: string): boolean =>
  one.toLocaleLowerCase("hu") === other.toLocaleLowerCase("hu");
