import { Composer } from "grammy";
import { askedCancellationCode, cancellationCodeIn } from "../../sensitive-data/detect.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import * as screens from "./screens.ts";
import { alreadyProcessedScreen } from "../receive-key/screens.ts";
import type { Screen } from "../../chat/screen.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf } from "../../clock/local-time.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import type { Job } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { edit, respond, reply, send, type Chat } from "../../chat/reply.ts";
import { replyTargetOf } from "../../chat/reply-target.ts";

type CancellationDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "log">;
type Of<Kind extends Job["kind"]> = Extract<Job, { kind: Kind }>;

/** ms that digits wait, sealed, for the person to say what they are; and that a törlőkód is waited for. */
const answerTimeoutMs = 600_000;
/** ms that a törlőkód stands in the chat. */
const codeShownMs = 60_000;

/** Everything that may be planned for a message about a törlőkód. */
const kinds = ["hide-cancellation", "await-cancellation", "close-cancellation"] as const;

/** The message of the pressed button is about to show something else. */
const takeMessage = async ({ jobs }: CancellationDeps, { chatId, callbackQuery }: Context) => {
  const messageId = callbackQuery?.message?.message_id;
  if (messageId !== undefined) await jobs.cancel(chatId, messageId, kinds);
};

/** Puts digits into a message for a minute. Their end is planned before they are shown, so that they cannot stay. */
const showFor = async (
  { jobs, clock }: CancellationDeps,
  ctx: Context,
  { shown, meanwhile, offerId }: { shown: Screen; meanwhile: Screen; offerId?: string },
): Promise<void> => {
  const show = async (messageId: number) => {
    const job: Job = { kind: "hide-cancellation", messageId, ...(offerId === undefined ? {} : { offerId }) };
    await jobs.cancel(ctx.chatId, messageId, ["hide-cancellation"]);
    await jobs.schedule(ctx.chatId, job, clock.now() + codeShownMs);
    return edit(ctx, messageId, shown);
  };
  const messageId = ctx.callbackQuery?.message?.message_id;
  if (messageId !== undefined && (await show(messageId))) return;
  await show(await send(ctx, meanwhile));
};

/** The törlőkód that people may have kept here, see, and delete. */
const kept = (deps: CancellationDeps): Composer<Context> => {
  const { t, vault, jobs, clock } = deps;
  const composer = new Composer<Context>();

  const screen = async ({ chatId }: Context) =>
    screens.cancellationScreen(t, (await vault.cancellation.kept(chatId)) !== undefined);
  const about = async (ctx: Context) => {
    await takeMessage(deps, ctx);
    return respond(ctx, await screen(ctx));
  };
  composer.command("torlokod", about);
  composer.hears(/^\/t[öo]rl[őo]k[óo]d[.!?]*$/i, about);
  composer.callbackQuery(fixedCallbacks.cancellation, about);
  composer.callbackQuery(fixedCallbacks.cancellationBelow, async (ctx) => reply(ctx, await screen(ctx)));
  // Of buttons made before the digits were held.
  composer.callbackQuery(fixedCallbacks.isCancellationCode, about);
  composer.callbackQuery(fixedCallbacks.isOtherNumber, (ctx) =>
    respond(ctx, screens.digitsDropped(t, "other")),
  );

  composer.callbackQuery(fixedCallbacks.askCancellation, async (ctx) => {
    await takeMessage(deps, ctx);
    const messageId = await send(ctx, screens.askScreen(t));
    const job: Job = { kind: "await-cancellation", messageId };
    return jobs.schedule(ctx.chatId, job, clock.now() + answerTimeoutMs, ctx.claim());
  });

  composer.callbackQuery(fixedCallbacks.showCancellation, async (ctx) => {
    const code = await vault.cancellation.kept(ctx.chatId);
    if (code === undefined) return about(ctx);
    await takeMessage(deps, ctx);
    return showFor(deps, ctx, {
      shown: screens.shownScreen(t, code.digits),
      meanwhile: screens.cancellationScreen(t, true),
    });
  });

  composer.callbackQuery(fixedCallbacks.askDropCancellation, async (ctx) => {
    await takeMessage(deps, ctx);
    return respond(ctx, screens.dropQuestion(t));
  });
  composer.callbackQuery(fixedCallbacks.dropCancellation, async (ctx) => {
    await takeMessage(deps, ctx);
    const was = (await vault.cancellation.kept(ctx.chatId)) !== undefined;
    await vault.cancellation.drop(ctx.chatId, ctx.claim());
    return respond(ctx, screens.droppedScreen(t, was));
  });
  return composer;
};

