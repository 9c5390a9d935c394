import { Composer, InputFile } from "grammy";
import { actions } from "../screens/actions.ts";
import {
  dataFile,
  dataScreen,
  hasNothing,
  makingScreen,
  secretsWarning,
  type MyData,
} from "../screens/my-data.ts";
import type { Context } from "../telegram/context.ts";
import { dayOf } from "../telegram/days.ts";
import type { Deps } from "./deps.ts";
import { redraw, say, send } from "./show.ts";

type DataDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "retentionDays">;

/** "adataim", "mit tudsz rólam" and the like, as a whole message. */
const asksForData =
  /^\/?(adataim|az adataim|mi(ket|t)? (tudsz|tárolsz|tarolsz|őrzöl|orzol|jegyeztél meg|jegyeztel meg) r[óo]lam)[.!?]*$/i;

/** ms that a file with secrets stays in the chat. */
const shownFor = 600_000;

const collect = async ({ vault, clock }: DataDeps, chatId: number): Promise<MyData> => {
  const { jobs, ...portrait } = await vault.portrait(chatId);
  return {
    ...portrait,
    chatId,
    today: dayOf(clock.now()),
    jobs: jobs.map(({ kind, dueAt }) => ({ kind, day: dayOf(dueAt) })),
    seenDay: await vault.idle.lastUse(chatId),
  };
};

/** What is kept of a person: to read, and as a file, which is made in memory. */
export const myData = (deps: DataDeps): Composer<Context> => {
  const { t, jobs, clock, retentionDays } = deps;
  const composer = new Composer<Context>();

  const show = async (ctx: Context) => dataScreen(t, await collect(deps, ctx.person), retentionDays);
  composer.command("adataim", async (ctx) => say(ctx, await show(ctx)));
  composer.hears(asksForData, async (ctx) => say(ctx, await show(ctx)));
  composer.callbackQuery(actions.data, async (ctx) => redraw(ctx, await show(ctx)));

  composer.callbackQuery(actions.dataFile, async (ctx) => {
    const data = await collect(deps, ctx.person);
    if (hasNothing(data)) return redraw(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, data, false);
    await ctx.api.sendDocument(ctx.person, new InputFile(Buffer.from(text), name), { caption });
  });

  composer.callbackQuery(actions.askDataSecrets, (ctx) => redraw(ctx, secretsWarning(t)));
  composer.callbackQuery(actions.dataSecrets, async (ctx) => {
    const data = await collect(deps, ctx.person);
    if (hasNothing(data)) return redraw(ctx, await show(ctx));
    const { name, text, caption } = dataFile(t, data, true);
    // Its end is planned before the file is there, so that it cannot stay.
    const messageId = await send(ctx, makingScreen(t));
    await jobs.plan(ctx.person, { kind: "delete-message", messageId }, clock.now() + shownFor);
    const media = new InputFile(Buffer.from(text), name);
    await ctx.api.editMessageMedia(ctx.person, messageId, { type: "document", media, caption });
  });
  return composer;
};
