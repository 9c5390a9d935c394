import { Composer } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import * as screens from "./screens.ts";
import * as defaultButtons from "../../chat/default-buttons.ts";
import type { Context } from "../../telegram/context.ts";
import { stopAwaitingCode } from "../cancellation-code/handler.ts";
import type { Deps } from "../deps.ts";
import { cancelRenaming } from "../keys/rename-key.ts";
import { respond, reply } from "../../chat/reply.ts";

/** The beginning, the ways to go from there, help and data handling. */
export const startHandler = ({
  t,
  vault,
  operator,
  retentionDays,
}: Pick<Deps, "t" | "vault" | "operator" | "retentionDays">): Composer<Context> => {
  const composer = new Composer<Context>();
  const welcome = async ({ chatId }: Context) => {
    const { keys, step } = await vault.contents(chatId);
    return screens.welcome(t, { underWay: step !== undefined, hasKey: keys.length > 0 });
  };

  composer.command("start", async (ctx) => reply(ctx, await welcome(ctx)));
  composer.callbackQuery(fixedCallbacks.home, async (ctx) => respond(ctx, await welcome(ctx)));
  composer.callbackQuery(fixedCallbacks.haveKey, (ctx) => respond(ctx, screens.haveKey(t)));

  composer.command(["adatkezeles", "privacy"], (ctx) =>
    reply(ctx, screens.privacy(t, { operator, retentionDays })),
  );
  composer.hears(/^\/?adatkezel[ée]s[.!?]*$/i, (ctx) =>
    reply(ctx, screens.privacy(t, { operator, retentionDays })),
  );
  composer.callbackQuery(fixedCallbacks.privacy, (ctx) =>
    respond(ctx, screens.privacy(t, { operator, retentionDays })),
  );

  composer.command(["sugo", "help"], (ctx) => reply(ctx, screens.help(t)));
  composer.hears(/^\/?(súgó|sugo|segítség|segitseg|segíts|segits)[.!?]*$/i, (ctx) =>
    reply(ctx, screens.help(t)),
  );

  // Hardly any state to leave: steps are in buttons, and questions may stay unanswered, but for two.
  const stopped = async (ctx: Context) => {
    await cancelRenaming({ vault }, ctx);
    await stopAwaitingCode({ vault }, ctx);
    return reply(ctx, { text: t("help:stopped"), keyboard: defaultButtons.defaultButtons(t) });
  };
  composer.command("megse", stopped);
  composer.hears(/^\/?(mégse|megse|mégsem|megsem)[.!?]*$/i, stopped);
  return composer;
};
