import { setTimeout as wait } from "node:timers/promises";
import { Api, GrammyError, type ApiClientOptions, type Bot } from "grammy";
import { createBot, type BotParts } from "./bot.ts";
import { OperatorError, type Config } from "./config.ts";
import { watchInactiveChats } from "./features/inactivity/handler.ts";
import { runJob } from "./features/run-job.ts";
import { createTranslator } from "./i18n.ts";
import type { Log } from "./observability/log.ts";
import { answersLater } from "./faq/answers.ts";
import { instrumentParts, timedQrReader } from "./instrument.ts";
import { createMetrics, type Metrics } from "./observability/metrics.ts";
import { openAll } from "./open-storage.ts";
import { BoundedQueue } from "./qr/bounded-queue.ts";
import { createQrReader } from "./qr/reader.ts";
import { profileOf } from "./features/start/bot-profile.ts";
import { databaseFile } from "./storage/database.ts";
import type { Store } from "./storage/store.ts";
import { fetchTelegram } from "./telegram/http-client.ts";
import { systemClock, type Clock } from "./clock/clock.ts";
import type { Context } from "./telegram/context.ts";
import { DriftCheckedClock } from "./clock/clock-drift.ts";
import { measuringDrift } from "./telegram/measure-drift.ts";
import { dayOf, isContactHour } from "./clock/local-time.ts";
import { countCalls } from "./telegram/count-updates.ts";
import { createDownload } from "./telegram/files.ts";
import type { RateLimit } from "./telegram/rate-limit.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { PictureUploads } from "./telegram/uploads.ts";
import { allowedUpdates, Polling } from "./telegram/polling.ts";
import { updateBotProfile } from "./telegram/bot-profile.ts";
import { HttpServer, type WebhookEndpoint } from "./observability/http-server.ts";
import { DistributedChatLock } from "./jobs/distributed-chat-lock.ts";
import { InProcessChatLock, type ChatLock } from "./jobs/chat-lock.ts";
import type { Vault } from "./vault/vault.ts";

/** The running product. */
export interface App {
  /** Where health, metrics, and the webhook if there is one, are served. */
  readonly port: number;
  /** Settles when it cannot go on by itself. Rejects with OperatorFault. */
  readonly ended: Promise<void>;
  /** Takes no more work, ends what is under way, and leaves the database whole. */
  stop(): Promise<void>;
}

/** Things a test brings along. */
interface Surroundings {
  readonly log: Log;
  readonly clock?: Clock;
  /** What one chat may send. */
  readonly allowance?: RateLimit;
  /** Aborted when the product is to stop while it is still starting. */
  readonly signal?: AbortSignal;
}

/** ms that update ids are kept: twice as long as Telegram repeats an update. */
const updateMemory = 48 * 3_600_000;
const tidyingPause = 3_600_000;

/** ms for what is under way when the program is to stop. What is not done by then comes again after the next start. */
const drainPatience = 6_000;
/** ms to close the database. */
const closingPatience = 2_000;

/** Pictures of at most 20 MB each that are downloaded or read at once. */
const picturesInMemory = 4;
/** Pictures that may wait for that; to whoever comes after them the bot says that many are sending pictures. */
const picturesWaiting = 60;

const tokenRefused =
  "BOT_TOKEN was refused by Telegram. Copy it again from @BotFather, or ask it for a new one with /token.";
const isRefusedToken = (thrown: unknown) =>
  thrown instanceof GrammyError && (thrown.error_code === 401 || thrown.error_code === 404);

/** Calls Telegram until it answers: at boot the network may come up after us. @throws OperatorFault for a refused token */
const persist = async <T>(call: () => Promise<T>, { log, signal }: Surroundings): Promise<T> => {
  for (let delay = 500; ; delay = Math.min(30_000, delay * 2)) {
    try {
      return await call();
    } catch (thrown) {
      if (isRefusedToken(thrown)) throw new OperatorError(tokenRefused);
      signal?.throwIfAborted();
      log.warn({ err: thrown, retryInMs: delay }, "Telegram cannot be reached, trying again");
      await wait(delay, undefined, signal === undefined ? {} : { signal });
    }
  }
};

