import { setTimeout as wait } from "node:timers/promises";
import { Api, type ApiClientOptions, type Bot } from "grammy";
import { createAnswerText, createBot, type BotParts } from "./bot.ts";
import { RichMessages } from "./chat/rich-messages.ts";
import { systemClock, type Clock } from "./clock/clock.ts";
import { DriftCheckedClock } from "./clock/clock-drift.ts";
import type { Config } from "./config.ts";
import { lazyAnswers, type LazyAnswers } from "./faq/answers.ts";
import { watchInactiveChats } from "./features/inactivity/handler.ts";
import { createPictureQueues } from "./features/receive-key/picture-queues.ts";
import { isJobGivenUp, runJob, slowJobs } from "./features/run-job.ts";
import { profileOf } from "./features/start/bot-profile.ts";
import { portalSteps } from "./guide/steps.ts";
import { createTranslator, type Translate } from "./i18n.ts";
import { connectGauges, ReadinessPoll, timedQrReader } from "./instrument.ts";
import { InProcessChatLock, type ChatLock } from "./jobs/chat-lock.ts";
import { DistributedChatLock } from "./jobs/distributed-chat-lock.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { HttpServer } from "./observability/http-server.ts";
import { createCharactersReader, type CharactersReader } from "./key-characters/reader.ts";
import { listen } from "./listen.ts";
import type { Log } from "./observability/log.ts";
import { createMetrics, type Metrics } from "./observability/metrics.ts";
import type { Storage } from "./open-storage.ts";
import { OperatorError, webhookInUse } from "./operator-error.ts";
import { createOwner, isWritable } from "./owner.ts";
import { memoryBudget, memoryLimitMb } from "./qr/pool/memory-budget.ts";
import { watchWithin } from "./qr/pool/process-watch.ts";
import { createQrReader, type QrReader } from "./qr/reader.ts";
import { databaseFile } from "./storage/database.ts";
import { scheduleHourlyCleanup } from "./storage/hourly-cleanup.ts";
import type { Store } from "./storage/store.ts";
import { isTokenRefused } from "./telegram/api-errors.ts";
import { updateBotProfile } from "./telegram/bot-profile.ts";
import type { Context } from "./telegram/context.ts";
import { countCalls } from "./telegram/count-updates.ts";
import { createDownload } from "./telegram/files.ts";
import { fetchTelegram } from "./telegram/http-client.ts";
import { measuringDrift } from "./telegram/measure-drift.ts";
import type { RateLimit } from "./telegram/rate-limit.ts";
import { allowedUpdates } from "./telegram/polling.ts";
import {
  callUntilReachable,
  findWebhook,
  receiveByPolling,
  receiveByWebhook,
} from "./telegram/receive-updates.ts";
import { PictureUploads } from "./telegram/uploads.ts";
import { webhookEndpoint } from "./telegram/webhook.ts";
import { startConversion } from "./vault/start-conversion.ts";
import type { Vault } from "./vault/vault.ts";
import { version } from "./version.ts";

/** The running app. */
export interface App {
  /** The port of health, metrics and, if there is one, the webhook. */
  readonly port: number;
  /** Settles when the app cannot go on by itself. @throws OperatorError */
  readonly ended: Promise<void>;
  /** Accepts no more work, finishes what is in progress, and closes the database. */
  stop(): Promise<void>;
}

/** What the entry point passes in; tests replace more of it. */
interface AppOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** What one chat may send. */
  readonly rateLimit?: RateLimit;
  /** Readers and a question base that several apps in one process share. */
  readonly qr?: QrReader;
  readonly characters?: CharactersReader;
  readonly faq?: LazyAnswers;
  /** Aborted when the app is to stop while it is still starting. */
  readonly signal?: AbortSignal;
}

/** How long work in progress may take when the app stops. What is not done by then is done after the next start. */
const drainTimeoutMs = 6_000;
const closeTimeoutMs = 2_000;

