/** The longest name of a key, in characters as people count them. */
const LONGEST = 40;

/** The same in UTF-16 units: a character can be built of very many. */
const LONGEST_UNITS = 160;

/**
 * Control and format characters, which could turn the text around a name on the screen; lone surrogates; and what
 * shows nothing at all.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** More marks on a letter than any language has would paint over the lines around it. */
const HEAPED_MARKS = /(\p{M}{2})\p{M}+/gu;

const characters = new Intl.Segmenter("hu", { granularity: "grapheme" });

/** A name for a key, or why the text is none. */
export type Named = { ok: true; name: string } | { ok: false; why: "empty" | "too-long" };

/** What a person typed, as a name to be shown: on one line, without anything invisible. Pure, never throws. */
export function parseKeyName(text: string): Named {
  const name = text
    .replace(/\s+/gu, " ")
    .replace(INVISIBLE, "")
    .normalize("NFC")
    .replace(HEAPED_MARKS, "$1")
    .replace(/ +/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(name)) return { ok: false, why: "empty" };
  const tooLong = name.length > LONGEST_UNITS || [...characters.segment(name)].length > LONGEST;
  return tooLong ? { ok: false, why: "too-long" } : { ok: true, name };
}

/** Whether people would take two names for the same one: capitals do not part them. */
export function sameName(one: string, other: string): boolean {
  return one.toLocaleLowerCase("hu") === other.toLocaleLowerCase("hu");
}
