import { secretBytes } from "./key.ts";
import type { KeyProblem } from "./key-problem.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Length of the shortest key in use: 16 characters, which encode 10 bytes. */
export const minKeyCharacters = 16;

/** Length of the longest key: 205 characters, which encode 128 bytes. */
export const maxKeyCharacters = Math.ceil((secretBytes.max * 8) / 5);

/** Zero-width characters, the soft hyphen, and the direction marks that phones put around copied text. */
export const invisibleCharacters = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** What people and pages put between the groups of a key: spaces of every kind, line breaks, dashes. */
const separators = /[\s\p{Z}\p{Pd}\u2212]/gu;

/** Quotes around a key. Inside, and on one side only, they are wrong characters. */
const quoted = /^[\p{Pi}\p{Pf}"'`´„‚](.*)[\p{Pi}\p{Pf}"'`´„‚](=*)$/u;

const padding = /(?<!=)=+$/u;

/** Spelled out, because with the `i` flag `K` (Kelvin) and `ſ` (long s) would pass as K and S. */
const base32Text = /^[A-Za-z2-7]*$/u;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The decoded bytes, or why the text cannot be decoded. */
export type DecodedBase32 = { ok: true; bytes: Uint8Array } | ({ ok: false } & KeyProblem);

/** Removes separators, invisible characters, quotes around the text and trailing padding. */
export const withoutSeparators = (text: string): string =>
  text.replace(invisibleCharacters, "").replace(separators, "").replace(quoted, "$1$2").replace(padding, "");

/** Whether this many characters can encode whole bytes (RFC 4648 section 6). */
export const isBase32Length = (characters: number): boolean => ![1, 3, 6].includes(characters % 8);

/**
 * Decodes base32 (RFC 4648) as people paste it: any case, any grouping. It repairs nothing: a 0 is not an O, and
 * neither a Cyrillic А nor a full-width Ａ is an A. It names such a character instead, because a misread key gives
 * codes that look right and never work.
 *
 * It ignores the bits after the last whole byte even if they are not zero, as Google Authenticator does: some issuers
 * generate each character at random, which leaves such bits, and the codes are the same.
 */
export const decodeBase32 = (text: string): DecodedBase32 => {
  const bare = withoutSeparators(text);
  if (bare === "") return { ok: false, why: "empty" };
  if (!base32Text.test(bare)) return wrongCharacter(bare);
  if (bare.length < minKeyCharacters) return { ok: false, why: "too-short", length: bare.length };
  if (bare.length > maxKeyCharacters) return { ok: false, why: "too-long" };
  if (!isBase32Length(bare.length)) return { ok: false, why: "wrong-length" };
  return { ok: true, bytes: bytesOf(bare) };
};

const wrongCharacter = (bare: string): DecodedBase32 => {
  let position = 0;
  for (const { segment } of graphemes.segment(bare)) {
    position += 1;
    if (!base32Text.test(segment))
      // Composed only for display: composing the whole text would turn a Kelvin sign into a K.
      return { ok: false, why: "wrong-character", character: segment.normalize("NFC"), position };
  }
  // Unreachable: the text as a whole did not match.
  return { ok: false, why: "empty" };
};

const bytesOf = (bare: string): Uint8Array => {
  const bytes = new Uint8Array(Math.floor((bare.length * 5) / 8));
  let buffer = 0;
  let bufferedBits = 0;
  let length = 0;
  for (const character of bare.toUpperCase()) {
    buffer = ((buffer << 5) | alphabet.indexOf(character)) & 0xfff;
    bufferedBits += 5;
    if (bufferedBits < 8) continue;
    bufferedBits -= 8;
    bytes[length] = (buffer >> bufferedBits) & 0xff;
    length += 1;
  }
  return bytes;
};