/** A call to Telegram fails after this time. It must be longer than a getUpdates call is held open. */
const callTimeoutSeconds = 45;

const tokenRefused =
  "BOT_TOKEN was refused by Telegram. Copy it again from @BotFather, or ask it for a new one with /token. If TELEGRAM_API_ROOT is set, check that address too.";
const asOperatorError = (thrown: unknown): unknown =>
  isTokenRefused(thrown) ? new OperatorError(tokenRefused) : thrown;

/** Polling would remove a webhook, and with it the updates of the instances that it belongs to. */
const refuseOthersWebhook = async ({ receiving }: Config, api: Api, options: AppOptions): Promise<void> => {
  if (receiving.mode !== "polling" || receiving.takeOverWebhook) return;
  const webhook = await findWebhook(api, options);
  if (webhook !== undefined) throw webhookInUse(webhook);
};

/** What the other parts are built on. */
interface Foundations extends Pick<BotParts, "notices" | "owner"> {
  readonly store: Store;
  readonly vault: Vault;
  readonly log: Log;
  readonly clock: DriftCheckedClock;
  readonly metrics: Metrics;
  readonly rateLimit: RateLimit | undefined;
  readonly qr: QrReader;
  readonly characters: CharactersReader;
  readonly answers: LazyAnswers["answers"];
  readonly t: Translate;
}

const createClock = (clock: Clock, log: Log): DriftCheckedClock =>
  new DriftCheckedClock(clock, (problem) => {
    if (problem === undefined) log.info("the clock is right again");
    else log.error(`${problem}: codes may be refused`);
  });

const clientOptions = ({ apiRoot }: Config, clock: DriftCheckedClock): ApiClientOptions => ({
  apiRoot,
  timeoutSeconds: callTimeoutSeconds,
  fetch: measuringDrift(clock, fetchTelegram),
});

/** A database file belongs to one instance; a remote database is shared by several. */
const createChatLock = ({ database }: Config, vault: Vault, log: Log): ChatLock =>
  databaseFile(database.url) === undefined
    ? new DistributedChatLock(vault.locks, log)
    : new InProcessChatLock();

const createParts = (config: Config, foundations: Foundations): BotParts & Foundations => {
  const { token, apiRoot, operator, retentionDays } = config;
  const { store, vault, log, clock, metrics, qr } = foundations;
  const client = clientOptions(config, clock);
  const chatLock = createChatLock(config, vault, log);
  // The part of a token before the colon is the bot's id, which is public.
  const [botId = ""] = token.split(":");
  return {
    ...foundations,
    token,
    client,
    operator,
    retentionDays,
    chatLock,
    jobs: new JobRunner({ vault, clock, chatLock, log, isFinal: isJobGivenUp }),
    qr: timedQrReader(qr, metrics),
    pictures: new PictureUploads({ store, botId, log }),
    richMessages: new RichMessages(clock),
    ...createPictureQueues(clock),
    download: createDownload(new Api(token, client), token, apiRoot),
  };
};

/** Where Telegram is to deliver updates, and the secret it proves itself with; `undefined` when the app polls. */
const webhookOf = ({ receiving }: Config, vault: Vault) =>
  receiving.mode === "polling"
    ? undefined
    : {
        url: receiving.url,
        secret: receiving.secret ?? Buffer.from(vault.derive("webhook")).toString("base64url"),
      };

const endpointOf = ({ url, secret }: { readonly url: URL; readonly secret: string }, bot: Bot<Context>) =>
  webhookEndpoint(url.pathname, secret, (update) => bot.handleUpdate(update));

/**
 * Starts everything on the opened storage, in the order in which the parts need each other: HTTP server, Telegram,
 * planned jobs, updates.
 * @param storage is closed when the app stops or cannot start
 * @throws OperatorError when the operator must fix something
 */
