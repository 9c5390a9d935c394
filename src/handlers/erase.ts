import { Composer, type Api } from "grammy";
import { actions } from "../screens/actions.ts";
import { eraseCalledOff, eraseQuestion, eraseReceipt, isEmpty, nothingToErase } from "../screens/erase.ts";
import type { Context } from "../telegram/context.ts";
import { inTime } from "../telegram/refusals.ts";
import type { Job } from "../vault/records.ts";
import type { Deps } from "./deps.ts";
import { redraw } from "./show.ts";

type EraseDeps = Pick<Deps, "t" | "vault" | "log">;

/** "töröld az adataimat", "törlés" and the like, as a whole message. Asking is harmless: nothing goes unasked. */
const asksForErasure =
  /^\/?(törlés|torles|töröld|torold|törölj|torolj)( mindent| az adataimat| mindenem| le)*[.!?]*$/i;

/**
 * Something is planned for a message because there is, or may be, a secret in it; nothing is left that could do it
 * later, so the message goes now. @returns whether it is gone
 */
const clearNow = async (
  { log }: EraseDeps,
  api: Api,
  chatId: number,
  { messageId }: Job,
): Promise<boolean> => {
  try {
    return await inTime(api.deleteMessage(chatId, messageId));
  } catch (thrown) {
    log.warn({ err: thrown }, "a message could not be deleted while erasing");
    return false;
  }
};

/** Erasing everything: says what, asks once, does it, shows a receipt. */
export const erase = (deps: EraseDeps): Composer<Context> => {
  const { t, vault } = deps;
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
    const erased = await vault.erase(ctx.person, ctx.claim());
    if (erased === undefined) return redraw(ctx, nothingToErase(t));
    const done = await Promise.all(erased.jobs.map((job) => clearNow(deps, ctx.api, ctx.person, job)));
    return redraw(ctx, eraseReceipt(t, erased.inventory, !done.every(Boolean)));
  });
  composer.callbackQuery(actions.keep, (ctx) => redraw(ctx, eraseCalledOff(t)));
  return composer;
};
