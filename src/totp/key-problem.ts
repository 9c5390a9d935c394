import type { Key } from "./key.ts";

/**
 * Why a text is not a usable key. Every `why` has one sentence of advice for the user. None contains the text itself,
 * only what the advice must name.
 */
export type KeyProblem =
  /** A character outside the base32 alphabet (RFC 4648: A-Z, 2-7); `position` counts the key's characters from 1. */
  | { why: "wrong-character"; character: string; position: number }
  /** Fewer than 16 characters; `length` is how many there are. */
  | { why: "too-short"; length: number }
  /** More than 128 bytes. No issuer makes such keys, so this is some other text. */
  | { why: "too-long" }
  /** A label or a link without a key. */
  | { why: "empty" }
  /** A length that base32 never has (RFC 4648 section 6): a character is missing or extra. */
  | { why: "wrong-length" }
  /** A counter-based key (RFC 4226). Its codes depend on the service's counter, not on the time. */
  | { why: "hotp" }
  | { why: "bad-period" }
  | { why: "bad-digits" }
  | { why: "bad-algorithm" }
  /** A key of Steam, whose codes are letters (`encoder=steam`, `issuer=Steam`, `steam://`). */
  | { why: "steam" }
  /** Half a key: the app that scans it adds the other half (`2step_salt` and others of privacyIDEA). */
  | { why: "two-step" }
  /** An `otpauth:` link that is malformed, incomplete, contradicts itself or has an unknown type. */
  | { why: "bad-link" }
  /** An `otpauth-migration:` link, which exports several keys from Google Authenticator. */
  | { why: "google-export" }
  /** A sign that no key contains stands between characters of a key; `sign` is that sign. */
  | { why: "sign"; sign: string }
  /** An ellipsis stands beside the key: the page shows only a part of it. */
  | { why: "shortened" }
  /** A key in hexadecimal digits. */
  | { why: "hex" }
  /** Settings stand beside the key, and it is unclear whether they belong to it or what they mean. */
  | { why: "unclear-settings" }
  /** It is unclear where the key begins or ends, or there are two different keys. */
  | { why: "unclear-boundaries" };

/** A key, or why there is none. */
export type ParsedKey = { ok: true; key: Key } | ({ ok: false } & KeyProblem);

/** The problem of a failed parse, without `ok`. */
export const problemOf = (failed: { ok: false } & KeyProblem): KeyProblem => {
  if (failed.why === "wrong-character")
    return { why: failed.why, character: failed.character, position: failed.position };
  if (failed.why === "sign") return { why: failed.why, sign: failed.sign };
  return failed.why === "too-short" ? { why: failed.why, length: failed.length } : { why: failed.why };
};
