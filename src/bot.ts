import { Bot, type ApiClientOptions, type BotError, type MiddlewareFn } from "grammy";
import { autoRetry } from "@grammyjs/auto-retry";
import { cancellationCodeHandler } from "./features/cancellation-code/handler.ts";
import { loginCodeHandler } from "./features/login-code/handler.ts";
import type { Deps } from "./features/deps.ts";
import { erasureHandler } from "./features/erasure/handler.ts";
import { groupHandler } from "./features/fallback/group-handler.ts";
import { guideHandler } from "./features/guide/handler.ts";
import { keysHandler } from "./features/keys/handler.ts";
import { exportKeyHandler } from "./features/keys/export-key.ts";
import { renameKeyHandler } from "./features/keys/rename-key.ts";
import { inactivityHandler, recordUse } from "./features/inactivity/handler.ts";
import { myDataHandler } from "./features/my-data/handler.ts";
import { chooseKeysHandler } from "./features/receive-key/choose-keys.ts";
import { fallbackHandler } from "./features/fallback/handler.ts";
import { fileHandler } from "./features/receive-key/file-handler.ts";
import { pictureHandler } from "./features/receive-key/picture-handler.ts";
import { questionsHandler } from "./features/questions/handler.ts";
import { replaceKeyHandler } from "./features/receive-key/replace-key.ts";
import { sensitiveDataHandler } from "./features/sensitive-data/handler.ts";
import { startHandler } from "./features/start/handler.ts";
import { keyTextHandler } from "./features/receive-key/text-handler.ts";
import type { Log } from "./observability/log.ts";
import { damagedScreen, floodScreen, sorryScreen } from "./features/fallback/screens.ts";
import { DatabaseError } from "./storage/database-error.ts";
import type { Store } from "./storage/store.ts";
import type { Context } from "./telegram/context.ts";
import { countCalls, countUpdates, kindOf } from "./telegram/count-updates.ts";
import { RateLimiter, rateLimit, type RateLimit } from "./telegram/rate-limit.ts";
import {
  answerCallbackQueries,
  deduplicateUpdates,
  ignoreOtherSenders,
  sequentialize,
} from "./telegram/middleware.ts";
import { isUnreachable } from "./telegram/api-errors.ts";
import { retryTransientErrors } from "./telegram/retry.ts";
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
      const { text } = error instanceof DecryptionError ? damagedScreen(t) : sorryScreen(t);
      await ctx.reply(text, { parse_mode: "HTML" }).catch((thrown: unknown) => {
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
  const warnOfFlood = (ctx: Context) => ctx.reply(floodScreen(parts.t).text, { parse_mode: "HTML" });
  privateChat.use(
    ignoreOtherSenders,
    setChatContext(parts),
    rateLimit(limiter, warnOfFlood),
    answerCallbackQueries,
    sequentialize(parts.chatLock),
    deduplicateUpdates(parts),
    recordUse(parts),
  );
  privateChat.use(startHandler(parts));
  privateChat.use(loginCodeHandler(parts));
  privateChat.use(keysHandler(parts));
  privateChat.use(exportKeyHandler(parts));
  privateChat.use(erasureHandler(parts));
  privateChat.use(myDataHandler(parts));
  privateChat.use(inactivityHandler(parts));
  privateChat.use(guideHandler(parts));
  privateChat.use(replaceKeyHandler(parts));
  privateChat.use(chooseKeysHandler(parts));
  privateChat.use(fileHandler(parts));
  privateChat.use(pictureHandler(parts));
  privateChat.use(cancellationCodeHandler(parts));
  privateChat.use(renameKeyHandler(parts));
  privateChat.use(sensitiveDataHandler(parts));
  privateChat.use(keyTextHandler(parts));
  privateChat.use(questionsHandler(parts));
  privateChat.use(fallbackHandler(parts));
  return bot;
};
