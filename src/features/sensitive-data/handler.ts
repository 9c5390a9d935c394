import { Composer } from "grammy";
import { detectSensitiveData } from "../../sensitive-data/detect.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { reply } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { sensitiveDataScreen } from "./screens.ts";

/** Passwords, card numbers and the like that users type by mistake: deletes the message and says so. */
export const sensitiveDataHandler = (deps: Pick<Deps, "t" | "clock" | "log">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const found = detectSensitiveData(text);
    if (found === undefined) return next();
    const traces =
      found === "sixDigits"
        ? undefined
        : await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    return reply(ctx, sensitiveDataScreen(deps.t, found, traces));
  });
  return composer;
};
