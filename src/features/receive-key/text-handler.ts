import { Composer } from "grammy";
import { readPastedExport, type PastedExport } from "../../key-files/key-file.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { endQuestion, isOpenQuestion, undecidedKeysOf } from "./choose-keys.ts";
import { receiveKey } from "./receive-key.ts";
import { answerFileProblem, receiveFileKeys } from "./receive-file.ts";
import { receivePasted } from "./receive-pasted.ts";
import { respond } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf } from "../../chat/reply-target.ts";

type TextDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

const answerPastedExport = (deps: TextDeps, ctx: Context, file: PastedExport, messageId: number) => {
  const sent = { of: "message", messageId } as const;
  return file.kind === "keys"
    ? receiveFileKeys(deps, replyTargetOf(ctx), file.found, [], sent)
    : answerFileProblem(deps, replyTargetOf(ctx), file, sent);
};

/** Keys in what users type; everything else goes on to the next handler. */
export const keyTextHandler = (deps: TextDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const file = readPastedExport(text);
    if (file !== undefined) return answerPastedExport(deps, ctx, file, messageId);
    const pasted = parsePastedKey(text);
    return pasted.kind === "words"
      ? next()
      : receivePasted(deps, replyTargetOf(ctx), { pasted, of: "message", messageId });
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
  composer.callbackQuery(fixedCallbacks.isWords, async (ctx) => {
    const contents = await ctx.session.contents();
    const question = pressedMessageId(ctx);
    const asked = isOpenQuestion(contents, question) ? undecidedKeysOf(contents, question) : [];
    await respond(ctx, { text: t("intake:unsure.words"), keyboard: defaultButtons(t) });
    await endQuestion(ctx, asked);
  });
  return composer;
};
