import { Composer, InputFile, InputMediaBuilder } from "grammy";
import { otpauthUriOf } from "../../totp/share-key.ts";
import { drawQrCode } from "../../qr/draw-qr.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { apps, comingScreen, keyTextScreen, movedScreen, moveWarning } from "./export-screens.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate, isRefusedContent } from "../../telegram/api-errors.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, respond, send, type Chat } from "../../chat/reply.ts";

type MovingDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;
type Hiding = Extract<Job, { kind: "hide-key" }>;

/** ms a key stays on the screen. */
const keyShownMs = 600_000;

/** Puts the key as a QR code into a message of ours. @returns whether it shows it */
const drawPicture = async (
  { t }: MovingDeps,
  { api, chatId }: Chat,
  messageId: number,
  stored: StoredKey,
) => {
  const png = new InputFile(await drawQrCode(otpauthUriOf(stored.key, stored.name)), "kulcs.png");
  const media = InputMediaBuilder.photo(png, { caption: t("moving:picture"), parse_mode: "HTML" });
  return unlessTooLate(api.editMessageMedia(chatId, messageId, media));
};

/** The exit door: a key for an app of the person's own, shown for ten minutes. */
export const exportKeyHandler = (deps: MovingDeps): Composer<Context> => {
  const { t, vault, jobs, clock, log } = deps;
  const composer = new Composer<Context>();

  const keyOf = async ({ chatId }: Context, id: string | undefined) =>
    (await vault.contents(chatId)).keys.find((one) => one.id === id);

  composer.callbackQuery(callbacksWithArgs.askMove.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    return respond(ctx, stored === undefined ? noKeyScreen(t, "keys:gone") : moveWarning(t, stored));
  });

  /** Shows a key in a message. The end is planned before, so that no key can stay. */
  const reveal = async (
    ctx: Context,
    messageId: number,
    { stored, last }: { stored: StoredKey; last: boolean },
  ) => {
    const job: Hiding = { kind: "hide-key", messageId, keyId: stored.id, last };
    await jobs.schedule(ctx.chatId, job, clock.now() + keyShownMs, ctx.claim());
    if (last) return edit(ctx, messageId, keyTextScreen(t, stored));
    try {
      return await drawPicture(deps, ctx, messageId, stored);
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      log.warn({ err: thrown }, "a key could not be shown as a picture");
      return edit(ctx, messageId, { text: t("moving:noPicture") });
    }
  };

  composer.callbackQuery(callbacksWithArgs.showKey.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    const pressed = ctx.callbackQuery.message?.message_id;
    const inPlace = pressed !== undefined && (await reveal(ctx, pressed, { stored, last: false }));
    if (!inPlace) await reveal(ctx, await send(ctx, comingScreen(t)), { stored, last: false });
    // Last, so that what is copied on this phone stands lowest.
    await reveal(ctx, await send(ctx, comingScreen(t)), { stored, last: true });
  });

  composer.callbackQuery(callbacksWithArgs.moveTo.pattern, async (ctx) => {
    const [, wanted, id] = ctx.match;
    const messageId = ctx.callbackQuery.message?.message_id;
    const stored = await keyOf(ctx, id);
    const shown = (await vault.jobsOf(ctx.chatId)).some(
      ({ job }) => job.kind === "hide-key" && job.messageId === messageId,
    );
    // Without a planned end nothing is shown.
    if (stored === undefined || !shown) return respond(ctx, { text: t("moving:over") });
    const app = apps.find((one) => one === wanted);
    return respond(ctx, keyTextScreen(t, stored, app));
  });

  composer.callbackQuery(callbacksWithArgs.moved.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    for (const { id: jobId, job } of await vault.jobsOf(ctx.chatId)) {
      if (job.kind !== "hide-key" || job.keyId !== id) continue;
      await hide(deps, ctx, job.messageId);
      await vault.finishJob(jobId);
    }
    const stored = await keyOf(ctx, id);
    if (stored !== undefined) await send(ctx, movedScreen(t, stored));
  });
  return composer;
};

/** Takes a key out of the chat: the whole message, or, when that is too old, what it shows. */
const hide = async ({ t }: Pick<Deps, "t">, chat: Chat, messageId: number): Promise<void> => {
  if (await unlessTooLate(chat.api.deleteMessage(chat.chatId, messageId))) return;
  await edit(chat, messageId, { text: t("moving:hidden"), picture: "cover" });
};

/** The key has been shown for long enough; then the person is asked whether it is to stay here. */
export const runHideKeyJob = async (
  deps: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, keyId, last }: Hiding,
): Promise<void> => {
  await hide(deps, chat, messageId);
  if (!last) return;
  const stored = (await deps.vault.contents(chat.chatId)).keys.find(({ id }) => id === keyId);
  if (stored !== undefined) await send(chat, movedScreen(deps.t, stored));
};
