import { createHash, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";
import { Secret } from "otpauth";

export type Algorithm = "SHA1" | "SHA256" | "SHA512";
export type Digits = 6 | 7 | 8;

/** What a key is made of; what is left out takes the default of the Key URI Format: SHA1, 6 digits, 30 seconds. */
export interface KeyParts {
  /** The shared secret, 10 to 128 bytes. Copied. */
  secret: Uint8Array;
  /** Who gave the key, as the link names them. */
  issuer?: string | undefined;
  /** Whose account it opens, as the link names it. */
  account?: string | undefined;
  algorithm?: Algorithm | undefined;
  digits?: Digits | undefined;
  /** Seconds a code lives, a whole number. */
  period?: number | undefined;
}

/** Bounds of the secret in bytes: 16 characters of base32 are the least in use; HMAC-SHA512's block is the most. */
export const SECRET_BYTES = { min: 10, max: 128 } as const;

/** Bounds of the period in seconds: a code must live long enough to be typed, and die before it can be misused. */
export const PERIOD_SECONDS = { min: 10, max: 300 } as const;

const NAME_LENGTH = 64;

/** Control and invisible format characters (they could turn a name around on the screen), and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function tidy(name: string | undefined): string | undefined {
  const shown = name?.replace(UNPRINTABLE, "").trim() ?? "";
  return shown === "" ? undefined : Array.from(shown).slice(0, NAME_LENGTH).join("").trim();
}

/**
 * A TOTP key (RFC 6238): the secret and how to make codes of it. Immutable.
 *
 * The secret is out of reach of `console.log`, `JSON.stringify` and templates, all of which print `[key]`; only
 * code that asks for `secret` or `base32` by name gets it.
 */
export class Key {
  readonly issuer: string | undefined;
  readonly account: string | undefined;
  readonly algorithm: Algorithm;
  readonly digits: Digits;
  readonly period: number;
  readonly #secret: Uint8Array;

  /** @throws RangeError when a part is out of bounds; the message never carries the secret. */
  constructor({ secret, issuer, account, algorithm = "SHA1", digits = 6, period = 30 }: KeyParts) {
    if (secret.length < SECRET_BYTES.min || secret.length > SECRET_BYTES.max)
      throw new RangeError("a secret has 10 to 128 bytes");
    if (!["SHA1", "SHA256", "SHA512"].includes(algorithm)) throw new RangeError("unknown algorithm");
    if (![6, 7, 8].includes(digits)) throw new RangeError("a code has 6, 7 or 8 digits");
    if (!Number.isInteger(period) || period < PERIOD_SECONDS.min || period > PERIOD_SECONDS.max)
      throw new RangeError("a period has 10 to 300 whole seconds");
    this.#secret = Uint8Array.from(secret);
    this.issuer = tidy(issuer);
    this.account = tidy(account);
    this.algorithm = algorithm;
    this.digits = digits;
    this.period = period;
    Object.freeze(this);
  }

  /** The secret's bytes, a copy each time. */
  get secret(): Uint8Array {
    return Uint8Array.from(this.#secret);
  }

  /** The secret as people type it into an app: RFC 4648 base32 in upper case, no padding. */
  get base32(): string {
    return new Secret({ buffer: this.secret.buffer as ArrayBuffer }).base32;
  }

  /** Whether the secrets are equal, in a time that tells nothing about where they differ. */
  sameSecret(other: Key): boolean {
    // Hashes, because timingSafeEqual wants equal lengths and would otherwise tell the length.
    const hash = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
    return timingSafeEqual(hash(this.#secret), hash(other.#secret));
  }

  /** Whether both give the same codes: same secret, algorithm, digits and period. Names do not count. */
  sameAs(other: Key): boolean {
    return (
      this.sameSecret(other) &&
      this.algorithm === other.algorithm &&
      this.digits === other.digits &&
      this.period === other.period
    );
  }

  toString(): string {
    return "[key]";
  }

  toJSON(): string {
    return "[key]";
  }

  [inspect.custom](): string {
    return "[key]";
  }
}
