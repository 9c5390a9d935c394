import type { MiddlewareFn, Transformer } from "grammy";
import type { CallOutcome, Metrics } from "../observability/metrics.ts";
import type { Context } from "./context.ts";
import { isTooLateOrUnchanged, isUnreachable } from "./api-errors.ts";

/** What kind of update this is, as the Bot API calls it. */
export const kindOf = ({ update }: Pick<Context, "update">): string =>
  Object.keys(update).find((field) => field !== "update_id") ?? "other";

/** Counts every update when it has been dealt with; others on the way may say that it ended otherwise. */
export const countUpdates =
  (metrics: Pick<Metrics, "update">): MiddlewareFn<Context> =>
  async (ctx, next) => {
    const begun = performance.now();
    ctx.outcome = "handled";
    try {
      await next();
    } catch (thrown) {
      ctx.outcome = isUnreachable(thrown) ? "blocked" : "failed";
      throw thrown;
    } finally {
      metrics.update(kindOf(ctx), ctx.outcome, (performance.now() - begun) / 1_000);
    }
  };

const outcomeOf = (code: number, description: string): CallOutcome => {
  if (code === 429) return "limited";
  if (code >= 500) return "fault";
  if (code === 403) return "blocked";
  return isTooLateOrUnchanged(description) ? "late" : "refused";
};

/** Counts every attempt to call Telegram, when it is the first transformer. */
export const countCalls =
  (metrics: Pick<Metrics, "call">): Transformer =>
  async (call, method, payload, signal) => {
    try {
      const answer = await call(method, payload, signal);
      metrics.call(method, answer.ok ? "ok" : outcomeOf(answer.error_code, answer.description));
      return answer;
    } catch (thrown) {
      metrics.call(method, "lost");
      throw thrown;
    }
  };
