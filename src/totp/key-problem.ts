import type { Key } from "./key.ts";

/**
 * Why a text is not a usable key. Every `why` has one sentence of advice for the person; none carries the text
 * itself, only what the advice must name.
 */
export type KeyProblem =
  /** A character no key has (RFC 4648 base32 knows A-Z and 2-7 only); `position` counts the key's characters from 1. */
  | { why: "wrong-character"; character: string; position: number }
  /** Fewer than 16 characters; `length` is how many there were. */
  | { why: "too-short"; length: number }
  /** More than 128 bytes: no issuer makes such keys, so this is some other text. */
  | { why: "too-long" }
  /** A label or a link, and no key in it. */
  | { why: "empty" }
  /** A length that base32 never gives (RFC 4648 section 6): a character is missing, or there is one too many. */
  | { why: "wrong-length" }
  /** Counter-based (RFC 4226): the service moves the counter, so no clock can give its codes. */
  | { why: "hotp" }
  | { why: "bad-period" }
  | { why: "bad-digits" }
  | { why: "bad-algorithm" }
  /** An `otpauth:` link that is malformed, torn, contradicts itself, or is of a type unknown to us. */
  | { why: "bad-link" }
  /** `otpauth-migration:`, the export of Google Authenticator: many keys in one picture. */
  | { why: "google-export" }
  /** There is a key, but not where it begins or ends; or there are two different ones. */
  | { why: "unclear-edges" };

/** A key, or the reason why there is none. */
export type ParsedKey = { ok: true; key: Key } | ({ ok: false } & KeyProblem);

/** The bare problem of a failed parse, without the `ok`. */
export function problemOf(failed: { ok: false } & KeyProblem): KeyProblem {
  if (failed.why === "wrong-character")
    return { why: failed.why, character: failed.character, position: failed.position };
  return failed.why === "too-short" ? { why: failed.why, length: failed.length } : { why: failed.why };
}
