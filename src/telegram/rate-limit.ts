import type { MiddlewareFn } from "grammy";
import type { Clock } from "../clock/clock.ts";
import type { Context } from "./context.ts";

/** How much one chat may send: so many updates at once, and so many a second from then on. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Three albums and a button or two at once, or somebody who presses as fast as they can for most of a minute. */
export const defaultRateLimit: RateLimit = { burst: 40, perSecond: 1 };

/** ms after which a chat that goes on is told again: what it sends in between is known to be dropped. */
const warnIntervalMs = 60_000;
/** Chats remembered before those are looked for that may send as much as ever. */
const sweepSize = 10_000;

/** What a chat may still send. */
interface Bucket {
  left: number;
  /** When `left` was true; ms since 1970. */
  at: number;
  /** When the chat was last told that it sends too much. */
  toldAt: number;
}

/**
 * One chat that floods the bot must not hold up the others: a token bucket a chat, in memory. Not a library:
 * rate-limiter-flexible and @grammyjs/ratelimiter count in fixed windows, which let twice as much through at their
 * edges, and neither says when to tell the person; what is left of `limiter` is the three lines that fill the bucket.
 */
export class RateLimiter {
  readonly #clock: Pick<Clock, "now">;
  readonly #allowance: RateLimit;
  readonly #buckets = new Map<number, Bucket>();
  #sweepAt = sweepSize;

  constructor(clock: Pick<Clock, "now">, allowance: RateLimit = defaultRateLimit) {
    this.#clock = clock;
    this.#allowance = allowance;
  }

  /** How many chats are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Whether an update of this chat is taken, dropped, or dropped and the person told so. */
  check(chatId: number): "take" | "drop" | "tell" {
    const now = this.#clock.now();
    if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
    const bucket = this.#buckets.get(chatId) ?? { left: this.#allowance.burst, at: now, toldAt: -Infinity };
    bucket.left = this.#leftIn(bucket, now);
    bucket.at = now;
    this.#buckets.set(chatId, bucket);
    if (bucket.left >= 1) {
      bucket.left -= 1;
      return "take";
    }
    if (now - bucket.toldAt < warnIntervalMs) return "drop";
    bucket.toldAt = now;
    return "tell";
  }

  #leftIn({ left, at }: Bucket, now: number): number {
    const { burst, perSecond } = this.#allowance;
    return Math.min(burst, left + (Math.max(0, now - at) / 1_000) * perSecond);
  }

  /** Forgets the chats that may send as much as ever. */
  #sweep(now: number): void {
    for (const [chatId, bucket] of this.#buckets)
      if (this.#leftIn(bucket, now) >= this.#allowance.burst) this.#buckets.delete(chatId);
    this.#sweepAt = Math.max(sweepSize, 2 * this.#buckets.size);
  }
}

/**
 * Drops what a chat sends beyond its allowance, before it waits for its turn.
 * @param tell says so to the person, and what to do about what was dropped
 */
export const rateLimit =
  (floods: RateLimiter, tell: (ctx: Context) => Promise<unknown>): MiddlewareFn<Context> =>
  async (ctx, next) => {
    const verdict = floods.check(ctx.chatId);
    if (verdict === "take") return next();
    ctx.outcome = "flood";
    if (verdict === "tell") await tell(ctx);
  };
