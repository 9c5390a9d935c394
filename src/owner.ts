import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Api } from "grammy";
import type { DriftCheckedClock } from "./clock/clock-drift.ts";
import { dayOf } from "./clock/local-time.ts";
import { repeat } from "./clock/repeat.ts";
import type { Config } from "./config.ts";
import { overdueFacts, readFacts } from "./facts/facts.ts";
import { CensusTaker } from "./features/owner/census.ts";
import type { OwnerSignals } from "./features/owner/checks.ts";
import { countingForOwner } from "./features/owner/count-events.ts";
import { DayCounts } from "./features/owner/day-counts.ts";
import { NoticeBoard } from "./features/owner/notice-board.ts";
import { RecentPictures } from "./features/owner/recent-pictures.ts";
import { Told } from "./features/owner/told.ts";
import { OwnerWatch } from "./features/owner/watch.ts";
import { profileOf } from "./features/start/bot-profile.ts";
import { portalSteps } from "./guide/steps.ts";
import { createTranslator, type Translate } from "./i18n.ts";
import type { Log } from "./observability/log.ts";
import type { Metrics } from "./observability/metrics.ts";
import type { Storage } from "./open-storage.ts";
import { databaseFile } from "./storage/database.ts";
import type { Store } from "./storage/store.ts";
import { isTelegramFailure } from "./telegram/api-errors.ts";
import { updateChatCommands } from "./telegram/bot-profile.ts";
import { sendOnce } from "./telegram/retry.ts";
import { version } from "./version.ts";

/** How often counts are stored and the program's state is checked. */
const intervalMs = 300_000;

interface OwnerOptions {
  readonly storage: Storage;
  readonly clock: DriftCheckedClock;
  readonly log: Log;
  /** Hungarian. */
  readonly t: Translate;
}

/** Whether the database accepts writes. */
export const isWritable = (store: Store): Promise<boolean> =>
  store.probe().then(
    () => true,
    () => false,
  );

const overdueJobsOf = async (store: Store, now: number) => {
  const due = await store.nextDue();
  return { jobs: await store.overdue(now), lateMs: due === undefined ? 0 : Math.max(0, now - due) };
};

const freeBytesBeside = async (url: string): Promise<number | undefined> => {
  const file = databaseFile(url);
  if (file === undefined) return undefined;
  const { bavail, bsize } = await statfs(dirname(file));
  return bavail * bsize;
};

const signalsOf = (
  { database, backupDays }: Config,
  { storage: { store, keyRing }, clock, t }: OwnerOptions,
  { counts, pictures }: { readonly counts: DayCounts; readonly pictures: RecentPictures },
): OwnerSignals => {
  let facts: ReturnType<typeof readFacts> | undefined;
  return {
    now: () => clock.now(),
    today: () => counts.today,
    dayCounts: (day) => counts.of(day),
    portalSteps: portalSteps.map((step) => ({ id: step, title: t(`guide:steps.${step}.title`) })),
    overdueJobs: () => overdueJobsOf(store, clock.now()),
    backupTime: () => store.backupTime(),
    backupDays,
    wrongClockMs: () => (clock.isWrong() ? clock.aheadMs : undefined),
    isClockMeasured: () => clock.aheadMs !== undefined,
    pictures: () => pictures.count(),
    isWritable: () => isWritable(store),
    freeBytes: () => freeBytesBeside(database.url),
    databaseBytes: () => store.statistics.size(),
    isKeyRingWrong: () => keyRing.problem !== undefined,
    overdueFacts: () => overdueFacts(new Date(clock.now()), (facts ??= readFacts())).length,
  };
};

/** Adds the owner's command to the menu of the owner's chat alone. */
const addOwnerCommand = async (api: Api, chatId: number, { log, t }: OwnerOptions, ownerT: Translate) => {
  const commands = [...profileOf(t).commands, { command: "allapot", description: ownerT("owner:command") }];
  try {
    await updateChatCommands(api, chatId, commands);
  } catch (thrown) {
    if (!isTelegramFailure(thrown)) throw thrown;
    log.warn({ err: thrown }, "OWNER_CHAT_ID: cannot reach this chat. Open the bot there and press Start.");
  }
};

/** Counts for the operator, and tells the owner's chat about the program's state. */
export const createOwner = (config: Config, options: OwnerOptions) => {
  const { storage, clock, log } = options;
  const { store, vault } = storage;
  const counts = new DayCounts(store.statistics, clock);
  const pictures = new RecentPictures(clock);
  let isStopped = false;
  const census = new CensusTaker(() => vault.countKeys(() => isStopped), clock);
  const signals = signalsOf(config, options, { counts, pictures });
  const activeToday = () => store.statistics.chatsUsedOn(dayOf(clock.now()));
  const ownerT = createTranslator(config.ownerLanguage);
  const chatId = config.ownerChatId;

  const watchWith = (api: Api): OwnerWatch | undefined =>
    chatId === undefined
      ? undefined
      : new OwnerWatch({
          t: ownerT,
          clock,
          log,
          signals,
          told: new Told(store),
          isShared: databaseFile(config.database.url) === undefined,
          tell: async (text, isSilent) => {
            const quietly = { disable_notification: isSilent, link_preview_options: { is_disabled: true } };
            await api.sendMessage(chatId, text, { parse_mode: "HTML", ...quietly }, sendOnce());
          },
        });

  /** Starts the rounds. @returns stops them, and stores what was counted */
  const start = (api: Api): (() => Promise<void>) => {
    const watch = watchWith(api);
    if (chatId !== undefined)
      addOwnerCommand(api, chatId, options, ownerT).catch((thrown: unknown) =>
        log.warn({ err: thrown }, "the owner's commands could not be set"),
      );
    const attempt = (work: () => Promise<unknown>) =>
      work().catch((thrown: unknown) => log.warn({ err: thrown }, "a round for the operator failed"));
    const round = async () => {
      await attempt(() => counts.flush());
      await attempt(() => census.take());
      await watch?.look();
    };
    const stop = repeat(clock, intervalMs, round);
    return async () => {
      isStopped = true;
      await stop();
      await attempt(() => counts.flush());
    };
  };

  return {
    start,
    counting: (metrics: Metrics) => countingForOwner(metrics, counts, pictures),
    /** For the handlers. */
    deps: {
      notices: new NoticeBoard(() => store.notice(), clock),
      owner:
        chatId === undefined
          ? undefined
          : {
              chatId,
              t: ownerT,
              status: { signals, census, activeToday, version, startedAt: clock.now() },
            },
    },
    gauges: {
      people: () => census.last?.chats,
      keys: () => census.last?.keys,
      activeToday,
      backupAge: async () => {
        const time = await store.backupTime();
        return time === undefined ? undefined : Math.max(0, (clock.now() - time) / 1_000);
      },
      diskFree: signals.freeBytes,
      databaseSize: signals.databaseBytes,
      keyRingProblem: () => Number(signals.isKeyRingWrong()),
      overdueFacts: signals.overdueFacts,
      today: () => counts.of(counts.today),
    },
  };
};
