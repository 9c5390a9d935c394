import { Composer } from "grammy";
import { parseGoogleExport } from "../../totp/google-export.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { problemScreen, unsureScreen } from "./screens.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import type { Context } from "../../telegram/context.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { receiveKeys } from "./receive-keys.ts";
import { receiveKey } from "./receive-key.ts";
import { respond, reply, send } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";

type TextDeps = Pick<Deps, "t" | "clock" | "log">;

/** Keys in what users type; everything else goes on to the next handler. */
export const keyTextHandler = (deps: TextDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  composer.on(["message:text", "edited_message:text"], async (ctx, next) => {
    const { text, message_id: messageId } = ctx.msg;
    const pasted = parsePastedKey(text);
    const traces = () => deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    switch (pasted.kind) {
      case "key":
        return receiveKey(deps, replyTargetOf(ctx), {
          key: pasted.key,
          of: "message",
          messageIds: [messageId],
        });
      case "unsure":
        // The answer finds the text by this reply, so that nothing has to be stored.
        await send(ctx, unsureScreen(t), messageId);
        return;
      case "problem": {
        const { problem } = pasted;
        const exported = problem.why === "google-export" ? parseGoogleExport(text) : undefined;
        if (exported !== undefined) {
          const { keys } = exported;
          return receiveKeys(deps, replyTargetOf(ctx), {
            keys,
            exports: [exported],
            of: "message",
            messageIds: [messageId],
          });
        }
        return reply(
          ctx,
          problemScreen(t, problem, "text", problem.why === "empty" ? undefined : await traces()),
        );
      }
      case "words":
        return next();
    }
  });

  composer.callbackQuery(fixedCallbacks.isKey, async (ctx) => {
    const asked = ctx.callbackQuery.message?.reply_to_message;
    const pasted = asked?.text === undefined ? undefined : parsePastedKey(asked.text);
    if (asked === undefined || pasted === undefined || !("key" in pasted)) {
      return respond(ctx, { text: t("intake:unsure.gone") });
    }
    return receiveKey(deps, replyTargetOf(ctx), {
      key: pasted.key,
      of: "message",
      messageIds: [asked.message_id],
    });
  });
  composer.callbackQuery(fixedCallbacks.isWords, (ctx) =>
    respond(ctx, { text: t("intake:unsure.words"), keyboard: defaultButtons(t) }),
  );
  return composer;
};