export const startApp = async (config: Config, storage: Storage, options: AppOptions): Promise<App> => {
  const budget = memoryBudget(memoryLimitMb());
  const watch = watchWithin(budget);
  const {
    log,
    rateLimit,
    qr = createQrReader({ processes: budget.processes, watch }),
    faq = lazyAnswers(),
  } = options;
  const { characters = createCharactersReader({ makeRoom: () => qr.endIdle(), watch }) } = options;
  const clock = createClock(options.clock ?? systemClock, log);
  const { store, vault } = storage;
  const t = createTranslator();
  const owner = createOwner(config, { storage, clock, log, t });
  const metrics = owner.counting(createMetrics({ version, updateKinds: allowedUpdates, portalSteps }));
  storage.onRetry((code) => metrics.databaseRetry(code));
  const parts = createParts(config, {
    store,
    vault,
    log,
    clock,
    metrics,
    rateLimit,
    qr,
    characters,
    answers: faq.answers,
    t,
    ...owner.deps,
  });
  const bot = createBot(parts);
  const webhook = webhookOf(config, vault);
  // Tries each call once: for callers that retry in their own way.
  const plainApi = new Api(config.token, parts.client);
  plainApi.config.use(countCalls(metrics));

  let phase: "starting" | "serving" | "stopping" = "starting";
  const notReadyReasons = async () =>
    [
      phase === "serving" ? undefined : phase,
      (await isWritable(store)) ? undefined : "the database takes no writes",
      storage.keyRing.outage,
      clock.problem,
    ].filter((reason) => reason !== undefined);
  const readiness = new ReadinessPoll(notReadyReasons);
  connectGauges({ ...parts, ownerGauges: owner.gauges, readiness });
  const server = new HttpServer({
    notReadyReasons,
    webhook: webhook && endpointOf(webhook, bot),
    metrics,
    log,
    version,
  });

  const stopSteps: (() => Promise<void> | void)[] = [
    () => parts.jobs.stop(),
    () => Promise.all([parts.qr.close(), parts.characters.close()]).then(() => undefined),
  ];
  const stop = async () => {
    phase = "stopping";
    const timeout = wait(drainTimeoutMs, undefined, { ref: false });
    for (const step of stopSteps) await Promise.race([step(), timeout]);
    // If another program keeps the write-ahead log from being emptied, the next start empties it.
    await Promise.race([storage.close(), wait(closeTimeoutMs, undefined, { ref: false })]);
    metrics.stop();
  };
  try {
    const port = await listen(server, config);
    stopSteps.unshift(() => server.close());
    // Not bot.init(), which retries forever without a word.
    bot.botInfo = await callUntilReachable(() => plainApi.getMe(), options);
    await refuseOthersWebhook(config, plainApi, options);
    await callUntilReachable(() => updateBotProfile(bot.api, profileOf(parts.t)), options);
    const jobParts = { ...parts, api: bot.api, answerText: createAnswerText(bot, parts) };
    parts.jobs.start(runJob(jobParts), slowJobs(jobParts));
    const receiving =
      webhook === undefined
        ? await receiveByPolling(plainApi, (update) => bot.handleUpdate(update), options)
        : await receiveByWebhook(bot.api, webhook, options);
    stopSteps.unshift(
      () => receiving.stop(),
      scheduleHourlyCleanup(store, clock, log),
      watchInactiveChats(parts),
      startConversion(vault, log),
      clock.startMeasuring(() => plainApi.getMe()),
      owner.start(bot.api),
      () => readiness.stop(),
    );
    phase = "serving";
    readiness.start();
    log.info({ version, port, mode: config.receiving.mode }, "ready");
    // Loading the answers delays only those who ask a question, not the start.
    setImmediate(() => {
      faq.open();
      metrics.addTopics(faq.answers.topics.map(({ id }) => id));
    });
    const ended = Promise.race([receiving.ended, storage.lost]).catch((thrown: unknown) => {
      throw asOperatorError(thrown);
    });
    return { port, ended, stop };
  } catch (thrown) {
    await stop();
    throw asOperatorError(thrown);
  }
};
