import { Composer } from "grammy";
import { isAtEnd, placeOf, unpackJourney } from "../../guide/walk.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import * as screens from "./screens.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import type { Context } from "../../telegram/context.ts";
import { stopAwaitingCode } from "../cancellation-code/handler.ts";
import type { Deps } from "../deps.ts";
import { cancelRenaming } from "../keys/rename-key.ts";
import { respond, reply } from "../../chat/reply.ts";

/**
 * Stops what is under way. There is hardly any state to leave: steps are in buttons, and all but two questions may stay
 * unanswered.
 */
export const stopUnderWay = async ({ t }: Pick<Deps, "t">, ctx: Context): Promise<void> => {
  await cancelRenaming(ctx);
  await stopAwaitingCode(ctx);
  // "Mégse" just after a key was deleted or replaced most likely means that.
  const undoable = (await ctx.session.contents()).deletedKeys.at(-1);
  if (undoable !== undefined) return reply(ctx, screens.stoppedAfterDeletion(t, undoable));
  return reply(ctx, { text: t("help:stopped"), keyboard: defaultButtons(t) });
};

/** The start menu, help, and stopping what is under way. */
export const startHandler = ({ t }: Pick<Deps, "t">): Composer<Context> => {
  const composer = new Composer<Context>();
  const welcome = async ({ session }: Context) => {
    const { keys, step } = await session.contents();
    const place = step === undefined ? undefined : unpackJourney(step);
    const progress =
      place === undefined ? "new" : isAtEnd(placeOf(place.road, place.step)) ? "through" : "underWay";
    return screens.welcome(t, { progress, hasKey: keys.length > 0 });
  };

  composer.command("start", async (ctx) => reply(ctx, await welcome(ctx)));
  composer.callbackQuery(fixedCallbacks.home, async (ctx) => respond(ctx, await welcome(ctx)));
  composer.callbackQuery(fixedCallbacks.haveKey, (ctx) => respond(ctx, screens.haveKey(t)));

  composer.command(["sugo", "help"], (ctx) => reply(ctx, screens.help(t)));
  composer.hears(/^\/?(súgó|sugo|segítség|segitseg|segíts|segits)[.!?]*$/i, (ctx) =>
    reply(ctx, screens.help(t)),
  );

  const stopped = (ctx: Context) => stopUnderWay({ t }, ctx);
  composer.command("megse", stopped);
  composer.hears(/^\/?(mégse|megse|mégsem|megsem)[.!?]*$/i, stopped);
  return composer;
};
