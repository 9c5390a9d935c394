import { Bot, type ApiClientOptions, type BotError, type MiddlewareFn } from "grammy";
import { autoRetry } from "@grammyjs/auto-retry";
import { cancellation } from "./handlers/cancellation.ts";
import { code } from "./handlers/code.ts";
import type { Deps } from "./handlers/deps.ts";
import { erase } from "./handlers/erase.ts";
import { group } from "./handlers/group.ts";
import { guide } from "./handlers/guide.ts";
import { keys } from "./handlers/keys.ts";
import { moving } from "./handlers/moving.ts";
import { naming } from "./handlers/naming.ts";
import { idle, noteUse } from "./handlers/idle.ts";
import { myData } from "./handlers/my-data.ts";
import { offers } from "./handlers/offers.ts";
import { other } from "./handlers/other.ts";
import { pictures } from "./handlers/pictures.ts";
import { questions } from "./handlers/questions.ts";
import { replace } from "./handlers/replace.ts";
import { start } from "./handlers/start.ts";
import { words } from "./handlers/words.ts";
import type { Log } from "./log.ts";
import { damagedScreen, floodScreen, sorryScreen } from "./screens/other.ts";
import { StoreFault } from "./store/fault.ts";
import type { Store } from "./store/store.ts";
import type { Context } from "./telegram/context.ts";
import { countCalls, countUpdates, kindOf } from "./telegram/counting.ts";
import { Floods, holdFloods, type Allowance } from "./telegram/floods.ts";
import { atMostOnce, inTurn, tellEveryButton } from "./telegram/handling.ts";
import { isUnreachable } from "./telegram/refusals.ts";
import { retryPassingFaults } from "./telegram/retry.ts";
import { BrokenSeal } from "./vault/seal.ts";
import type { Turns } from "./telegram/turns.ts";

/** What the bot is made of. */
export interface BotParts extends Deps {
  readonly token: string;
  /** How Telegram is called. */
  readonly client: ApiClientOptions;
  readonly store: Store;
  readonly turns: Turns;
  /** What one chat may send; as usual when it is not said. */
  readonly allowance?: Allowance | undefined;
}

/** Updates that failed for want of the database, remembered so that their people are told once. */
const mostFailed = 1_000;

/**
 * Says sorry, and writes down what went wrong without what was said. What the database failed is not acknowledged to
 * a webhook's sender, who brings it again: it has its effect when the database is back.
 */
const onFailure = ({ log, t }: { log: Log; t: Deps["t"] }) => {
  const told = new Set<number>();
  return async ({ error, ctx }: BotError<Context>): Promise<void> => {
    if (isUnreachable(error)) return;
    log.error({ err: error, update: kindOf(ctx) }, "an update could not be handled");
    const { update_id: id } = ctx.update;
    if (ctx.chat?.type === "private" && !told.has(id)) {
      const { text } = error instanceof BrokenSeal ? damagedScreen(t) : sorryScreen(t);
      await ctx.reply(text, { parse_mode: "HTML" }).catch((thrown: unknown) => {
        log.warn({ err: thrown }, "nor could the person be told");
      });
    }
    if (!(error instanceof StoreFault)) return;
    if (told.size >= mostFailed) told.clear();
    told.add(id);
    throw error;
  };
};

/** The private chat's id and the pictures to show there, which handlers build on. */
const meetPerson =
  ({ pictures: shown }: Pick<Deps, "pictures">): MiddlewareFn<Context> =>
  (ctx, next) => {
    if (ctx.chatId === undefined) return Promise.resolve();
    ctx.person = ctx.chatId;
    ctx.pictures = shown;
    return next();
  };

/** The bot as a table of contents: what it answers, in the order in which it asks itself whether it can. */
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
    retryPassingFaults,
  );

  const guarded = bot.errorBoundary(onFailure(parts));
  guarded.use(countUpdates(parts.metrics));
  guarded.filter((ctx) => ctx.chat !== undefined && ctx.chat.type !== "private", group(parts));

  const person = guarded.filter((ctx) => ctx.chat?.type === "private");
  const floods = new Floods(parts.clock, parts.allowance);
  const tellFlood = (ctx: Context) => ctx.reply(floodScreen(parts.t).text, { parse_mode: "HTML" });
  person.use(
    meetPerson(parts),
    holdFloods(floods, tellFlood),
    tellEveryButton,
    inTurn(parts.turns),
    atMostOnce(parts.store),
    noteUse(parts),
  );
  person.use(start(parts));
  person.use(code(parts));
  person.use(keys(parts));
  person.use(moving(parts));
  person.use(erase(parts));
  person.use(myData(parts));
  person.use(idle(parts));
  person.use(guide(parts));
  person.use(replace(parts));
  person.use(offers(parts));
  person.use(pictures(parts));
  person.use(cancellation(parts));
  person.use(naming(parts));
  person.use(words(parts));
  person.use(questions(parts));
  person.use(other(parts));
  return bot;
};
