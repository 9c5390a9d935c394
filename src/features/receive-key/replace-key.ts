import { Composer } from "grammy";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import type { Context } from "../../telegram/context.ts";
import { replaceKey } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import { sendCode } from "../login-code/handler.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import type { Deps } from "../deps.ts";
import { planErasure } from "../keys/restore-window.ts";
import { keptScreen, replacedScreen } from "./screens.ts";
import { respond } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf } from "../../chat/reply-target.ts";

/** The answer to: is the new key to replace the old one? Until it comes, both are kept. */
export const replaceKeyHandler = (deps: Pick<Deps, "t" | "clock" | "metrics">): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  const finish = async (ctx: Context, newId: string | undefined, oldId: string | undefined) => {
    const { keys, deletedKeys } = await ctx.session.contents();
    const stored = findById(keys, newId);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "code:gone"));
    const replaced = findById(deletedKeys, oldId);
    await respond(ctx, replaced === undefined ? keptScreen(t, stored.name) : replacedScreen(t, replaced.id));
    return sendCode(deps, replyTargetOf(ctx), stored, { completesUpdate: true });
  };

  composer.callbackQuery(callbacksWithArgs.replace.pattern, async (ctx) => {
    const [, newId = "", oldId = ""] = ctx.match;
    const erasure = planErasure(oldId, pressedMessageId(ctx), clock.now());
    await ctx.session.commit([replaceKey(newId, oldId), erasure], { once: true });
    return finish(ctx, newId, oldId);
  });
  composer.callbackQuery(callbacksWithArgs.keepBoth.pattern, (ctx) => finish(ctx, ctx.match[1], undefined));
  return composer;
};
