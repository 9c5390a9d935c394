import { setTimeout as wait } from "node:timers/promises";
import { Api, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Log } from "../observability/log.ts";
import { DatabaseError } from "../storage/database-error.ts";

/** grammY's type of an AbortSignal is that of a polyfill; Node's own does as well. */
type PolyfilledSignal = Parameters<Api["getUpdates"]>[1];

/** Handles one update; what it throws has been logged by then. */
export type HandleUpdate = (update: Update) => Promise<void>;

/** The kinds of updates this bot wants. */
export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

/** s that Telegram may hold a question for updates open. */
const longPollSeconds = 30;
/** ms to wait for handlers before asking again; a question asked earlier brings the same updates again. */
const handlerGraceMs = 50;
/** ms until an update is fetched again that the database failed. */
const databaseRetryMs = 2_000;
/** ms after which an update is given up, so that one cannot hold up the others for ever. */
const handlerTimeoutMs = 60_000;

/**
 * Asks Telegram for updates (getUpdates) and handles them side by side. An update is confirmed to Telegram only
 * when it and all before it have been handled: what a crash interrupts comes again. That, and that its fetcher
 * prints errors that hold the token, is why this is not @grammyjs/runner (docs/adr/0005).
 */
export class Polling {
  readonly #api: Api;
  readonly #handle: HandleUpdate;
  readonly #log: Log;
  readonly #underWay = new Map<number, Promise<void>>();
  /** Handled, but not confirmed, since an earlier one is not. */
  readonly #handled = new Set<number>();
  /** The database failed them, so that they are not confirmed and come again. */
  readonly #failed = new Set<number>();
  readonly #stopped = new AbortController();
  #next = 0;

  /** @param api without a retrying transformer: a stopped question must end at once. */
  constructor(api: Api, handle: HandleUpdate, log: Log) {
    this.#api = api;
    this.#handle = handle;
    this.#log = log;
  }

  /** Runs until stopped. @throws GrammyError 401 when Telegram refuses the token */
  async run(): Promise<void> {
    let failures = 0;
    for (;;) {
      try {
        await this.#ask();
        failures = 0;
        if (this.#stopped.signal.aborted) return;
      } catch (thrown) {
        if (this.#stopped.signal.aborted) return;
        if (thrown instanceof GrammyError && thrown.error_code === 401) throw thrown;
        failures += 1;
        this.#log.warn({ err: thrown, failures }, "updates could not be fetched");
        await wait(this.#delay(thrown, failures), undefined, { signal: this.#stopped.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Asks no more, waits for what is under way, and confirms it. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#underWay.values());
    await this.#api
      .getUpdates(
        { offset: this.#offset(), limit: 1, timeout: 0 },
        AbortSignal.timeout(2_000) as unknown as PolyfilledSignal,
      )
      .catch(() => undefined);
  }

  #delay(thrown: unknown, failures: number): number {
    const asked = thrown instanceof GrammyError ? thrown.parameters.retry_after : undefined;
    return asked === undefined ? Math.min(15_000, 200 * 2 ** failures) : asked * 1_000;
  }

  async #ask(): Promise<void> {
    const offset = this.#offset();
    const updates = await this.#api.getUpdates(
      {
        offset,
        limit: 100,
        timeout: this.#underWay.size === 0 ? longPollSeconds : 0,
        allowed_updates: allowedUpdates,
      },
      this.#stopped.signal as unknown as PolyfilledSignal,
    );
    for (const update of updates) this.#begin(update);
    if (this.#underWay.size > 0) {
      await Promise.race([Promise.all(this.#underWay.values()), wait(handlerGraceMs)]);
    }
  }

  #begin(update: Update): void {
    const id = update.update_id;
    if (this.#underWay.has(id) || this.#handled.has(id)) return;
    this.#next = Math.max(this.#next, id + 1);
    this.#failed.delete(id);
    const limit = new AbortController();
    const overtime = wait(handlerTimeoutMs, undefined, { signal: limit.signal, ref: false }).then(
      () => this.#log.error("an update took too long and was given up"),
      () => undefined,
    );
    const work = this.#handle(update).catch(async (thrown: unknown) => {
      this.#log.error({ err: thrown }, "an update was not handled to its end");
      if (!(thrown instanceof DatabaseError)) return;
      this.#failed.add(id);
      await wait(databaseRetryMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    });
    const done = Promise.race([work, overtime]).then(() => {
      limit.abort();
      this.#underWay.delete(id);
      if (!this.#failed.has(id)) this.#handled.add(id);
    });
    this.#underWay.set(id, done);
  }

  #offset(): number {
    const offset = Math.min(this.#next, ...this.#underWay.keys(), ...this.#failed);
    for (const id of this.#handled) if (id < offset) this.#handled.delete(id);
    return offset;
  }
}
