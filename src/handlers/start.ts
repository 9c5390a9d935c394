import { Composer } from "grammy";
import { actions } from "../screens/actions.ts";
import * as screens from "../screens/welcome.ts";
import type { Context } from "../telegram/context.ts";
import { stopAsking } from "./cancellation.ts";
import type { Deps } from "./deps.ts";
import { stopNaming } from "./naming.ts";
import { redraw, say } from "./show.ts";

/** The beginning, the ways to go from there, help and data handling. */
export const start = ({
  t,
  vault,
  operator,
  retentionDays,
}: Pick<Deps, "t" | "vault" | "operator" | "retentionDays">): Composer<Context> => {
  const composer = new Composer<Context>();
  const welcome = async ({ person }: Context) => {
    const { keys, step } = await vault.holdings(person);
    return screens.welcome(t, { underWay: step !== undefined, hasKey: keys.length > 0 });
  };

  composer.command("start", async (ctx) => say(ctx, await welcome(ctx)));
  composer.callbackQuery(actions.home, async (ctx) => redraw(ctx, await welcome(ctx)));
  composer.callbackQuery(actions.haveKey, (ctx) => redraw(ctx, screens.haveKey(t)));

  composer.command(["adatkezeles", "privacy"], (ctx) =>
    say(ctx, screens.privacy(t, { operator, retentionDays })),
  );
  composer.hears(/^\/?adatkezel[ée]s[.!?]*$/i, (ctx) =>
    say(ctx, screens.privacy(t, { operator, retentionDays })),
  );
  composer.callbackQuery(actions.privacy, (ctx) =>
    redraw(ctx, screens.privacy(t, { operator, retentionDays })),
  );

  composer.command(["sugo", "help"], (ctx) => say(ctx, screens.help(t)));
  composer.hears(/^\/?(súgó|sugo|segítség|segitseg|segíts|segits)[.!?]*$/i, (ctx) =>
    say(ctx, screens.help(t)),
  );

  // Hardly any state to leave: steps are in buttons, and questions may stay unanswered, but for two.
  const stopped = async (ctx: Context) => {
    await stopNaming({ vault }, ctx);
    await stopAsking({ vault }, ctx);
    return say(ctx, { text: t("help:stopped"), keyboard: screens.offers(t) });
  };
  composer.command("megse", stopped);
  composer.hears(/^\/?(mégse|megse|mégsem|megsem)[.!?]*$/i, stopped);
  return composer;
};
