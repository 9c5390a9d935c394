import { Composer } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { erasureCancelled, erasureQuestion, isEmpty, nothingToErase } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond } from "../../chat/reply.ts";

/** "töröld az adataimat", "törlés" and the like, as a whole message. Asking is harmless: nothing goes unasked. */
const asksForErasure =
  /^\/?(törlés|torles|töröld|torold|törölj|torolj)( mindent| az adataimat| mindenem| le)*[.!?]*$/i;

/** ms after which another run of the program may take an erasure up. */
const takeoverDelayMs = 10_000;

/** Erasing everything: says what, asks once, does it, shows a receipt. */
export const erasureHandler = ({
  t,
  vault,
  jobs,
  clock,
}: Pick<Deps, "t" | "vault" | "jobs" | "clock">): Composer<Context> => {
  const composer = new Composer<Context>();

  const ask = async (ctx: Context) => {
    const inventory = await vault.inventory(ctx.chatId);
    if (!isEmpty(inventory)) return respond(ctx, erasureQuestion(t, inventory));
    // A chat's key may be left of somebody whose records are gone; it goes without a question.
    await vault.erase(ctx.chatId, ctx.claim());
    return respond(ctx, nothingToErase(t));
  };
  composer.command("torles", ask);
  composer.hears(asksForErasure, ask);
  composer.callbackQuery(fixedCallbacks.askErase, ask);

  composer.callbackQuery(fixedCallbacks.erase, async (ctx) => {
    const receiptIn = ctx.callbackQuery.message?.message_id;
    const erased = await vault.erase(ctx.chatId, ctx.claim(), {
      receiptIn,
      dueAt: clock.now() + takeoverDelayMs,
    });
    // This update has erased already, and what was left to do is on the list.
    if (erased === undefined) return;
    if (erased.farewell === undefined) return respond(ctx, nothingToErase(t));
    return jobs.runNow(erased.farewell);
  });
  composer.callbackQuery(fixedCallbacks.keep, (ctx) => respond(ctx, erasureCancelled(t)));
  return composer;
};