/** Digits that came unasked, or were asked for. */
const digits = (deps: CancellationDeps): Composer<Context> => {
  const { t, vault, jobs, clock } = deps;
  const composer = new Composer<Context>();

  /** The questions for a törlőkód that wait for their answer. */
  const questionsOf = async (chatId: number) =>
    (await vault.jobsOf(chatId)).flatMap(({ id, job }) =>
      job.kind === "await-cancellation" ? [{ id, messageId: job.messageId }] : [],
    );

  /** What was asked for: kept, and the question goes. */
  const keep = async (ctx: Context, messageId: number, found: string): Promise<void> => {
    const questions = await questionsOf(ctx.chatId);
    await vault.cancellation.keep(ctx.chatId, { digits: found, day: dayOf(clock.now()) }, ctx.claim());
    const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    await reply(ctx, screens.keptScreen(t, found, traces));
    for (const question of questions) {
      await unlessTooLate(ctx.api.deleteMessage(ctx.chatId, question.messageId)).catch(() => false);
      await vault.finishJob(question.id);
    }
  };

  /** What came unasked: sealed for ten minutes, and the person is asked. */
  const offer = async (ctx: Context, messageId: number, found: string, named: boolean): Promise<void> => {
    const until = clock.now() + answerTimeoutMs;
    const id = await vault.cancellation.offer(ctx.chatId, found, until, ctx.claim());
    const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    if (id === undefined) return reply(ctx, alreadyProcessedScreen(t));
    const replaces = (await vault.cancellation.kept(ctx.chatId)) !== undefined;
    const question = await send(
      ctx,
      named ? screens.choiceScreen(t, id, { replaces, traces }) : screens.whetherScreen(t, id, traces),
    );
    await jobs.schedule(ctx.chatId, { kind: "close-cancellation", messageId: question }, until);
  };

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const asked = askedCancellationCode(text);
    if (asked === undefined) return next();
    if ((await questionsOf(ctx.chatId)).length > 0) {
      if (asked !== "length") return keep(ctx, messageId, asked);
      const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
      return reply(ctx, screens.lengthScreen(t, traces));
    }
    const found = cancellationCodeIn(text);
    if (found === undefined) return next();
    return offer(ctx, messageId, found, !/^[\d\s-]+$/.test(text));
  });

  /** The person has said something about digits that wait. */
  const about =
    (answer: (ctx: Context, id: string, found: string) => Promise<void>) =>
    async (ctx: Context, id = ""): Promise<void> => {
      const found = await vault.cancellation.offered(ctx.chatId, id);
      if (found !== undefined) return answer(ctx, id, found);
      await takeMessage(deps, ctx);
      const code = await vault.cancellation.kept(ctx.chatId);
      return respond(
        ctx,
        code === undefined ? screens.digitsDropped(t, "expired") : screens.cancellationScreen(t, true),
      );
    };
  const drop = (why: "done" | "other") =>
    about(async (ctx, id) => {
      await takeMessage(deps, ctx);
      await vault.cancellation.dropOffered(ctx.chatId, id, ctx.claim());
      return respond(ctx, screens.digitsDropped(t, why));
    });
  const isOther = drop("other");
  const isWritten = drop("done");
  const choose = about(async (ctx, id) => {
    const replaces = (await vault.cancellation.kept(ctx.chatId)) !== undefined;
    return respond(ctx, screens.choiceScreen(t, id, { replaces }));
  });
  const show = about((ctx, id, found) =>
    showFor(deps, ctx, {
      shown: screens.paperScreen(t, id, found),
      meanwhile: screens.paperHiddenScreen(t, id),
      offerId: id,
    }),
  );
  const keepOffered = about(async (ctx, id, found) => {
    await takeMessage(deps, ctx);
    await vault.cancellation.keepOffered(ctx.chatId, id, dayOf(clock.now()), ctx.claim());
    return respond(ctx, screens.keptScreen(t, found, undefined));
  });
  composer.callbackQuery(callbacksWithArgs.isCancellationCode.pattern, (ctx) => choose(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.isOtherNumber.pattern, (ctx) => isOther(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.showDigits.pattern, (ctx) => show(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.digitsWritten.pattern, (ctx) => isWritten(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.keepDigits.pattern, (ctx) => keepOffered(ctx, ctx.match[1]));
  return composer;
};

/** The törlőkód: kept sealed for who wants that, shown for a minute, deleted. */
export const cancellationCodeHandler = (deps: CancellationDeps): Composer<Context> =>
  new Composer<Context>(digits(deps), kept(deps));

/** Waits for the törlőkód no longer: the person has said to stop. */
export const stopAwaitingCode = async (
  { vault }: Pick<Deps, "vault">,
  { chatId }: Context,
): Promise<void> => {
  for (const { id, job } of await vault.jobsOf(chatId))
    if (job.kind === "await-cancellation") await vault.finishJob(id);
};

type LaterDeps = Pick<Deps, "t" | "vault">;

/** Takes the digits out of the message they were shown in. */
export const hideCancellationCode = async (
  { t, vault }: LaterDeps,
  chat: Chat,
  { messageId, offerId }: Of<"hide-cancellation">,
): Promise<void> => {
  const waits =
    offerId !== undefined && (await vault.cancellation.offered(chat.chatId, offerId)) !== undefined;
  const keeps = (await vault.cancellation.kept(chat.chatId)) !== undefined;
  await edit(
    chat,
    messageId,
    waits
      ? screens.paperHiddenScreen(t, offerId)
      : keeps
        ? screens.hiddenScreen(t)
        : screens.digitsDropped(t, "expired"),
  );
};

/** The törlőkód that was asked for did not come. */
export const expireAwaitedCode = async (
  { t }: LaterDeps,
  chat: Chat,
  { messageId }: Of<"await-cancellation">,
): Promise<void> => {
  await edit(chat, messageId, screens.askExpiredScreen(t));
};

/** The question about digits was not answered. */
export const expireQuestion = async (
  { t }: LaterDeps,
  chat: Chat,
  { messageId }: Of<"close-cancellation">,
): Promise<void> => {
  await edit(chat, messageId, screens.digitsDropped(t, "expired"));
};
