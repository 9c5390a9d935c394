import { Composer } from "grammy";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import {
  cancellationCodeIn,
  detectSensitiveData,
  parseRequestedCancellationCode,
} from "../../sensitive-data/detect.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { offerDigits } from "./offer-digits.ts";
import type { Screen } from "../../chat/screen.ts";
import * as screens from "./screens.ts";
import { paperScreen, shownScreen } from "./secret-screens.ts";
import type { Context } from "../../telegram/context.ts";
import { dayOf } from "../../clock/local-time.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import {
  dropCancellationCode,
  dropJob,
  dropJobsOfMessage,
  dropUndecidedDigits,
  keepCancellationCode,
  keepUndecidedDigits,
  moveJobs,
  scheduleJob,
  type ContentsChange,
} from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import { answerTimeoutMs } from "../../chat/ask-then-delete.ts";
import { deleteSecretMessages, planDeletionsSoon } from "../../chat/delete-secret.ts";
import type { Deps } from "../deps.ts";
import { respond, reply, send } from "../../chat/reply.ts";
import { showSecret, type SecretScreen } from "../../chat/show-secret.ts";
import { pressedMessageId, replyTargetOf } from "../../chat/reply-target.ts";

type CancellationDeps = Pick<Deps, "t" | "clock" | "log">;

/** How long a törlőkód is shown. */
const codeShownMs = 60_000;

/** The question in the message of the pressed button is answered. */
const dropQuestion = (ctx: Context): ContentsChange =>
  dropJobsOfMessage(pressedMessageId(ctx), ["await-cancellation", "close-cancellation"]);

/** Shows something else in the message of the pressed button; digits in it are planned to go until it does. */
const respondInstead = async (ctx: Context, screen: Screen): Promise<void> => {
  await respond(ctx, screen);
  await ctx.session.commit([
    dropQuestion(ctx),
    dropJobsOfMessage(pressedMessageId(ctx), ["hide-cancellation"]),
  ]);
};

/** Shows digits for a minute, in a message in place of that of the pressed button. */
const showFor = async (
  deps: CancellationDeps,
  ctx: Context,
  { secret, offerId, again }: { secret: () => SecretScreen; offerId?: string; again: string },
): Promise<void> => {
  const { t, clock } = deps;
  await showSecret(deps, ctx, {
    placeholder: { text: t("secrets:coming") },
    secret,
    failed: screens.notShownScreen(t, again),
    end: (messageId) => ({
      kind: "hide-cancellation",
      messageId,
      ...(offerId === undefined ? {} : { offerId }),
    }),
    until: clock.now() + codeShownMs,
    changes: (messageId) => [moveJobs("close-cancellation", pressedMessageId(ctx), messageId)],
    // It is written down, or copied by a button.
    isProtected: true,
    replaces: pressedMessageId(ctx),
  });
};

const aboutScreen = async (t: Deps["t"], ctx: Context): Promise<Screen> => {
  ctx.shown = "command:torlokod";
  return screens.cancellationScreen(t, (await ctx.session.contents()).cancellationCode !== undefined);
};

/** Shows what the törlőkód is for, and what can be done with it here. */
export const showAboutCancellation = async ({ t }: Pick<Deps, "t">, ctx: Context): Promise<void> =>
  respondInstead(ctx, await aboutScreen(t, ctx));

/** The törlőkód that users may keep here, see, and delete. */
const keptCode = (deps: CancellationDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  const about = (ctx: Context) => showAboutCancellation(deps, ctx);
  composer.command("torlokod", about);
  composer.hears(/^\/?t[öo]rl[őo]k[óo]d[.!?]*$/i, about);
  composer.callbackQuery(fixedCallbacks.cancellation, about);
  composer.callbackQuery(fixedCallbacks.cancellationBelow, async (ctx) =>
    reply(ctx, await aboutScreen(t, ctx)),
  );
  // Buttons made before undecided digits were stored.
  composer.callbackQuery(fixedCallbacks.isCancellationCode, about);
  composer.callbackQuery(fixedCallbacks.isOtherNumber, (ctx) =>
    respond(ctx, screens.digitsDropped(t, "other")),
  );

  composer.callbackQuery(fixedCallbacks.askCancellation, async (ctx) => {
    const messageId = await send(ctx, screens.askScreen(t));
    const question = scheduleJob({ kind: "await-cancellation", messageId }, clock.now() + answerTimeoutMs);
    await ctx.session.commit([dropQuestion(ctx), question], { once: true, completesUpdate: true });
  });

  composer.callbackQuery(fixedCallbacks.showCancellation, async (ctx) => {
    const { cancellationCode: code } = await ctx.session.contents();
    if (code === undefined) return about(ctx);
    return showFor(deps, ctx, {
      secret: () => shownScreen(t, code.digits),
      again: fixedCallbacks.showCancellation,
    });
  });

  composer.callbackQuery(fixedCallbacks.askDropCancellation, (ctx) =>
    respondInstead(ctx, screens.dropQuestion(t)),
  );
  composer.callbackQuery(fixedCallbacks.dropCancellation, async (ctx) => {
    const wasKept = (await ctx.session.contents()).cancellationCode !== undefined;
    await ctx.session.commit([dropCancellationCode], { once: true });
    return respondInstead(ctx, screens.droppedScreen(t, wasKept));
  });
  return composer;
};

/** The open questions for a törlőkód. */
const openQuestions = ({ jobs }: ChatContents) =>
  jobs.flatMap(({ id, job }) =>
    job.kind === "await-cancellation" ? [{ id, messageId: job.messageId }] : [],
  );

