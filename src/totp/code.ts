import { inspect } from "node:util";
import { Secret, TOTP } from "otpauth";
import type { Key } from "./key.ts";

/** A login code and its life. Prints as `[code]` everywhere; only `digits`, asked by name, tells it. */
export class Code {
  /** The first millisecond (Unix time) at which it is the current code. */
  readonly validFrom: number;
  /** The first millisecond at which it no longer is. */
  readonly validUntil: number;
  /** Whole seconds of life left when it was asked for, rounded down. */
  readonly secondsLeft: number;
  readonly #digits: string;

  constructor(digits: string, validFrom: number, validUntil: number, secondsLeft: number) {
    this.#digits = digits;
    this.validFrom = validFrom;
    this.validUntil = validUntil;
    this.secondsLeft = secondsLeft;
    Object.freeze(this);
  }

  /** 6 to 8 digits, leading zeros kept, no spaces: what goes into the copy button. */
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
 * The code that a key gives at a time (RFC 6238, T0 = 0).
 *
 * @param now milliseconds of Unix time.
 * @throws RangeError when `now` is not a time since 1970.
 */
export function codeAt(key: Key, now: number): Code {
  if (!Number.isFinite(now) || now < 0) throw new RangeError("a time in milliseconds since 1970 is needed");
  const { algorithm, digits, period } = key;
  const life = period * 1000;
  const validFrom = Math.floor(now / life) * life;
  const validUntil = validFrom + life;
  const secret = new Secret({ buffer: key.secret.buffer as ArrayBuffer });
  const shown = TOTP.generate({ secret, algorithm, digits, period, timestamp: validFrom });
  return new Code(shown, validFrom, validUntil, Math.floor((validUntil - now) / 1000));
}

/** Digits as people read them aloud: `123 456`, `123 4567`, `1234 5678`. */
export function grouped(digits: string): string {
  const half = Math.floor(digits.length / 2);
  return `${digits.slice(0, half)} ${digits.slice(half)}`;
}
