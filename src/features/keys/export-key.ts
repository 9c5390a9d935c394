import { Composer } from "grammy";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import {
  apps,
  movedScreen,
  moveWarning,
  noPictureScreen,
  notShownScreen,
  overScreen,
} from "./export-screens.ts";
import { keyQrScreen, keyTextScreen } from "./secret-screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dropJob } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import type { Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { respond, send } from "../../chat/reply.ts";
import { pressedMessageId, type ReplyTarget } from "../../chat/reply-target.ts";
import { redrawSecret, removeSecret, showSecret } from "../../chat/show-secret.ts";

type ExportDeps = Pick<Deps, "t" | "clock" | "log">;
type HideKeyJob = Extract<Job, { kind: "hide-key" }>;

/** How long a key is shown. */
const keyShownMs = 600_000;

/** Exports a key to the user's own app: shows it for ten minutes. */
export const exportKeyHandler = (deps: ExportDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  const keyOf = async ({ session }: Context, id: string | undefined) =>
    findById((await session.contents()).keys, id);

  composer.callbackQuery(callbacksWithArgs.askMove.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    return respond(ctx, stored === undefined ? noKeyScreen(t, "keys:gone") : moveWarning(t, stored));
  });

  composer.callbackQuery(callbacksWithArgs.showKey.pattern, async (ctx) => {
    const stored = await keyOf(ctx, ctx.match[1]);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    // The picture goes first, and the text with a question.
    const common = (last: boolean) => ({
      placeholder: { text: t("secrets:coming") },
      end: (messageId: number): HideKeyJob => ({ kind: "hide-key", messageId, keyId: stored.id, last }),
      until: clock.now() + keyShownMs,
    });
    await showSecret(deps, ctx, {
      ...common(false),
      secret: () => keyQrScreen(t, stored),
      failed: noPictureScreen(t),
      // Some phones keep every picture that a chat shows.
      isProtected: true,
      replaces: pressedMessageId(ctx),
    });
    // Last, so that what is copied on this phone stands lowest.
    await showSecret(deps, ctx, {
      ...common(true),
      secret: () => keyTextScreen(t, stored),
      failed: notShownScreen(t, stored.id),
      isProtected: false,
    });
  });

  composer.callbackQuery(callbacksWithArgs.moveTo.pattern, async (ctx) => {
    const [, wanted, id = ""] = ctx.match;
    const messageId = pressedMessageId(ctx);
    const stored = await keyOf(ctx, id);
    if (stored === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    const app = apps.find((one) => one === wanted);
    const display = { secret: () => keyTextScreen(t, stored, app), failed: overScreen(t, stored.id) };
    if (messageId === undefined) return respond(ctx, display.failed);
    await redrawSecret(deps, ctx, messageId, display);
  });

  composer.callbackQuery(callbacksWithArgs.moved.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    for (const { id: jobId, job } of (await ctx.session.contents()).jobs) {
      if (job.kind !== "hide-key" || job.keyId !== id) continue;
      await removeSecret(ctx, job.messageId, t("secrets:hidden"));
      await ctx.session.commit([dropJob(jobId)]);
    }
    const stored = await keyOf(ctx, id);
    if (stored !== undefined) await send(ctx, movedScreen(t, stored));
  });
  return composer;
};

/** The key has been shown for long enough; asks the user whether to keep it here. */
export const runHideKeyJob = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, keyId, last }: HideKeyJob,
): Promise<void> => {
  await removeSecret(target, messageId, t("secrets:hidden"));
  if (!last) return;
  const stored = findById((await target.session.inspect()).keys, keyId);
  if (stored !== undefined) await send(target, movedScreen(t, stored));
};
