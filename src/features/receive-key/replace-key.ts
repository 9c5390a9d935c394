import { Composer } from "grammy";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import type { Context } from "../../telegram/context.ts";
import { replaceKey } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import { sendCode } from "../login-code/handler.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import type { Deps } from "../deps.ts";
import { respond } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";

/** The answer to: is the new key to replace the old one? Until it comes, both are kept. */
export const replaceKeyHandler = (deps: Pick<Deps, "t" | "clock">): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  const finish = async (ctx: Context, newId: string | undefined, text: "replaced" | "kept") => {
    const stored = findById((await ctx.session.contents()).keys, newId);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "code:gone"));
    await respond(ctx, { text: t(`intake:replace.${text}`, { name: stored.name }) });
    return sendCode(deps, replyTargetOf(ctx), stored, { completesUpdate: true });
  };

  composer.callbackQuery(callbacksWithArgs.replace.pattern, async (ctx) => {
    const [, newId = "", oldId = ""] = ctx.match;
    await ctx.session.commit([replaceKey(newId, oldId)], { once: true });
    return finish(ctx, newId, "replaced");
  });
  composer.callbackQuery(callbacksWithArgs.keepBoth.pattern, (ctx) => finish(ctx, ctx.match[1], "kept"));
  return composer;
};
