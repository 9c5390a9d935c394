import { inspect } from "node:util";
import { Secret, TOTP } from "otpauth";
import type { Key } from "./key.ts";

/** A login code and when it is valid. It prints as `[code]` everywhere; only the `digits` property reveals it. */
export class Code {
  /** Unix time in milliseconds from which it is the current code. */
  readonly validFrom: number;
  /** Unix time in milliseconds from which it no longer is. */
  readonly validUntil: number;
  /** Seconds until `validUntil` when the code was computed, rounded down. */
  readonly secondsLeft: number;
  readonly #digits: string;

  constructor(digits: string, validFrom: number, validUntil: number, secondsLeft: number) {
    this.#digits = digits;
    this.validFrom = validFrom;
    this.validUntil = validUntil;
    this.secondsLeft = secondsLeft;
    Object.freeze(this);
  }

  /** 6 to 8 digits with leading zeros and no spaces, as the copy button needs them. */
  get digits(): string {
    return this.#digits;
  }

  toString(): string {
    return "[code]";
  }

  toJSON(): string {
    return "[code]";
  }

  [inspect.custom](): string {
    return "[code]";
  }
}

/**
 * Computes the code of a key at a time (RFC 6238, T0 = 0).
 *
 * @param now Unix time in milliseconds.
 * @throws RangeError if `now` is negative or not finite.
 */
export const codeAt = (key: Key, now: number): Code => {
  if (!Number.isFinite(now) || now < 0) throw new RangeError("now must be a Unix time in milliseconds");
  const { algorithm, digits, period } = key;
  const periodMs = period * 1000;
  const validFrom = Math.floor(now / periodMs) * periodMs;
  const validUntil = validFrom + periodMs;
  const secret = new Secret({ buffer: key.secret.buffer as ArrayBuffer });
  const code = TOTP.generate({ secret, algorithm, digits, period, timestamp: validFrom });
  return new Code(code, validFrom, validUntil, Math.floor((validUntil - now) / 1000));
};

/** Splits digits into two groups, as people read them aloud: `123 456`, `123 4567`, `1234 5678`. */
export const grouped = (digits: string): string => {
  const half = Math.floor(digits.length / 2);
  return `${digits.slice(0, half)} ${digits.slice(half)}`;
};
