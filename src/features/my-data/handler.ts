import { Composer, InputFile } from "grammy";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { dataFile, dataScreen, hasNothing, makingScreen, secretsWarning, type MyData } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf } from "../../clock/local-time.ts";
import type { Deps } from "../deps.ts";
import { respond, reply, send } from "../../chat/reply.ts";

type DataDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "retentionDays">;

/** "adataim", "mit tudsz rólam" and the like, as a whole message. */
const asksForData =
  /^\/?(adataim|az adataim|mi(ket|t)? (tudsz|tárolsz|tarolsz|őrzöl|orzol|jegyeztél meg|jegyeztel meg) r[óo]lam)[.!?]*$/i;

/** ms that a file with secrets stays in the chat. */
const secretsFileShownMs = 600_000;

const collect = async ({ vault, clock }: DataDeps, chatId: number): Promise<MyData> => {
  const { jobs, ...portrait } = await vault.portrait(chatId);
  return {
    ...portrait,
    chatId,
    today: dayOf(clock.now()),
    jobs: jobs.map(({ kind, dueAt }) => ({ kind, day: dayOf(dueAt) })),
    seenDay: await vault.inactive.lastUse(chatId),
  };
};

/** What is kept of a person: to read, and as a file, which is made in memory. */
export const myDataHandler = (deps: DataDeps): Composer<Context> => {
  const { t, jobs, clock, retentionDays } = deps;
  const composer = new Composer<Context>();

  const show = async (ctx: Context) => dataScreen(t, await collect(deps, ctx.chatId), retentionDays);
  composer.command("adataim", async (ctx) => reply(ctx, await show(ctx)));
  composer.hears(asksForData, async (ctx) => reply(ctx, await show(ctx)));
  composer.callbackQuery(fixedCallbacks.data, async (ctx) => respond(ctx, await show(ctx)));

  composer.callbackQuery(fixedCallbacks.dataFile, async (ctx) => {
    const data = await collect(deps, ctx.chatId);
    if (hasNothing(data)) return respond(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, data, false);
    await ctx.api.sendDocument(ctx.chatId, new InputFile(Buffer.from(text), name), { caption });
  });

  composer.callbackQuery(fixedCallbacks.askDataSecrets, (ctx) => respond(ctx, secretsWarning(t)));
  composer.callbackQuery(fixedCallbacks.dataSecrets, async (ctx) => {
    const data = await collect(deps, ctx.chatId);
    if (hasNothing(data)) return respond(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, data, true);
    // Its end is planned before the file is there, so that it cannot stay.
    const messageId = await send(ctx, makingScreen(t));
    await jobs.schedule(ctx.chatId, { kind: "delete-message", messageId }, clock.now() + secretsFileShownMs);
    const media = new InputFile(Buffer.from(text), name);
    await ctx.api.editMessageMedia(ctx.chatId, messageId, { type: "document", media, caption });
  });
  return composer;
};
