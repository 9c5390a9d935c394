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
/** How long to wait for handlers before the next call: an earlier call returns the same updates again. */
const handlerGraceMs = 50;
/** The pause before an update that failed because of the database is fetched again. */
const databaseRetryMs = 2_000;
/** When to give up on an update, so that it cannot hold up the others forever. */
const handlerTimeoutMs = 60_000;
/** The limit for the last call, which only confirms updates. */
const confirmTimeoutMs = 2_000;
const maxRetryDelayMs = 15_000;

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

/**
 * Fetches updates by long polling (getUpdates) and handles them concurrently. An update is confirmed to Telegram only
 * after it and all earlier ones have been handled, so whatever a crash interrupts is delivered again. For that reason,
 * and because its fetcher prints errors that hold the token, this is not @grammyjs/runner (docs/adr/0005).
 */
export class Polling {
  readonly #api: Api;
  readonly #handle: HandleUpdate;
  readonly #log: Log;
  readonly #inProgress = new Map<number, Promise<void>>();
  /** Handled, but not confirmed, because an earlier one is not handled yet. */
  readonly #handled = new Set<number>();
  /** Failed because of the database, so they must not be confirmed. */
  readonly #failed = new Set<number>();
  readonly #stopped = new AbortController();
  #nextId = 0;

  /** @param api without a retrying transformer: stopping must end a call at once */
  constructor(api: Api, handle: HandleUpdate, log: Log) {
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
    await Promise.all(this.#inProgress.values());
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
    if (this.#inProgress.size > 0)
      await Promise.race([Promise.all(this.#inProgress.values()), wait(handlerGraceMs)]);
  }

  #start(update: Update): void {
    const id = update.update_id;
    if (this.#inProgress.has(id) || this.#handled.has(id)) return;
    this.#nextId = Math.max(this.#nextId, id + 1);
    this.#failed.delete(id);
    const timer = new AbortController();
    const timeout = wait(handlerTimeoutMs, undefined, { signal: timer.signal, ref: false }).then(
      () => this.#log.error("gave up on an update that took too long"),
      () => undefined,
    );
    const work = this.#handle(update).catch(async (thrown: unknown) => {
      this.#log.error({ err: thrown }, "an update failed");
      if (!isDatabaseFailure(thrown)) return;
      this.#failed.add(id);
      await wait(databaseRetryMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    });
    const done = Promise.race([work, timeout]).then(() => {
      timer.abort();
      this.#inProgress.delete(id);
      if (!this.#failed.has(id)) this.#handled.add(id);
    });
    this.#inProgress.set(id, done);
  }

  /** The first update that is not to be confirmed. */
  #offset(): number {
    const offset = Math.min(this.#nextId, ...this.#inProgress.keys(), ...this.#failed);
    for (const id of this.#handled) if (id < offset) this.#handled.delete(id);
    return offset;
  }
}
