import {
  Bot,
  Composer,
  Context as BaseContext,
  type ApiClientOptions,
  type BotError,
  type MiddlewareFn,
} from "grammy";
import { autoRetry } from "@grammyjs/auto-retry";
import { cancellationCodeHandler } from "./features/cancellation-code/handler.ts";
import { charactersHandler } from "./features/characters/handler.ts";
import { loginCodeHandler } from "./features/login-code/handler.ts";
import type { AnswerText, Deps } from "./features/deps.ts";
import { erasureHandler } from "./features/erasure/handler.ts";
import { groupHandler } from "./features/fallback/group-handler.ts";
import { guideHandler } from "./features/guide/handler.ts";
import { keysHandler } from "./features/keys/handler.ts";
import { exportKeyHandler } from "./features/keys/export-key.ts";
import { renameKeyHandler } from "./features/keys/rename-key.ts";
import { inactivityHandler, recordUse } from "./features/inactivity/handler.ts";
import { ownerHandler } from "./features/owner/handler.ts";
import { showNotice } from "./features/owner/show-notice.ts";
import { myDataHandler } from "./features/my-data/handler.ts";
import { chooseKeysHandler } from "./features/receive-key/choose-keys.ts";
import { handOverHandler } from "./features/receive-key/hand-over-key.ts";
import { fallbackHandler } from "./features/fallback/handler.ts";
import { fileHandler } from "./features/receive-key/file-handler.ts";
import { pictureHandler } from "./features/receive-key/picture-handler.ts";
import { readMisplacedKeys } from "./features/receive-key/misplaced-key.ts";
import { rememberShown } from "./features/questions/memory.ts";
import { questionsHandler } from "./features/questions/handler.ts";
import { replaceKeyHandler } from "./features/receive-key/replace-key.ts";
import { sensitiveDataHandler } from "./features/sensitive-data/handler.ts";
import { startHandler } from "./features/start/handler.ts";
import { keyTextHandler } from "./features/receive-key/text-handler.ts";
import { unblockHandler } from "./features/unblock/handler.ts";
import type { Screen } from "./chat/screen.ts";
import type { Log } from "./observability/log.ts";
import { damagedScreen, floodScreen, lockedScreen, sorryScreen } from "./features/fallback/screens.ts";
import { DatabaseError } from "./storage/database-error.ts";
import type { Store } from "./storage/store.ts";
import { withPlainCommand } from "./telegram/command.ts";
import type { Context } from "./telegram/context.ts";
import { countCalls, countUpdates, kindOf } from "./telegram/count-updates.ts";
import { takeTurns } from "./telegram/fair-turns.ts";
import { limitJobs } from "./telegram/limit-jobs.ts";
import { RateLimiter, rateLimit, type RateLimit } from "./telegram/rate-limit.ts";
import {
  answerCallbackQueries,
  deduplicateUpdates,
  giveLongTextsATurn,
  ignoreOtherSenders,
  sequentialize,
} from "./telegram/middleware.ts";
import { readMessages } from "./telegram/read-messages.ts";
import { isUnreachable } from "./telegram/api-errors.ts";
import { retryTransientErrors, sendOnce } from "./telegram/retry.ts";
import { UnknownMasterKeyError } from "./vault/key-wrapper.ts";
import { DecryptionError } from "./vault/seal.ts";
import type { ChatLock } from "./jobs/chat-lock.ts";

/** What the bot is built from. */
export interface BotParts extends Deps {
  readonly token: string;
  /** How to call Telegram. */
  readonly client: ApiClientOptions;
  readonly store: Store;
  readonly chatLock: ChatLock;
  /** What one chat may send, if not the default. */
  readonly rateLimit?: RateLimit | undefined;
}

/** How many failed updates to remember, so that their users are told only once. */
const maxRememberedFailures = 1_000;

/** What the user is told about an error. @param isMessage whether the failed update was a message */
const failureScreen = (t: Deps["t"], error: unknown, isMessage: boolean): Screen => {
  if (error instanceof UnknownMasterKeyError) return lockedScreen(t, isMessage);
  return error instanceof DecryptionError ? damagedScreen(t) : sorryScreen(t, isMessage);
};

/**
 * Apologises to the user and logs the error without what the user sent. If the database failed, the error is thrown
 * again: the update is then not acknowledged, and Telegram delivers it again until the database is back.
 */