/** Whether a text may answer the question for the törlőkód: it holds no key and no other secret, which have handlers. */
const mayAnswer = (text: string): boolean => {
  const found = detectSensitiveData(text);
  const isOther = found !== undefined && found !== "sixDigits" && found !== "cancellationCode";
  // A number alone is the answer, whatever else it might be.
  if (isOther && /\p{L}/u.test(text)) return false;
  return parsePastedKey(text).kind === "words";
};

/** What a text answers the question for the törlőkód with; `undefined` if it is no answer. */
const requestedIn = (text: string) => {
  const requested = parseRequestedCancellationCode(text);
  return requested !== undefined && mayAnswer(text) ? requested : undefined;
};

/** Whether a text answers the open question for the törlőkód: it is deleted then. */
export const answersCodeQuestion = (contents: ChatContents, text: string): boolean =>
  openQuestions(contents).length > 0 && requestedIn(text) !== undefined;

/** Digits that came unasked, or were asked for. */
const digitsHandler = (deps: CancellationDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  /** Keeps the digits that were asked for, and deletes the question. */
  const keep = async (ctx: Context, messageId: number, digits: string): Promise<void> => {
    const questions = openQuestions(await ctx.session.contents());
    const kept = keepCancellationCode({ digits, day: dayOf(clock.now()) });
    await ctx.session.commit([kept, ...planDeletionsSoon(deps, [messageId])], { once: true });
    const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
    await reply(ctx, screens.keptScreen(t, digits, traces));
    for (const question of questions)
      await unlessTooLate(ctx.api.deleteMessage(ctx.chatId, question.messageId)).catch(() => false);
    await ctx.session.commit(
      questions.map(({ id }) => dropJob(id)),
      { completesUpdate: true },
    );
  };

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const asked = requestedIn(text);
    const found = cancellationCodeIn(text);
    if (asked === undefined && found === undefined) return next();
    if (asked !== undefined && openQuestions(await ctx.session.contents()).length > 0) {
      if (asked !== "unclear") return keep(ctx, messageId, asked);
      const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
      return reply(ctx, screens.lengthScreen(t, traces));
    }
    if (found === undefined) return next();
    // The handler of keys deletes the message.
    const isBeside = parsePastedKey(text).kind === "key";
    await offerDigits(deps, replyTargetOf(ctx), {
      digits: found,
      isNamed: !/^[\d\s-]+$/.test(text.normalize("NFKC")),
      of: "message",
      messageIds: isBeside ? [] : [messageId],
      isBeside,
    });
    if (isBeside) return next();
  });

  /** The user has answered what undecided digits are. */
  const about =
    (answer: (ctx: Context, id: string, digits: string) => Promise<void>) =>
    async (ctx: Context, id = ""): Promise<void> => {
      const { undecidedDigits, cancellationCode } = await ctx.session.contents();
      const found = findById(undecidedDigits, id);
      if (found !== undefined) return answer(ctx, id, found.digits);
      return respondInstead(
        ctx,
        cancellationCode === undefined
          ? screens.digitsDropped(t, "expired")
          : screens.cancellationScreen(t, true),
      );
    };
  const drop = (why: "done" | "other") =>
    about(async (ctx, id) => {
      await ctx.session.commit([dropUndecidedDigits(id)], { once: true });
      return respondInstead(ctx, screens.digitsDropped(t, why));
    });
  const isOther = drop("other");
  const isWritten = drop("done");
  const choose = about(async (ctx, id) => {
    const replaces = (await ctx.session.contents()).cancellationCode !== undefined;
    return respond(ctx, screens.choiceScreen(t, id, { replaces }));
  });
  const show = about((ctx, id, digits) =>
    showFor(deps, ctx, {
      secret: () => paperScreen(t, id, digits),
      again: callbacksWithArgs.showDigits.pack(id),
      offerId: id,
    }),
  );
  const keepUndecided = about(async (ctx, id, digits) => {
    const kept = keepUndecidedDigits(id, dayOf(clock.now()));
    await ctx.session.commit([kept], { once: true });
    return respondInstead(ctx, screens.keptScreen(t, digits, undefined));
  });
  // "Nem" only repeats the question: what was typed is gone from the chat, and would be gone for good.
  composer.hears(/^(igen|nem)[.!]*$/i, async (ctx, next) => {
    const { undecidedDigits } = await ctx.session.contents();
    const [only, another] = undecidedDigits;
    if (only === undefined || another !== undefined || ctx.message?.edit_date !== undefined) return next();
    return /^igen/i.test(ctx.message?.text ?? "")
      ? choose(ctx, only.id)
      : reply(ctx, screens.whetherScreen(t, only.id, undefined));
  });
  composer.callbackQuery(callbacksWithArgs.isCancellationCode.pattern, (ctx) => choose(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.isOtherNumber.pattern, (ctx) => isOther(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.showDigits.pattern, (ctx) => show(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.digitsWritten.pattern, (ctx) => isWritten(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.keepDigits.pattern, (ctx) => keepUndecided(ctx, ctx.match[1]));
  return composer;
};

/** The törlőkód: stored sealed for those who want that, shown for a minute, deleted. */
export const cancellationCodeHandler = (deps: CancellationDeps): Composer<Context> =>
  new Composer<Context>(digitsHandler(deps), keptCode(deps));

/** Awaits the törlőkód no longer: the user has said to stop. */
export const stopAwaitingCode = async ({ session }: Context): Promise<void> => {
  const questions = openQuestions(await session.inspect());
  await session.commit(questions.map(({ id }) => dropJob(id)));
};
