import { Composer } from "grammy";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import type { Context } from "../../telegram/context.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import type { Deps } from "../deps.ts";
import { showCode } from "./save-key.ts";
import { respond } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";

type ReplaceDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** The answer to: shall the new key take the place of the old one? Until it comes, both are kept. */
export const replaceKeyHandler = (deps: ReplaceDeps): Composer<Context> => {
  const { t, vault } = deps;
  const composer = new Composer<Context>();

  const settle = async (ctx: Context, newId: string | undefined, text: "replaced" | "kept") => {
    const holdings = await vault.contents(ctx.chatId);
    const stored = holdings.keys.find(({ id }) => id === newId);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "code:gone"));
    await respond(ctx, { text: t(`intake:replace.${text}`, { name: stored.name }) });
    return showCode(deps, replyTargetOf(ctx), stored.id);
  };

  composer.callbackQuery(callbacksWithArgs.replace.pattern, async (ctx) => {
    const [, newId = "", oldId = ""] = ctx.match;
    await vault.replaceKey(ctx.chatId, newId, oldId, ctx.claim());
    return settle(ctx, newId, "replaced");
  });
  composer.callbackQuery(callbacksWithArgs.keepBoth.pattern, (ctx) => settle(ctx, ctx.match[1], "kept"));
  return composer;
};
