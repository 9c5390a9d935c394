import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Api, BotError, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Log } from "../observability/log.ts";
import { DatabaseError } from "../storage/database-error.ts";

/** grammY types signals by a polyfill; Node's own AbortSignal works as well. */
type PolyfilledSignal = Parameters<Api["getUpdates"]>[1];
const asPolyfilled = (signal: AbortSignal) => signal as unknown as PolyfilledSignal;

/** Handles one update. It logs its errors before it rejects with them. */
export type HandleUpdate = (update: Update) => Promise<void>;

/** The kinds of updates this bot wants. */
export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

/** How long Telegram may hold a getUpdates call open. */
const longPollSeconds = 30;
const maxUpdatesPerCall = 100;
/** Of these, at least so many are to be new ones, so that what is new does not wait in Telegram's queue. */
const newUpdatesPerCall = 50;
/** How long an update may hold up those that Telegram does not return because of it. */
const defaultPatienceMs = 250;
/** How many updates may be confirmed while they are being handled: what a crash can lose. */
const maxOvertaken = 100;
/** For how long after a failure of the database no update is confirmed before it is handled. */
const databasePatienceMs = 10_000;
/** When for so long no update has been handled, none gives way: Telegram or the database does not answer, and Telegram keeps them. */
const defaultProgressMs = 1_000;
/** How often the database must fail over an update before it no longer holds up those that are handled. */
const maxDatabaseFailures = 3;
/** How long to wait for handlers before the next call: an earlier call returns the same updates again. */
const handlerGraceMs = 50;
/** The pause before an update that failed because of the database is fetched again. */
const databaseRetryMs = 2_000;
/** When to give up on an update: a call to Telegram with all its retries takes three minutes. */
const handlerTimeoutMs = 300_000;
/** The limit for the last call, which only confirms updates. */
const confirmTimeoutMs = 2_000;
const maxRetryDelayMs = 15_000;
/** Shortest time between two lines of the log that say the same. */
const reportIntervalMs = 60_000;

/** Whether the database failed; grammY wraps what a handler throws, and each error boundary may wrap it once more. */
const isDatabaseFailure = (thrown: unknown): boolean =>
  thrown instanceof BotError ? isDatabaseFailure(thrown.error) : thrown instanceof DatabaseError;

/** How long to wait after so many failed calls in a row: as long as Telegram asks, or exponentially longer. */
const retryDelayMs = (thrown: unknown, failures: number): number => {
  const retryAfterSeconds = thrown instanceof GrammyError ? thrown.parameters.retry_after : undefined;
  return retryAfterSeconds === undefined
    ? Math.min(maxRetryDelayMs, 200 * 2 ** failures)
    : retryAfterSeconds * 1_000;
};

/** When an update no longer holds up those that Telegram does not return because of it. */
interface GivingWay {
  readonly patienceMs?: number;
  readonly progressMs?: number;
}

/** An update that is being handled. */
interface InProgress {
  readonly done: Promise<void>;
  /** By the monotonic clock, in ms. */
  readonly startedAt: number;
}

/**
 * Fetches updates by long polling (getUpdates) and handles them concurrently. An update is confirmed to Telegram only
 * after it and all earlier ones have been handled, so whatever a crash interrupts is delivered again. For that reason,
 * and because its fetcher prints errors that hold the token, this is not @grammyjs/runner (docs/adr/0005).
 *
 * One exception keeps a chat from holding up all others: Telegram returns at most 100 updates from the oldest that is not
 * confirmed. When half of them are here already, and the oldest takes over a quarter of a second, it is confirmed while it is being handled.
 */
export class Polling {
  readonly #api: Api;
  readonly #handle: HandleUpdate;
  readonly #log: Log;
  readonly #inProgress = new Map<number, InProgress>();
  /** Confirmed although they are being handled. */
  readonly #overtaken = new Map<number, Promise<void>>();
  /** Handled, but not confirmed, because an earlier one is not handled yet. */
  readonly #handled = new Set<number>();
  /** Failed because of the database, so they must not be confirmed; how often. */
  readonly #failed = new Map<number, number>();
  readonly #stopped = new AbortController();
  readonly #patienceMs: number;
  readonly #progressMs: number;
  /** How many updates gave way since the log said so, and when it did, by the monotonic clock, in ms. */
  #unreported = 0;
  #reportedAt = -Infinity;
  #nextId = 0;
  /** By the monotonic clock, in ms. */
  #databaseFailedAt = -Infinity;
  /** When an update was last handled, by the monotonic clock, in ms. */
  #handledAt = -Infinity;

