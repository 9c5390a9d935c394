import { Composer } from "grammy";
import { readExport } from "../otp/export.ts";
import { readPasted } from "../otp/pasted.ts";
import { actions } from "../screens/actions.ts";
import { problemScreen, unsureScreen } from "../screens/intake.ts";
import { strayScreen } from "../screens/other.ts";
import { offers } from "../screens/welcome.ts";
import { strayIn } from "../strays/stray.ts";
import type { Context } from "../telegram/context.ts";
import { clearTraces } from "./clearing.ts";
import type { Deps } from "./deps.ts";
import { takeHaul } from "./import.ts";
import { takeKey } from "./keep-key.ts";
import { redraw, say, send } from "./show.ts";
import { visitOf } from "./visit.ts";

type WordDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;

/** Keys and other secrets in what people type; everything else goes on to the next room. */
export const words = (deps: WordDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  composer.on("message:text", async (ctx, next) => {
    const stray = strayIn(ctx.message.text);
    if (stray === undefined) return next();
    const secret = stray !== "sixDigits";
    const traces = secret
      ? await clearTraces(deps, visitOf(ctx), "message", [ctx.message.message_id])
      : undefined;
    return say(ctx, strayScreen(t, stray, traces));
  });

  composer.on(["message:text", "edited_message:text"], async (ctx, next) => {
    const { text, message_id: messageId } = ctx.msg;
    const pasted = readPasted(text);
    const traces = () => clearTraces(deps, visitOf(ctx), "message", [messageId]);
    switch (pasted.kind) {
      case "key":
        return takeKey(deps, visitOf(ctx), { key: pasted.key, of: "message", messageIds: [messageId] });
      case "unsure":
        // The answer finds the text by this reply, so that nothing has to be remembered.
        await send(ctx, unsureScreen(t), messageId);
        return;
      case "problem": {
        const { problem } = pasted;
        const exported = problem.why === "google-export" ? readExport(text) : undefined;
        if (exported !== undefined) {
          const { keys } = exported;
          return takeHaul(deps, visitOf(ctx), {
            keys,
            exports: [exported],
            of: "message",
            messageIds: [messageId],
          });
        }
        return say(
          ctx,
          problemScreen(t, problem, "text", problem.why === "empty" ? undefined : await traces()),
        );
      }
      case "words":
        return next();
    }
  });

  composer.callbackQuery(actions.isKey, async (ctx) => {
    const asked = ctx.callbackQuery.message?.reply_to_message;
    const pasted = asked?.text === undefined ? undefined : readPasted(asked.text);
    if (asked === undefined || pasted === undefined || !("key" in pasted)) {
      return redraw(ctx, { text: t("intake:unsure.gone") });
    }
    return takeKey(deps, visitOf(ctx), { key: pasted.key, of: "message", messageIds: [asked.message_id] });
  });
  composer.callbackQuery(actions.isWords, (ctx) =>
    redraw(ctx, { text: t("intake:unsure.words"), keyboard: offers(t) }),
  );
  return composer;
};
