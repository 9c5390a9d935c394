import { Composer } from "grammy";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { detectSensitiveData, type SensitiveData } from "../../sensitive-data/detect.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { reply } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { sensitiveDataScreen } from "./screens.ts";

/** A word that names a key, with a colon. */
const keyLabel = /(?<!\p{L})(?:kulcs|karaktersor|secret|key)\p{L}*\s*[:=]/iu;

/** Whether a text is for the handler of keys: a link, or a key beside the address of its account or a törlőkód. */
const holdsKey = (text: string, found: SensitiveData): boolean => {
  if (/otpauth/iu.test(text)) return true;
  if (found !== "account" && found !== "cancellationCode") return false;
  const { kind } = parsePastedKey(text);
  if (found === "cancellationCode") return kind === "key";
  return kind === "problem" ? keyLabel.test(text) : kind !== "words" && kind !== "unsure";
};

/** Passwords, card numbers and the like that users type by mistake: deletes the message and says so. */
export const sensitiveDataHandler = (deps: Pick<Deps, "t" | "clock" | "log">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const found = detectSensitiveData(text);
    if (found === undefined || holdsKey(text, found)) return next();
    const traces =
      found === "sixDigits"
        ? undefined
        : await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    return reply(ctx, sensitiveDataScreen(deps.t, found, traces));
  });
  return composer;
};
