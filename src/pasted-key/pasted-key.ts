import type { GoogleExport } from "../totp/google-export.ts";
import type { Key } from "../totp/key.ts";
import type { KeyProblem } from "../totp/key-problem.ts";

/** What a message contains. */
export type PastedKey =
  /** Certainly a key. */
  | { kind: "key"; key: Key }
  /** A key, or words run together: the user must decide. */
  | { kind: "unsure"; key: Key }
  /**
   * Several keys, or an export of Google Authenticator, or both.
   *
   * `keys` has every key once, those of the exports included; it may be empty if an export has no usable key.
   * `problems` says what is wrong with the other links of the text.
   */
  | { kind: "keys"; keys: readonly Key[]; exports: readonly GoogleExport[]; problems: readonly KeyProblem[] }
  /** Two pieces that are one key in two lines, or two keys: the user must decide. */
  | { kind: "halves"; joined: Key; separate: readonly [Key, Key] }
  /** Clearly meant as a key, but not usable. */
  | { kind: "problem"; problem: KeyProblem }
  /** Anything else. */
  | { kind: "words" };
