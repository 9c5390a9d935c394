import { Composer, InputFile, InputMediaBuilder } from "grammy";
import { otpauthUriOf } from "../../totp/share-key.ts";
import { drawQrCode } from "../../qr/draw-qr.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { apps, comingScreen, keyTextScreen, movedScreen, moveWarning } from "./export-screens.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate, isRefusedContent } from "../../telegram/api-errors.ts";
import { dropJob, scheduleJob } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, respond, send, type Chat } from "../../chat/reply.ts";
import { pressedMessageId, type ReplyTarget } from "../../chat/reply-target.ts";

type ExportDeps = Pick<Deps, "t" | "clock" | "log">;
type HideKeyJob = Extract<Job, { kind: "hide-key" }>;

/** How long a key is shown. */
const keyShownMs = 600_000;

/** Shows a key as a QR code in a message of ours. @returns whether it does */
const showAsQrCode = async (
  { t }: ExportDeps,
  { api, chatId }: Chat,
  messageId: number,
  stored: StoredKey,
) => {
  const png = new InputFile(await drawQrCode(otpauthUriOf(stored.key, stored.name)), "kulcs.png");
  const media = InputMediaBuilder.photo(png, { caption: t("moving:picture"), parse_mode: "HTML" });
  return unlessTooLate(api.editMessageMedia(chatId, messageId, media));
};

/** Exports a key to the user's own app: shows it for ten minutes. */
export const exportKeyHandler = (deps: ExportDeps): Composer<Context> => {
  const { t, clock, log } = deps;
  const composer = new Composer<Context>();

  const keyOf = async ({ session }: Context, id: string | undefined) =>
    findById((await session.contents()).keys, id);

  composer.callbackQuery(callbacksWithArgs.askMove.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    return respond(ctx, stored === undefined ? noKeyScreen(t, "keys:gone") : moveWarning(t, stored));
  });

  /** Shows a key in a message. Its end is durable before the key is visible, so that it cannot stay. */
  const reveal = async (
    ctx: Context,
    messageId: number,
    { stored, last }: { stored: StoredKey; last: boolean },
  ) => {
    const job: HideKeyJob = { kind: "hide-key", messageId, keyId: stored.id, last };
    await ctx.session.commit([scheduleJob(job, clock.now() + keyShownMs)], { once: true });
    if (last) return edit(ctx, messageId, keyTextScreen(t, stored));
    try {
      return await showAsQrCode(deps, ctx, messageId, stored);
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      log.warn({ err: thrown }, "a key could not be shown as a picture");
      return edit(ctx, messageId, { text: t("moving:noPicture") });
    }
  };

  composer.callbackQuery(callbacksWithArgs.showKey.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    const pressed = pressedMessageId(ctx);
    const inPlace = pressed !== undefined && (await reveal(ctx, pressed, { stored, last: false }));
    if (!inPlace) await reveal(ctx, await send(ctx, comingScreen(t)), { stored, last: false });
    // Last, so that what is copied on this phone stands lowest.
    await reveal(ctx, await send(ctx, comingScreen(t)), { stored, last: true });
  });

  composer.callbackQuery(callbacksWithArgs.moveTo.pattern, async (ctx) => {
    const [, wanted, id] = ctx.match;
    const messageId = pressedMessageId(ctx);
    const stored = await keyOf(ctx, id);
    const shown = (await ctx.session.contents()).jobs.some(
      ({ job }) => job.kind === "hide-key" && job.messageId === messageId,
    );
    // Nothing is shown unless its end is planned.
    if (stored === undefined || !shown) return respond(ctx, { text: t("moving:over") });
    const app = apps.find((one) => one === wanted);
    return respond(ctx, keyTextScreen(t, stored, app));
  });

  composer.callbackQuery(callbacksWithArgs.moved.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    for (const { id: jobId, job } of (await ctx.session.contents()).jobs) {
      if (job.kind !== "hide-key" || job.keyId !== id) continue;
      await hide(deps, ctx, job.messageId);
      await ctx.session.commit([dropJob(jobId)]);
    }
    const stored = await keyOf(ctx, id);
    if (stored !== undefined) await send(ctx, movedScreen(t, stored));
  });
  return composer;
};

/** Deletes a message that shows a key, or, when it is too old for that, replaces what it shows. */
const hide = async ({ t }: Pick<Deps, "t">, chat: Chat, messageId: number): Promise<void> => {
  if (await unlessTooLate(chat.api.deleteMessage(chat.chatId, messageId))) return;
  await edit(chat, messageId, { text: t("moving:hidden"), picture: "cover" });
};

/** The key has been shown for long enough; asks the user whether to keep it here. */
export const runHideKeyJob = async (
  deps: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, keyId, last }: HideKeyJob,
): Promise<void> => {
  await hide(deps, target, messageId);
  if (!last) return;
  const stored = findById((await target.session.contents()).keys, keyId);
  if (stored !== undefined) await send(target, movedScreen(deps.t, stored));
};
