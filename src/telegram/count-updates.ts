import type { MiddlewareFn, Transformer } from "grammy";
import type { CallOutcome } from "../observability/labels.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Context } from "./context.ts";
import { isTooLateOrUnchanged, isUnreachable } from "./api-errors.ts";

/** The kind of an update, as the Bot API names it. */
export const kindOf = ({ update }: Pick<Context, "update">): string =>
  Object.keys(update).find((field) => field !== "update_id") ?? "other";

/** Counts every update once it has been processed; later middleware may set another `ctx.outcome`. */
export const countUpdates =
  (metrics: Pick<Metrics, "update">): MiddlewareFn<Context> =>
  async (ctx, next) => {
    const startedAt = performance.now();
    // Handlers get an edited message as a message.
    const kind = kindOf(ctx);
    ctx.outcome = "handled";
    try {
      await next();
    } catch (thrown) {
      ctx.outcome = isUnreachable(thrown) ? "blocked" : "failed";
      throw thrown;
    } finally {
      metrics.update(kind, ctx.outcome, (performance.now() - startedAt) / 1_000);
    }
  };

const outcomeOf = (code: number, description: string): CallOutcome => {
  if (code === 429) return "limited";
  if (code >= 500) return "fault";
  if (code === 403) return "blocked";
  return isTooLateOrUnchanged(description) ? "late" : "refused";
};

/** Counts the calls to Telegram. Install it first: then every retry counts as well. */
export const countCalls =
  (metrics: Pick<Metrics, "call">): Transformer =>
  async (call, method, payload, signal) => {
    try {
      const response = await call(method, payload, signal);
      metrics.call(method, response.ok ? "ok" : outcomeOf(response.error_code, response.description));
      return response;
    } catch (thrown) {
      metrics.call(method, "lost");
      throw thrown;
    }
  };
