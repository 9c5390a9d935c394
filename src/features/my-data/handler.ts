import { Composer, InputFile } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { dataFile, dataScreen, hasNothing, makingScreen, secretsWarning } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf } from "../../clock/local-time.ts";
import { scheduleJob } from "../../vault/changes.ts";
import type { Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { respond, reply, send, sendFile } from "../../chat/reply.ts";

type DataDeps = Pick<Deps, "t" | "clock" | "retentionDays">;

/** "adataim", "mit tudsz rólam" and the like, as a whole message. */
const asksForData =
  /^\/?(adataim|az adataim|mi(ket|t)? (tudsz|tárolsz|tarolsz|őrzöl|orzol|jegyeztél meg|jegyeztel meg) r[óo]lam)[.!?]*$/i;

/** How long a file with secrets stays in the chat. */
const secretsFileShownMs = 600_000;

/** What is stored of the user: to read, and as a file, which is made in memory. */
export const myDataHandler = (deps: DataDeps): Composer<Context> => {
  const { t, clock, retentionDays } = deps;
  const composer = new Composer<Context>();

  const show = async ({ session }: Context) => dataScreen(t, await session.inspect(), retentionDays);
  composer.command("adataim", async (ctx) => reply(ctx, await show(ctx)));
  composer.hears(asksForData, async (ctx) => reply(ctx, await show(ctx)));
  composer.callbackQuery(fixedCallbacks.data, async (ctx) => respond(ctx, await show(ctx)));

  composer.callbackQuery(fixedCallbacks.dataFile, async (ctx) => {
    const contents = await ctx.session.inspect();
    if (hasNothing(contents)) return respond(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, contents, { today: dayOf(clock.now()), withSecrets: false });
    await sendFile(ctx, new InputFile(Buffer.from(text), name), caption);
  });

  composer.callbackQuery(fixedCallbacks.askDataSecrets, (ctx) => respond(ctx, secretsWarning(t)));
  composer.callbackQuery(fixedCallbacks.dataSecrets, async (ctx) => {
    const contents = await ctx.session.inspect();
    if (hasNothing(contents)) return respond(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, contents, { today: dayOf(clock.now()), withSecrets: true });
    const messageId = await send(ctx, makingScreen(t));
    // Its end is durable before the file is visible, so that it cannot stay.
    const deletion: Job = { kind: "delete-message", messageId };
    await ctx.session.commit([scheduleJob(deletion, clock.now() + secretsFileShownMs)]);
    const media = new InputFile(Buffer.from(text), name);
    await ctx.api.editMessageMedia(ctx.chatId, messageId, { type: "document", media, caption });
  });
  return composer;
};