/** What the parts stand on. */
interface Foundations {
  readonly store: Store;
  readonly vault: Vault;
  readonly log: Log;
  readonly clock: DriftCheckedClock;
  readonly metrics: Metrics;
  readonly allowance: RateLimit | undefined;
}

/** s; a call to Telegram that takes longer has failed. Longer than a getUpdates is held open. */
const callTimeout = 45;

const clientOf = ({ apiRoot }: Config, clock: DriftCheckedClock): ApiClientOptions => ({
  apiRoot,
  timeoutSeconds: callTimeout,
  fetch: measuringDrift(clock, fetchTelegram),
});

/** The clock, which tells of itself when Telegram's shows another time. */
const comparedClock = (clock: Clock, log: Log): DriftCheckedClock =>
  new DriftCheckedClock(clock, (fault) => {
    if (fault === undefined) log.info("the clock is right again");
    else log.error(`${fault}: codes may be refused`);
  });

/** A file belongs to one instance; whoever shares a remote database takes turns with the others. */
const turnsFor = ({ database }: Config, vault: Vault, log: Log): ChatLock =>
  databaseFile(database.url) === undefined
    ? new DistributedChatLock(vault.locks, log)
    : new InProcessChatLock();

const partsOf = (
  config: Config,
  { store, vault, log, clock, metrics, allowance }: Foundations,
): BotParts & Pick<Foundations, "clock"> & { readonly openAnswers: () => void } => {
  const { token, apiRoot, operator, retentionDays } = config;
  const client = clientOf(config, clock);
  const turns = turnsFor(config, vault, log);
  const { answers, open: openAnswers } = answersLater();
  // The part of a token before the colon is the bot's id, and no secret.
  const [botId = ""] = token.split(":");
  return {
    token,
    client,
    operator,
    retentionDays,
    store,
    vault,
    turns,
    allowance,
    log,
    clock,
    answers,
    openAnswers,
    metrics,
    t: createTranslator(),
    jobs: new JobRunner({ vault, clock, turns, log }),
    qr: timedQrReader(createQrReader(), metrics),
    pictures: new PictureUploads({ store, botId, log }),
    pictureQueue: new BoundedQueue(picturesInMemory, picturesWaiting),
    download: createDownload(new Api(token, client), token, apiRoot),
  };
};

const doorOf = ({ receiving }: Config, vault: Vault, bot: Bot<Context>): WebhookEndpoint | undefined => {
  if (receiving.mode === "polling") return undefined;
  const secret = receiving.secret ?? Buffer.from(vault.derive("webhook")).toString("base64url");
  return { path: receiving.url.pathname, secret, handle: (update) => bot.handleUpdate(update) };
};

const listen = async (server: HttpServer, { port, host }: Config): Promise<number> => {
  try {
    return await server.listen(port, host);
  } catch {
    throw new OperatorError(
      `PORT: cannot listen on ${host}:${port}. Is another program there? Set PORT or HOST to something free.`,
    );
  }
};

/** Begins to receive updates, in the mode the configuration says. @returns how to stop, and what tells of failure */
const receive = async (
  config: Config,
  { bot, door, plainApi }: { bot: Bot<Context>; door: WebhookEndpoint | undefined; plainApi: Api },
  around: Surroundings,
) => {
  const { receiving } = config;
  if (receiving.mode === "webhook" && door !== undefined) {
    const options = { secret_token: door.secret, allowed_updates: allowedUpdates };
    await persist(() => bot.api.setWebhook(receiving.url.href, options), around);
    return { stop: () => Promise.resolve(), ended: new Promise<void>(() => undefined) };
  }
  await persist(() => bot.api.deleteWebhook(), around);
  const polling = new Polling(plainApi, (update) => bot.handleUpdate(update), around.log);
  const ended = polling.run().catch((thrown: unknown) => {
    throw isRefusedToken(thrown) ? new OperatorError(tokenRefused) : thrown;
  });
  return { stop: () => polling.stop(), ended };
};

