import { Composer } from "grammy";
import { actions } from "../screens/actions.ts";
import { eraseCalledOff, eraseQuestion, isEmpty, nothingToErase } from "../screens/erase.ts";
import type { Context } from "../telegram/context.ts";
import type { Deps } from "./deps.ts";
import { redraw } from "./show.ts";

/** "töröld az adataimat", "törlés" and the like, as a whole message. Asking is harmless: nothing goes unasked. */
const asksForErasure =
  /^\/?(törlés|torles|töröld|torold|törölj|torolj)( mindent| az adataimat| mindenem| le)*[.!?]*$/i;

/** ms after which another run of the program may take an erasure up. */
const handOver = 10_000;

/** Erasing everything: says what, asks once, does it, shows a receipt. */
export const erase = ({
  t,
  vault,
  jobs,
  clock,
}: Pick<Deps, "t" | "vault" | "jobs" | "clock">): Composer<Context> => {
  const composer = new Composer<Context>();

  const ask = async (ctx: Context) => {
    const inventory = await vault.inventory(ctx.person);
    if (!isEmpty(inventory)) return redraw(ctx, eraseQuestion(t, inventory));
    // A chat's key may be left of somebody whose records are gone; it goes without a question.
    await vault.erase(ctx.person, ctx.claim());
    return redraw(ctx, nothingToErase(t));
  };
  composer.command("torles", ask);
  composer.hears(asksForErasure, ask);
  composer.callbackQuery(actions.askErase, ask);

  composer.callbackQuery(actions.erase, async (ctx) => {
    const receiptIn = ctx.callbackQuery.message?.message_id;
    const erased = await vault.erase(ctx.person, ctx.claim(), { receiptIn, dueAt: clock.now() + handOver });
    // This update has erased already, and what was left to do is on the list.
    if (erased === undefined) return;
    if (erased.farewell === undefined) return redraw(ctx, nothingToErase(t));
    return jobs.doNow(erased.farewell);
  });
  composer.callbackQuery(actions.keep, (ctx) => redraw(ctx, eraseCalledOff(t)));
  return composer;
};
