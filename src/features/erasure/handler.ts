import { Composer, type MiddlewareFn } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { erasureCancelled, erasureQuestion, nothingToErase } from "./screens.ts";
import { countStored, isNothing } from "../../vault/chat-contents.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { lastShown, type OpenQuestion } from "../questions/memory.ts";
import { respond } from "../../chat/reply.ts";
import { pressedMessageId } from "../../chat/reply-target.ts";

/** "töröld az adataimat", "törlés" and the like, as a whole message. Asking is harmless: nothing is erased unconfirmed. */
const asksForErasure =
  /^\/?(törlés|torles|töröld|torold|törölj|torolj)( mindent| az adataimat| mindenem| le)*[.!?]*$/i;

/** The buttons of the question, as a whole message. */
const saysYes = /^igen(,? (törölj|torolj|töröld|torold)( mindent)?)?[.!]*$/i;
const saysNo = /^(nem|ne|mégse|megse|mégsem|megsem)[.!]*$/i;

/** How the question is remembered while it is the newest message. */
const asked: OpenQuestion = "ask:erase";

/** After this long another run of the program may take an erasure up. */
const takeoverDelayMs = 10_000;

/** Erasing everything: says what, asks once, does it, shows a receipt. */
export const erasureHandler = ({ t, jobs, clock }: Pick<Deps, "t" | "jobs" | "clock">): Composer<Context> => {
  const composer = new Composer<Context>();

  const ask = async (ctx: Context) => {
    const contents = await ctx.session.inspect();
    if (!isNothing(countStored(contents))) {
      ctx.shown = asked;
      return respond(ctx, erasureQuestion(t, contents));
    }
    // A chat whose records are all gone still has a data key; it is erased without a question.
    if (contents.usage !== undefined) await ctx.session.erase();
    return respond(ctx, nothingToErase(t));
  };
  composer.command("torles", ask);
  composer.hears(asksForErasure, ask);
  composer.callbackQuery(fixedCallbacks.askErase, ask);

  const erase = async (ctx: Context) => {
    const dueAt = clock.now() + takeoverDelayMs;
    const erased = await ctx.session.erase({ receiptIn: pressedMessageId(ctx), dueAt });
    // An earlier handling of this update has erased, and what was left to do is planned.
    if (erased === undefined) return;
    if (erased.pending === undefined) return respond(ctx, nothingToErase(t));
    return jobs.runNow(erased.pending);
  };
  const keep = (ctx: Context) => respond(ctx, erasureCancelled(t));
  composer.callbackQuery(fixedCallbacks.erase, erase);
  composer.callbackQuery(fixedCallbacks.keep, keep);

  /** The word on a button confirms only while the question is the newest message, and not in a message that was changed. */
  const whileAsked =
    (answer: (ctx: Context) => Promise<void>): MiddlewareFn<Context> =>
    async (ctx, next) => {
      const isAsked = lastShown(await ctx.session.inspect(), clock.now()) === asked;
      return isAsked && ctx.message?.edit_date === undefined ? answer(ctx) : next();
    };
  composer.hears(saysYes, whileAsked(erase));
  composer.hears(saysNo, whileAsked(keep));
  return composer;
};
