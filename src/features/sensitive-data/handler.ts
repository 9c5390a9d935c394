import { Composer } from "grammy";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import {
  announcedSecret,
  detectSensitiveData,
  mayBeAnnounced,
  type SensitiveData,
} from "../../sensitive-data/detect.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { reply } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { AnnouncedSecrets } from "./announced-secrets.ts";
import { holdsKey } from "./holds-key.ts";
import { announcedScreen, sensitiveDataScreen } from "./screens.ts";

/** Passwords, card numbers and the like that users type by mistake: deletes the message and says so. */
export const sensitiveDataHandler = (deps: Pick<Deps, "t" | "clock" | "log">): Composer<Context> => {
  const composer = new Composer<Context>();
  const announced = new AnnouncedSecrets(deps.clock);

  /** Detects a secret in the message, or one that the message before it announced. */
  const detect = (text: string, chatId: number): SensitiveData | undefined => {
    const expected = announced.take(chatId);
    return expected !== undefined && mayBeAnnounced(text, expected) && parsePastedKey(text).kind === "words"
      ? expected
      : detectSensitiveData(text);
  };

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const found = detect(text, ctx.chatId);
    if (found === undefined) {
      const announcement = announcedSecret(text);
      if (announcement !== undefined) announced.expect(ctx.chatId, announcement.secret);
      return announcement?.comes === true ? reply(ctx, announcedScreen(deps.t)) : next();
    }
    if (holdsKey(text, found)) return next();
    const traces =
      found === "sixDigits"
        ? undefined
        : await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    return reply(ctx, sensitiveDataScreen(deps.t, found, traces));
  });
  return composer;
};
