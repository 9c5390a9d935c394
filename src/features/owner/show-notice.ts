import type { MiddlewareFn } from "grammy";
import { send } from "../../chat/reply.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";

/** Shows the operator's notice once in each chat, below the next answer. It never keeps an answer from coming. */
export const showNotice =
  ({ t, notices, log }: Pick<Deps, "t" | "notices" | "log">): MiddlewareFn<Context> =>
  async (ctx, next) => {
    await next();
    if (ctx.message === undefined && ctx.callbackQuery === undefined) return;
    try {
      const text = await notices.takeFor(ctx.chatId);
      if (text !== undefined) await send(ctx, { text: t("owner:notice", { text }) }, { isSentOnce: true });
    } catch (thrown) {
      notices.putBack(ctx.chatId);
      log.warn({ err: thrown }, "the operator's notice could not be shown");
    }
  };