/**
 * Forgets old update ids now and then, and wipes off the disk what could not be wiped when it was deleted, because
 * another program was reading; once a night also where the file is large and that takes its time. @returns how to stop
 */
const tidyStore = (store: Store, clock: Clock, log: Log): (() => void) => {
  let wipedOn = NaN;
  const tidy = async () => {
    const today = dayOf(clock.now());
    const isTime = !isContactHour(clock.now()) && today !== wipedOn;
    await store.deleteOldUpdates(clock.now() - updateMemory);
    await store.locks.deleteExpired();
    const isWiped = await store.wipeDeleted(isTime);
    // Where it failed, it is tried again in an hour of the same night.
    if (isTime && isWiped) wipedOn = today;
  };
  const tidyQuietly = () => {
    tidy().catch((thrown: unknown) => log.warn({ err: thrown }, "the database could not be tidied"));
  };
  tidyQuietly();
  const timer = setInterval(tidyQuietly, tidyingPause).unref();
  return () => clearInterval(timer);
};

/**
 * Starts everything, in an order in which each finds what it needs: database, vault, health, Telegram, planned
 * jobs, updates.
 * @throws OperatorFault when the operator must mend something
 */
export const startApp = async (config: Config, around: Surroundings): Promise<App> => {
  const { log } = around;
  const clock = comparedClock(around.clock ?? systemClock, log);
  const metrics = createMetrics();
  const { store, vault, close } = await openAll(config, log, (code) => metrics.databaseRetry(code));
  const parts = partsOf(config, { store, vault, log, clock, metrics, allowance: around.allowance });
  instrumentParts(parts);
  const bot = createBot(parts);
  const door = doorOf(config, vault, bot);
  // A client that tries each call once: for what has its own way of trying again.
  const plainApi = new Api(config.token, parts.client);
  plainApi.config.use(countCalls(metrics));
  let phase: "starting" | "serving" | "stopping" = "starting";
  /** The vault is open by now, or nobody would be asking. */
  const obstacles = async () => {
    const writable = await store.probe().then(
      () => true,
      () => false,
    );
    return [
      phase === "serving" ? undefined : phase,
      writable ? undefined : "the database takes no writes",
      clock.fault,
    ].filter((one) => one !== undefined);
  };
  const server = new HttpServer({ notReadyReasons: obstacles, webhook: door, metrics, log });
  const rest: (() => Promise<void> | void)[] = [() => parts.jobs.stop(), () => parts.qr.close()];
  const stop = async () => {
    phase = "stopping";
    const timeIsUp = wait(drainPatience, undefined, { ref: false });
    for (const end of rest) await Promise.race([end(), timeIsUp]);
    // A log that another program keeps from being emptied is emptied at the next start.
    await Promise.race([close(), wait(closingPatience, undefined, { ref: false })]);
    metrics.stop();
  };
  try {
    const port = await listen(server, config);
    rest.unshift(() => server.close());
    // Not bot.init(), which tries for ever in silence.
    bot.botInfo = await persist(() => plainApi.getMe(), around);
    await persist(() => updateBotProfile(bot.api, profileOf(parts.t)), around);
    parts.jobs.start(runJob({ ...parts, api: bot.api }));
    const receiving = await receive(config, { bot, door, plainApi }, around);
    const comparing = clock.startComparing(() => plainApi.getMe());
    rest.unshift(receiving.stop, tidyStore(store, clock, log), watchInactiveChats(parts), comparing);
    phase = "serving";
    log.info({ port, mode: config.receiving.mode }, "ready");
    // Not before: nobody is to wait for it who does not ask a question.
    setImmediate(parts.openAnswers);
    return { port, ended: receiving.ended, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
};
