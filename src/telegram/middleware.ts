import type { MiddlewareFn } from "grammy";
import { newClaim } from "../storage/rows.ts";
import type { Store } from "../storage/store.ts";
import type { Vault } from "../vault/vault.ts";
import type { Context } from "./context.ts";
import { unlessTooLate } from "./api-errors.ts";
import type { ChatLock } from "../jobs/chat-lock.ts";
import { ownLoopTurn } from "../jobs/loop-turn.ts";

/**
 * Passes over an update in a private chat that does not come from its user. Telegram sends none today; if it ever did,
 * someone else could read or erase what is stored of the user.
 */
export const ignoreOtherSenders: MiddlewareFn<Context> = async (ctx, next) => {
  if (ctx.from?.id === ctx.chat?.id) await next();
};

/** A text up to this length is read within some ms. */
const maxShortText = 512;

/** Lets a long text wait for a turn of the event loop of its own, since reading it can take 30 ms. */
export const giveLongTextsATurn: MiddlewareFn<Context> = async (ctx, next) => {
  const { text, caption = "", quote } = ctx.message ?? {};
  if ((text ?? caption).length + (quote?.text.length ?? 0) > maxShortText) await ownLoopTurn();
  await next();
};

/** Handles the updates of a chat one after the other, in the order they came. */
export const sequentialize =
  (locks: ChatLock): MiddlewareFn<Context> =>
  (ctx, next) =>
    locks.run(ctx.chatId, next);

/**
 * Gives each update its session, and skips an update that has been handled to its end: Telegram sends an update again
 * when it did not see it confirmed. An update that changed something but was not answered is handled again; its
 * changes that apply once then change nothing.
 */
export const deduplicateUpdates =
  ({ store, vault }: { readonly store: Store; readonly vault: Vault }): MiddlewareFn<Context> =>
  async (ctx, next) => {
    if (await store.isProcessed(ctx.update.update_id)) {
      ctx.outcome = "duplicate";
      return;
    }
    const claim = newClaim(ctx.update.update_id);
    ctx.session = vault.session(ctx.chatId, claim, ctx.topic);
    try {
      await next();
      await ctx.session.completeUpdate();
    } finally {
      ctx.session.close();
    }
  };

/** Answers every pressed button at once: it spins until then, and Telegram forgets it after a while. */
export const answerCallbackQueries: MiddlewareFn<Context> = async (ctx, next) => {
  const id = ctx.callbackQuery?.id;
  const answered = id === undefined ? undefined : unlessTooLate(ctx.api.answerCallbackQuery(id));
  // It is thrown below; until then, it must not count as unhandled.
  answered?.catch(() => undefined);
  await next();
  await answered;
};
