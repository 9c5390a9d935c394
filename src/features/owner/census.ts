import type { Clock } from "../../clock/clock.ts";

/** How much is stored, of all chats together. */
export interface Census {
  /** Chats of which anything is stored. */
  readonly chats: number;
  /** Keys that codes can be made of. */
  readonly keys: number;
}

/** A census may take a thousandth of the time. */
const pausePerDuration = 1_000;

/** Counts chats and keys now and then, because counting opens every chat. */
export class CensusTaker {
  readonly #count: () => Promise<Census | undefined>;
  readonly #clock: Clock;
  #last: Census | undefined;
  #nextAt = -Infinity;
  #counting: Promise<void> | undefined;

  /** @param count is never called twice at once; `undefined`: it was stopped */
  constructor(count: () => Promise<Census | undefined>, clock: Clock) {
    this.#count = count;
    this.#clock = clock;
  }

  /** The last census; `undefined` before the first. */
  get last(): Census | undefined {
    return this.#last;
  }

  /** Counts, unless the last time was too short ago for what it cost. @throws what counting throws */
  async take(): Promise<Census | undefined> {
    if (this.#clock.now() >= this.#nextAt)
      this.#counting ??= this.#take().finally(() => (this.#counting = undefined));
    await this.#counting;
    return this.#last;
  }

  async #take(): Promise<void> {
    const startedAt = performance.now();
    this.#last = (await this.#count()) ?? this.#last;
    this.#nextAt = this.#clock.now() + pausePerDuration * (performance.now() - startedAt);
  }
}
