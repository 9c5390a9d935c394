import type { MiddlewareFn } from "grammy";
import type { Clock } from "../clock/clock.ts";
import type { Context } from "./context.ts";

/** How much one chat may send: `burst` updates at once, then `perSecond`. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Enough for three albums and a button or two at once, or for pressing as fast as possible for most of a minute. */
export const defaultRateLimit: RateLimit = { burst: 40, perSecond: 1 };

/** How often a chat is warned: the user then knows that what they send in between is dropped. */
const warnIntervalMs = 60_000;
/** Full buckets are deleted once there are this many. */
const minSweepSize = 10_000;

interface Bucket {
  tokens: number;
  /** When `tokens` was computed; ms since 1970. */
  updatedAt: number;
  /** ms since 1970. */
  warnedAt: number;
}

/**
 * Keeps one chat that floods the bot from holding up the others: a token bucket for each chat, in memory. It is not
 * a library because rate-limiter-flexible and @grammyjs/ratelimiter count in fixed windows, which let twice as much
 * through at their edges, and neither says when to warn the user; `limiter` would save three lines.
 */
export class RateLimiter {
  readonly #clock: Pick<Clock, "now">;
  readonly #limit: RateLimit;
  readonly #buckets = new Map<number, Bucket>();
  #sweepSize = minSweepSize;

  constructor(clock: Pick<Clock, "now">, limit: RateLimit = defaultRateLimit) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** The number of chats in memory. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of the chat. @returns whether to accept the update, drop it, or drop it and warn the user */
  check(chatId: number): "accept" | "drop" | "warn" {
    const now = this.#clock.now();
    if (this.#buckets.size >= this.#sweepSize) this.#sweep(now);
    const bucket = this.#buckets.get(chatId) ?? {
      tokens: this.#limit.burst,
      updatedAt: now,
      warnedAt: -Infinity,
    };
    bucket.tokens = this.#tokensIn(bucket, now);
    bucket.updatedAt = now;
    this.#buckets.set(chatId, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return "accept";
    }
    if (now - bucket.warnedAt < warnIntervalMs) return "drop";
    bucket.warnedAt = now;
    return "warn";
  }

  #tokensIn({ tokens, updatedAt }: Bucket, now: number): number {
    const { burst, perSecond } = this.#limit;
    return Math.min(burst, tokens + (Math.max(0, now - updatedAt) / 1_000) * perSecond);
  }

  /** Deletes full buckets: a new one would be the same. */
  #sweep(now: number): void {
    for (const [chatId, bucket] of this.#buckets)
      if (this.#tokensIn(bucket, now) >= this.#limit.burst) this.#buckets.delete(chatId);
    this.#sweepSize = Math.max(minSweepSize, 2 * this.#buckets.size);
  }
}

/**
 * Drops what a chat sends beyond its limit, before it waits for the chat's lock.
 * @param warn tells the user, and what to do about what was dropped
 */
export const rateLimit =
  (limiter: RateLimiter, warn: (ctx: Context) => Promise<unknown>): MiddlewareFn<Context> =>
  async (ctx, next) => {
    const decision = limiter.check(ctx.chatId);
    if (decision === "accept") return next();
    ctx.outcome = "flood";
    if (decision === "warn") await warn(ctx);
  };

/**
 * Drops updates beyond another limit than that of {@link rateLimit}.
 * @param warn tells the user, once a minute
 * @returns drops one update
 */
export const dropFlood = (
  clock: Pick<Clock, "now">,
  warn: (ctx: Context) => Promise<unknown>,
): ((ctx: Context) => Promise<void>) => {
  const warnings = new RateLimiter(clock, { burst: 1, perSecond: 1_000 / warnIntervalMs });
  return async (ctx) => {
    ctx.outcome = "flood";
    if (warnings.check(ctx.chatId) === "accept") await warn(ctx);
  };
};
