import { Composer } from "grammy";
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
      case "keys": {
        const { keys, exports } = pasted;
        return receiveKeys(deps, replyTargetOf(ctx), {
          keys,
          exports,
          of: "message",
          messageIds: [messageId],
        });
      }
      case "halves":
        return reply(ctx, problemScreen(t, { why: "unclear-boundaries" }, "text", await traces()));
      case "unsure":
        // The answer finds the text by this reply, so that nothing has to be stored.
        await send(ctx, unsureScreen(t), messageId);
        return;
      case "problem": {
        const { problem } = pasted;
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
    if (asked === undefined || pasted?.kind !== "unsure") {
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
