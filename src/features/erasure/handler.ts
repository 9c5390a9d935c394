import { Composer } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { erasureCancelled, erasureQuestion, nothingToErase } from "./screens.ts";
import { countStored, isNothing } from "../../vault/chat-contents.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond } from "../../chat/reply.ts";
import { pressedMessageId } from "../../chat/reply-target.ts";

/** "töröld az adataimat", "törlés" and the like, as a whole message. Asking is harmless: nothing is erased unconfirmed. */
const asksForErasure =
  /^\/?(törlés|torles|töröld|torold|törölj|torolj)( mindent| az adataimat| mindenem| le)*[.!?]*$/i;

/** After this long another run of the program may take an erasure up. */
const takeoverDelayMs = 10_000;

/** Erasing everything: says what, asks once, does it, shows a receipt. */
export const erasureHandler = ({ t, jobs, clock }: Pick<Deps, "t" | "jobs" | "clock">): Composer<Context> => {
  const composer = new Composer<Context>();

  const ask = async (ctx: Context) => {
    const contents = await ctx.session.inspect();
    if (!isNothing(countStored(contents))) return respond(ctx, erasureQuestion(t, contents));
    // A chat whose records are all gone still has a data key; it is erased without a question.
    if (contents.usage !== undefined) await ctx.session.erase();
    return respond(ctx, nothingToErase(t));
  };
  composer.command("torles", ask);
  composer.hears(asksForErasure, ask);
  composer.callbackQuery(fixedCallbacks.askErase, ask);

  composer.callbackQuery(fixedCallbacks.erase, async (ctx) => {
    const dueAt = clock.now() + takeoverDelayMs;
    const erased = await ctx.session.erase({ receiptIn: pressedMessageId(ctx), dueAt });
    // An earlier handling of this update has erased, and what was left to do is planned.
    if (erased === undefined) return;
    if (erased.pending === undefined) return respond(ctx, nothingToErase(t));
    return jobs.runNow(erased.pending);
  });
  composer.callbackQuery(fixedCallbacks.keep, (ctx) => respond(ctx, erasureCancelled(t)));
  return composer;
};
