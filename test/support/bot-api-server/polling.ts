import type { Change } from "./change.ts";
import { Refusal } from "./refusal.ts";
import type { Delivery, Updates } from "./updates.ts";

/** The parameters of Bot API "getUpdates"; `timeout` in seconds. */
interface PollParams {
  readonly offset?: number;
  readonly limit?: number;
  readonly timeout?: number;
  readonly allowed_updates?: readonly string[];
}

/** Long polling: one poller at a time. */
export class Polling {
  readonly #updates: Updates;
  readonly #change: Change;
  readonly #now: () => number;
  #current: symbol | undefined;

  constructor(updates: Updates, change: Change, now: () => number) {
    this.#updates = updates;
    this.#change = change;
    this.#now = now;
  }

  /** Whether a poll waits right now. */
  get waiting(): boolean {
    return this.#current !== undefined;
  }

  /** Whether a bot polls: it waits right now, or works on what it was given. */
  get present(): boolean {
    return this.waiting || this.#updates.pending().some((one) => one.handed);
  }

  /** Ends the poll that waits now, as setWebhook does. */
  end(): void {
    this.#current = undefined;
    this.#change.tell();
  }

  /**
   * Bot API "getUpdates". Ends with a new update, after `timeout`, or when `gone` says the client has left.
   * @throws Refusal 409 when another poll starts meanwhile, or a webhook is set
   */
  async poll(params: PollParams, gone: () => boolean): Promise<Record<string, unknown>[]> {
    const { offset = 0, limit = 100, timeout = 0 } = params;
    this.#updates.allow(params.allowed_updates);
    this.#updates.applyOffset(offset);
    const me = Symbol("poll");
    this.#current = me;
    this.#change.tell();
    const over = (): boolean => this.#current !== me || gone() || this.#ready(offset).length > 0;
    await this.#change.within(over, timeout * 1000);
    if (this.#current !== me) {
      const other = "other getUpdates request; make sure that only one bot instance is running";
      const by = this.waiting ? other : "setWebhook request";
      throw new Refusal(409, `Conflict: terminated by ${by}`);
    }
    this.#current = undefined;
    if (gone()) return [];
    const batch = this.#ready(offset).slice(0, limit);
    for (const one of batch) {
      one.handed = true;
      one.attempts.push({ at: this.#now(), via: "polling" });
    }
    return batch.map((one) => one.body);
  }

  #ready(offset: number): Delivery[] {
    return this.#updates.pending().filter((one) => one.again || one.updateId >= offset);
  }
}
