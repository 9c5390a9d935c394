import { SECRET_BYTES } from "./key.ts";
import type { KeyProblem } from "./key-problem.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The shortest key in use: 16 characters, 10 bytes. */
export const SHORTEST = 16;

/** The longest: 205 characters, 128 bytes. */
export const LONGEST = Math.ceil((SECRET_BYTES.max * 8) / 5);

/** Characters that take no room: zero-width ones, the soft hyphen, and the direction marks phones put around copied text. */
export const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** What people and pages put between the groups of a key: spaces of every kind, line breaks, dashes, quotes. */
const SEPARATOR = /[\s\p{Z}\p{Pd}\u2212\p{Pi}\p{Pf}"'`´„‚]/gu;

const PADDING = /=+$/u;

/** Spelled out, without the `i` flag: with it, `K` (Kelvin) and `ſ` (long s) would pass as K and S. */
const KEY_TEXT = /^[A-Za-z2-7]*$/u;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Bytes, or why the text gives none. */
export type Decoded = { ok: true; bytes: Uint8Array } | ({ ok: false } & KeyProblem);

/** The key's own characters: the text without separators, invisible characters and trailing padding. */
export function withoutSeparators(text: string): string {
  return text.replace(INVISIBLE, "").replace(SEPARATOR, "").replace(PADDING, "");
}

/** Whether n characters can be the base32 of whole bytes (RFC 4648 section 6). */
export function possibleLength(n: number): boolean {
  return ![1, 3, 6].includes(n % 8);
}

/**
 * Decodes base32 (RFC 4648) as people paste it: any case, any grouping. Nothing is repaired: a 0 is not an O, a
 * Cyrillic А is not an A, a full-width Ａ is not one either. Such a character is named instead, because a key read
 * wrong gives codes that look right and never work.
 *
 * Bits left over after the last whole byte are ignored even when they are not zero, as Google Authenticator does:
 * some issuers draw each character at random, so their keys have such bits, and the codes are the same.
 */
export function decodeBase32(text: string): Decoded {
  const bare = withoutSeparators(text);
  if (bare === "") return { ok: false, why: "empty" };
  if (!KEY_TEXT.test(bare)) return wrongCharacter(bare);
  if (bare.length < SHORTEST) return { ok: false, why: "too-short", length: bare.length };
  if (bare.length > LONGEST) return { ok: false, why: "too-long" };
  if (!possibleLength(bare.length)) return { ok: false, why: "wrong-length" };
  return { ok: true, bytes: bytesOf(bare) };
}

function wrongCharacter(bare: string): Decoded {
  let position = 0;
  for (const { segment } of graphemes.segment(bare)) {
    position += 1;
    if (!KEY_TEXT.test(segment))
      // Composed only for showing: composing the text itself would turn a Kelvin sign into a K.
      return { ok: false, why: "wrong-character", character: segment.normalize("NFC"), position };
  }
  // Unreachable: the text as a whole did not match.
  return { ok: false, why: "empty" };
}

function bytesOf(bare: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((bare.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let next = 0;
  for (const character of bare.toUpperCase()) {
    held = ((held << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[next] = (held >> bits) & 0xff;
    next += 1;
  }
  return bytes;
}