  /**
   * @param api without a retrying transformer: stopping must end a call at once
   * @param options.patienceMs how long the oldest update may hold up others
   * @param options.progressMs an update gives way only if another has been handled within this time
   */
  constructor(
    api: Api,
    handle: HandleUpdate,
    log: Log,
    { patienceMs = defaultPatienceMs, progressMs = defaultProgressMs }: GivingWay = {},
  ) {
    // Every update in progress listens.
    setMaxListeners(0, this.#stopped.signal);
    this.#patienceMs = patienceMs;
    this.#progressMs = progressMs;
    this.#api = api;
    this.#handle = handle;
    this.#log = log;
  }

  /** Runs until stopped. @throws GrammyError 401 when Telegram refuses the token */
  async run(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    for (;;) {
      try {
        await this.#fetch();
        failures = 0;
        if (signal.aborted) return;
      } catch (thrown) {
        if (signal.aborted) return;
        if (thrown instanceof GrammyError && thrown.error_code === 401) throw thrown;
        failures += 1;
        this.#log.warn({ err: thrown, failures }, "could not fetch updates");
        await wait(retryDelayMs(thrown, failures), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Fetches no more updates, waits for those in progress, and confirms them. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([...this.#dones(), ...this.#overtaken.values()]);
    const confirmation = { offset: this.#offset(), limit: 1, timeout: 0 };
    await this.#api
      .getUpdates(confirmation, asPolyfilled(AbortSignal.timeout(confirmTimeoutMs)))
      .catch(() => undefined);
  }

  async #fetch(): Promise<void> {
    const updates = await this.#api.getUpdates(
      {
        offset: this.#offset(),
        limit: maxUpdatesPerCall,
        timeout: this.#inProgress.size === 0 ? longPollSeconds : 0,
        allowed_updates: allowedUpdates,
      },
      asPolyfilled(this.#stopped.signal),
    );
    for (const update of updates) this.#start(update);
    if (this.#inProgress.size > 0) await Promise.race([Promise.all(this.#dones()), wait(handlerGraceMs)]);
  }

  #dones(): Promise<void>[] {
    return [...this.#inProgress.values()].map(({ done }) => done);
  }

  #start(update: Update): void {
    const id = update.update_id;
    // Telegram sends none without; one would make the offset NaN, with which nothing is ever confirmed.
    if (!Number.isSafeInteger(id)) return;
    if (this.#inProgress.has(id) || this.#handled.has(id)) return;
    this.#nextId = Math.max(this.#nextId, id + 1);
    const failures = this.#failed.get(id) ?? 0;
    this.#failed.delete(id);
    const timer = new AbortController();
    const timeout = wait(handlerTimeoutMs, undefined, { signal: timer.signal, ref: false }).then(
      () => this.#log.error("gave up on an update that took too long"),
      () => undefined,
    );
    const onError = async (thrown: unknown): Promise<void> => {
      this.#log.error({ err: thrown }, "an update failed");
      if (!isDatabaseFailure(thrown)) return;
      this.#databaseFailedAt = performance.now();
      if (!this.#overtaken.has(id)) this.#failed.set(id, failures + 1);
      await wait(databaseRetryMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      // Telegram does not deliver it again.
      if (this.#overtaken.has(id) && !this.#stopped.signal.aborted) await this.#handle(update).catch(onError);
    };
    const done = Promise.race([this.#handle(update).catch(onError), timeout]).then(() => {
      timer.abort();
      this.#inProgress.delete(id);
      if (!this.#failed.has(id)) this.#handledAt = performance.now();
      if (this.#overtaken.delete(id)) this.#failed.delete(id);
      else if (!this.#failed.has(id)) this.#handled.add(id);
    });
    this.#inProgress.set(id, { done, startedAt: performance.now() });
  }

  /** The first update that is not to be confirmed. */
  #offset(): number {
    for (;;) {
      const offset = Math.min(this.#nextId, ...this.#inProgress.keys(), ...this.#failed.keys());
      for (const id of this.#handled) if (id < offset) this.#handled.delete(id);
      if (this.#stopped.signal.aborted || !this.#overtake(offset)) return offset;
    }
  }

  /** Lets the oldest update no longer hold up the others, if it does and has had its time. @returns whether it did */
  #overtake(oldest: number): boolean {
    const unconfirmed = this.#inProgress.size + this.#failed.size + this.#handled.size;
    if (unconfirmed <= maxUpdatesPerCall - newUpdatesPerCall) return false;
    const slow = this.#inProgress.get(oldest);
    const failures = this.#failed.get(oldest) ?? 0;
    if (slow === undefined) {
      // If the database fails over all of them, they wait for it.
      if (failures < maxDatabaseFailures || this.#handled.size === 0) return false;
      this.#failed.delete(oldest);
    } else {
      const now = performance.now();
      if (failures > 0 || now - slow.startedAt < this.#patienceMs) return false;
      if (this.#overtaken.size >= maxOvertaken) return false;
      // All are slow then, and Telegram keeps them.
      if (now - this.#handledAt > this.#progressMs || now - this.#databaseFailedAt < databasePatienceMs)
        return false;
      this.#inProgress.delete(oldest);
      this.#overtaken.set(oldest, slow.done);
    }
    this.#reportOvertaken();
    return true;
  }

  #reportOvertaken(): void {
    this.#unreported += 1;
    const now = performance.now();
    if (now - this.#reportedAt < reportIntervalMs) return;
    this.#log.warn(
      { count: this.#unreported },
      "confirmed updates that are not handled yet: they hold up the others",
    );
    this.#unreported = 0;
    this.#reportedAt = now;
  }
}
