import type { Clock } from "../clock/clock.ts";

const windowMs = 3_600_000;
/** So many slow pictures within the window make a chat slow. */
const slowFrom = 2;

/** Remembers, in memory, which chats have sent pictures that the readers had to give up. */
export class SlowChats {
  readonly #clock: Pick<Clock, "now">;
  /** When each chat's latest slow pictures were given up, ms since 1970. The chat that was slow last is last. */
  readonly #times = new Map<number, readonly number[]>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Notes that a picture of this chat was given up. */
  note(chatId: number): void {
    const times = [...(this.#times.get(chatId) ?? []), this.#clock.now()].slice(-slowFrom);
    this.#times.delete(chatId);
    this.#times.set(chatId, times);
    for (const [other, earlier] of this.#times) {
      if (earlier.some((time) => this.#isRecent(time))) break;
      this.#times.delete(other);
    }
  }

  /** Whether two pictures of this chat have been given up within the last hour. */
  has(chatId: number): boolean {
    const times = this.#times.get(chatId) ?? [];
    return times.length >= slowFrom && times.every((time) => this.#isRecent(time));
  }

  #isRecent(time: number): boolean {
    return this.#clock.now() - time < windowMs;
  }
}
