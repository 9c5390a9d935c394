import type { MiddlewareFn } from "grammy";
import { newClaim, type Store } from "../store/store.ts";
import type { Context } from "./context.ts";
import { inTime } from "./refusals.ts";
import type { Turns } from "./turns.ts";

/** One chat's updates one after the other, in the order they came. */
export const inTurn =
  (turns: Turns): MiddlewareFn<Context> =>
  (ctx, next) =>
    ctx.chatId === undefined ? next() : turns.run(ctx.chatId, next);

/**
 * Gives each update its claim, and passes over one that has been handled to its end: Telegram sends an update again
 * when it did not see it confirmed. One that changed something but was not answered is handled again; the claim then
 * changes nothing.
 */
export const atMostOnce =
  (store: Store): MiddlewareFn<Context> =>
  async (ctx, next) => {
    if (await store.isAnswered(ctx.update.update_id)) {
      ctx.outcome = "duplicate";
      return;
    }
    const claim = newClaim(ctx.update.update_id);
    ctx.claim = () => claim;
    await next();
    await store.noteAnswered(claim);
  };

/** A pressed button spins until it is told that it was heard. */
export const tellEveryButton: MiddlewareFn<Context> = async (ctx, next) => {
  try {
    await next();
  } finally {
    const id = ctx.callbackQuery?.id;
    if (id !== undefined) await inTime(ctx.api.answerCallbackQuery(id));
  }
};
