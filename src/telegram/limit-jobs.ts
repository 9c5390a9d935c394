import type { MiddlewareFn } from "grammy";
import type { Clock } from "../clock/clock.ts";
import type { Context } from "./context.ts";
import { dropFlood } from "./rate-limit.ts";

/** How many jobs of a chat may be planned before it has to wait: each update costs as much as there are. */
const maxPlannedJobs = 100;

/**
 * Drops what a chat sends while very many jobs are planned for it, such as the ends of a hundred codes.
 * @param warn tells the user, once a minute
 */
export const limitJobs = (
  clock: Pick<Clock, "now">,
  warn: (ctx: Context) => Promise<unknown>,
): MiddlewareFn<Context> => {
  const drop = dropFlood(clock, warn);
  return async (ctx, next) => {
    if ((await ctx.session.inspect()).jobs.length < maxPlannedJobs) return next();
    return drop(ctx);
  };
};
