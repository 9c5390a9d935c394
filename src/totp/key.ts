import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";
import { Secret } from "otpauth";
import { isVisible, withoutStackedMarks } from "./key-name.ts";

export type Algorithm = "SHA1" | "SHA256" | "SHA512";
export type Digits = 6 | 7 | 8;

/** The parts of a key. Missing parameters take the defaults of the Key URI Format: SHA1, 6 digits, 30 seconds. */
export interface KeyParts {
  /** The shared secret, 10 to 128 bytes. Copied. */
  secret: Uint8Array;
  /** Who issued the key. */
  issuer?: string | undefined;
  /** The account it belongs to. */
  account?: string | undefined;
  algorithm?: Algorithm | undefined;
  digits?: Digits | undefined;
  /** How long a code is valid, in whole seconds. */
  period?: number | undefined;
}

/** Bounds of the secret in bytes. The shortest in use has 16 base32 characters; the longest is a block of HMAC-SHA512. */
export const secretBytes = { min: 10, max: 128 } as const;

/** Bounds of the period in seconds: long enough to type a code, short enough that a stolen one soon expires. */
export const periodSeconds = { min: 10, max: 300 } as const;

/** Keys the hashes that are compared within one run. */
const runKey = randomBytes(32);

/** Longest issuer or account name; the rest is cut off. */
const maxNameCharacters = 64;

/** Control and format characters, which could reverse a name on the screen, and lone surrogates; not joiners in emoji. */
const unprintable =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D\p{Extended_Pictographic})[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const tidyName = (name: string | undefined): string | undefined => {
  const shown = withoutStackedMarks(name?.replace(unprintable, "").trim() ?? "");
  return !isVisible(shown) ? undefined : Array.from(shown).slice(0, maxNameCharacters).join("").trim();
};

/**
 * A TOTP key (RFC 6238): the shared secret and the parameters for computing codes. Immutable.
 *
 * `console.log`, `JSON.stringify` and template strings print `[key]`; only the properties `secret` and `base32` reveal
 * the secret.
 */
export class Key {
  readonly issuer: string | undefined;
  readonly account: string | undefined;
  readonly algorithm: Algorithm;
  readonly digits: Digits;
  readonly period: number;
  readonly #secret: Uint8Array;
  #secretHash: Buffer | undefined;

  /** @throws RangeError if a part is out of bounds; the message never contains the secret. */
  constructor({ secret, issuer, account, algorithm = "SHA1", digits = 6, period = 30 }: KeyParts) {
    if (secret.length < secretBytes.min || secret.length > secretBytes.max)
      throw new RangeError("the secret must have 10 to 128 bytes");
    if (!["SHA1", "SHA256", "SHA512"].includes(algorithm)) throw new RangeError("unknown algorithm");
    if (![6, 7, 8].includes(digits)) throw new RangeError("a code must have 6, 7 or 8 digits");
    if (!Number.isInteger(period) || period < periodSeconds.min || period > periodSeconds.max)
      throw new RangeError("the period must be 10 to 300 whole seconds");
    this.#secret = Uint8Array.from(secret);
    this.issuer = tidyName(issuer);
    this.account = tidyName(account);
    this.algorithm = algorithm;
    this.digits = digits;
    this.period = period;
    Object.freeze(this);
  }

  /** A copy of the secret's bytes. */
  get secret(): Uint8Array {
    return Uint8Array.from(this.#secret);
  }

  /** The secret in base32 (RFC 4648), upper case and without padding, as apps expect it. */
  get base32(): string {
    return new Secret({ buffer: this.secret.buffer as ArrayBuffer }).base32;
  }

  /** Whether the secrets are equal, compared in constant time. */
  sameSecret(other: Key): boolean {
    // timingSafeEqual needs equal lengths; comparing hashes also hides the lengths.
    return timingSafeEqual(this.#hash(), other.#hash());
  }

  /**
   * Two keys have the same identity exactly if {@link sameAs} holds, so that one can be found among many in a set. It
   * reveals nothing about the secret and changes with every run of the program.
   */
  get identity(): string {
    return [this.#hash().toString("base64"), this.algorithm, this.digits, this.period].join(" ");
  }

  #hash(): Buffer {
    this.#secretHash ??= createHmac("sha256", runKey).update(this.#secret).digest();
    return this.#secretHash;
  }

  /** Whether both keys give the same codes: same secret, algorithm, digits and period. Names do not matter. */
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
