import { Composer } from "grammy";
import { actions } from "../screens/actions.ts";
import * as screens from "../screens/welcome.ts";
import type { Context } from "../telegram/context.ts";
import type { Deps } from "./deps.ts";
import { redraw, say } from "./show.ts";

/** The beginning, the ways to go from there, help and data handling. */
export const start = ({ t, vault, operator }: Pick<Deps, "t" | "vault" | "operator">): Composer<Context> => {
  const composer = new Composer<Context>();
  const welcome = async ({ person }: Context) => {
    const { keys, step } = await vault.holdings(person);
    return screens.welcome(t, { underWay: step !== undefined, hasKey: keys.length > 0 });
  };

  composer.command("start", async (ctx) => say(ctx, await welcome(ctx)));
  composer.callbackQuery(actions.home, async (ctx) => redraw(ctx, await welcome(ctx)));
  composer.callbackQuery(actions.haveKey, (ctx) => redraw(ctx, screens.haveKey(t)));

  composer.command(["adatkezeles", "privacy"], (ctx) => say(ctx, screens.privacy(t, operator)));
  composer.hears(/^\/?adatkezel[ée]s[.!?]*$/i, (ctx) => say(ctx, screens.privacy(t, operator)));
  composer.callbackQuery(actions.privacy, (ctx) => redraw(ctx, screens.privacy(t, operator)));

  composer.command(["sugo", "help"], (ctx) => say(ctx, screens.help(t)));
  composer.hears(/^\/?(súgó|sugo|segítség|segitseg|segíts|segits)[.!?]*$/i, (ctx) =>
    say(ctx, screens.help(t)),
  );

  // There is no state to leave: steps are in buttons, and questions may stay unanswered.
  const stopped = (ctx: Context) => say(ctx, { text: t("help:stopped"), keyboard: screens.offers(t) });
  composer.command("megse", stopped);
  composer.hears(/^\/?(mégse|megse|mégsem|megsem)[.!?]*$/i, stopped);
  return composer;
};
