import type { MiddlewareFn } from "grammy";
import { type Store } from "../storage/store.ts";
import { newClaim } from "../storage/rows.ts";
import type { Context } from "./context.ts";
import { unlessTooLate } from "./api-errors.ts";
import type { ChatLock } from "../jobs/chat-lock.ts";

/** One chat's updates one after the other, in the order they came. */
export const sequentialize =
  (turns: ChatLock): MiddlewareFn<Context> =>
  (ctx, next) =>
    turns.run(ctx.chatId, next);

/**
 * Gives each update its claim, and passes over one that has been handled to its end: Telegram sends an update again
 * when it did not see it confirmed. One that changed something but was not answered is handled again; the claim then
 * changes nothing.
 */
export const deduplicateUpdates =
  (store: Store): MiddlewareFn<Context> =>
  async (ctx, next) => {
    if (await store.isProcessed(ctx.update.update_id)) {
      ctx.outcome = "duplicate";
      return;
    }
    const claim = newClaim(ctx.update.update_id);
    ctx.claim = () => claim;
    await next();
    await store.markProcessed(claim);
  };

/** A pressed button spins until it is told that it was heard. */
export const answerCallbackQueries: MiddlewareFn<Context> = async (ctx, next) => {
  try {
    await next();
  } finally {
    const id = ctx.callbackQuery?.id;
    if (id !== undefined) await unlessTooLate(ctx.api.answerCallbackQuery(id));
  }
};