const onFailure = ({ log, t }: { log: Log; t: Deps["t"] }) => {
  const notified = new Set<number>();
  return async ({ error, ctx }: BotError<Context>): Promise<void> => {
    if (isUnreachable(error)) return;
    log.error({ err: error, update: kindOf(ctx) }, "could not handle an update");
    const { update_id: id } = ctx.update;
    if (ctx.chat?.type === "private" && !notified.has(id)) {
      const { text } = failureScreen(t, error, ctx.message !== undefined);
      await ctx.reply(text, { parse_mode: "HTML" }, sendOnce()).catch((thrown: unknown) => {
        log.warn({ err: thrown }, "could not notify the user");
      });
    }
    if (!(error instanceof DatabaseError)) return;
    if (notified.size >= maxRememberedFailures) notified.clear();
    notified.add(id);
    throw error;
  };
};

/** Gives handlers the pictures to show in the chat. */
const setChatContext =
  ({ pictures: shown }: Pick<Deps, "pictures">): MiddlewareFn<Context> =>
  (ctx, next) => {
    ctx.pictures = shown;
    return next();
  };

const warnOfFlood = (t: Deps["t"]) => (ctx: Context) =>
  ctx.reply(floodScreen(t).text, { parse_mode: "HTML" });

/** The handlers of a private chat in the order in which they are tried; pictures and files first, since a caption may say "kód". */
const privateChatHandlers = (parts: BotParts): Composer<Context> =>
  new Composer<Context>(
    rememberShown(parts),
    unblockHandler(parts),
    ownerHandler(parts),
    fileHandler(parts),
    pictureHandler(parts, warnOfFlood(parts.t)),
    erasureHandler(parts),
    limitJobs(parts.clock, warnOfFlood(parts.t)),
    startHandler(parts),
    loginCodeHandler(parts),
    keysHandler(parts),
    exportKeyHandler(parts),
    myDataHandler(parts),
    inactivityHandler(parts),
    // Before the guide, which also understands "igen".
    charactersHandler(parts),
    guideHandler(parts),
    replaceKeyHandler(parts),
    chooseKeysHandler(parts),
    handOverHandler(parts),
    // Again, since the handlers before have read the database.
    giveLongTextsATurn,
    cancellationCodeHandler(parts),
    renameKeyHandler(parts),
    sensitiveDataHandler(parts),
    keyTextHandler(parts),
    questionsHandler(parts),
    fallbackHandler(parts),
  );

/** Lets the handlers answer a text in a job. @param bot gives the job its name and token */
export const createAnswerText = (bot: Bot<Context>, parts: BotParts): AnswerText => {
  const handle = privateChatHandlers(parts).middleware();
  return async (target, { text, messageId, otherwise }) => {
    const { chatId, topic, session, pictures } = target;
    const chat = { id: chatId, type: "private", first_name: "" } as const;
    const from = { id: chatId, is_bot: false, first_name: "" };
    const plain = withPlainCommand(text, bot.botInfo.username);
    const message = { message_id: messageId, date: 0, chat, from, ...plain };
    const base = new BaseContext({ update_id: 0, message }, target.api, bot.botInfo);
    const ctx = Object.assign(base, {
      topic,
      session,
      pictures,
      otherwise,
      shown: undefined,
      outcome: "handled" as const,
    });
    await handle(ctx as Context, () => Promise.resolve());
  };
};

/** Creates the bot: what each update passes through, and its handlers in the order in which they are tried. */
export const createBot = (parts: BotParts): Bot<Context> => {
  const bot = new Bot<Context>(parts.token, { client: parts.client });
  bot.api.config.use(
    countCalls(parts.metrics),
    autoRetry({
      maxRetryAttempts: 3,
      maxDelaySeconds: 5,
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    }),
    retryTransientErrors,
  );

  const guarded = bot.errorBoundary(onFailure(parts));
  guarded.use(countUpdates(parts.metrics));
  guarded.filter((ctx) => ctx.chat !== undefined && ctx.chat.type !== "private", groupHandler(parts));

  const privateChat = guarded.filter((ctx) => ctx.chat?.type === "private");
  const limiter = new RateLimiter(parts.clock, parts.rateLimit);
  privateChat.use(
    ignoreOtherSenders,
    readMessages,
    rateLimit(limiter, warnOfFlood(parts.t)),
    answerCallbackQueries,
    takeTurns(parts, warnOfFlood(parts.t)),
    giveLongTextsATurn,
    readMisplacedKeys,
    setChatContext(parts),
    sequentialize(parts.chatLock),
    deduplicateUpdates(parts),
    recordUse(parts),
    showNotice(parts),
  );
  privateChat.use(privateChatHandlers(parts));
  return bot;
};
