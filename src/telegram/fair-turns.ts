import { setTimeout as wait } from "node:timers/promises";
import type { MiddlewareFn } from "grammy";
import type { Clock } from "../clock/clock.ts";
import { FairQueue } from "../jobs/fair-queue.ts";
import { RecentUse } from "../jobs/recent-use.ts";
import type { Context } from "./context.ts";
import { defaultRateLimit, dropFlood } from "./rate-limit.ts";

/** How many updates are handled at once, each of another chat. */
const maxConcurrentUpdates = 24;
/** More waiting updates mean that they come faster than they are handled; polling brings at most a hundred at once. */
const maxWaitingUpdates = 40;
/** Roughly the processor time that an update takes, and a text of so many characters in addition. */
const updateMs = 10;
const charactersPerMs = 128;
/** A chat that has sent so many updates lately can lose what waits: as many as its rate limit allows at once, three albums for example. */
const minUseToDropMs = defaultRateLimit.burst * updateMs;
/** An update that takes longer gives its place to another: it waits for Telegram or for a file. */
const placeMs = 1_000;

const costMs = ({ message }: Context): number =>
  updateMs + (message?.text ?? message?.caption ?? "").length / charactersPerMs;

/**
 * Limits how many updates are handled at once. Updates of the chats that have sent the fewest lately go first; when too
 * many wait, the chat that has sent the most loses what it has waiting.
 * @param warn tells the user that an update was dropped, once a minute
 */
export const takeTurns = (
  { clock, recentUse }: { readonly clock: Pick<Clock, "now">; readonly recentUse: RecentUse },
  warn: (ctx: Context) => Promise<unknown>,
): MiddlewareFn<Context> => {
  // Without what pictures cost: who has sent one must not lose the key that comes next.
  const updates = new RecentUse(clock);
  const turns = new FairQueue({
    ...{ capacity: maxConcurrentUpdates, maxWaiting: maxWaitingUpdates },
    ...{ use: updates, minUseToDropMs },
  });
  const drop = dropFlood(clock, warn);
  return async (ctx, next) => {
    const ms = costMs(ctx);
    updates.add(ctx.chatId, ms);
    recentUse.add(ctx.chatId, ms);
    if (!(await turns.enter(ctx.chatId))) return drop(ctx);
    const handled = new AbortController();
    const timeout = wait(placeMs, undefined, { signal: handled.signal, ref: false }).catch(() => undefined);
    void timeout.then(() => turns.leave(ctx.chatId));
    try {
      await next();
    } finally {
      handled.abort();
    }
  };
};
