import type { CheckedClock, Clock } from "./clock.ts";

/** ms that the clock may be off: more, and the last seconds of a code are not those the portal counts. */
const maxDriftMs = 5_000;
/** ms; the `Date` of an answer is told in whole seconds, the rest cut off. */
const dateResolutionMs = 1_000;
/** ms of doubt up to which a comparison says where the clock stands; a question held open says less. */
const maxUncertaintyMs = 3_000;
/** ms without such a comparison after which one is asked for: an idle bot has only questions held open. */
const compareIntervalMs = 300_000;

/**
 * A clock compared with the `Date` of Telegram's answers. While an answer was on its way the clock went from one time
 * to another, and Telegram wrote the date somewhere in between: that gives bounds for how far the clock is off, as
 * wide as the answer took, and one second more. Bounds of several answers hold together, so the quickest decides, and
 * the time on the way never counts as an error of the clock.
 */
export class DriftCheckedClock implements CheckedClock {
  readonly #clock: Clock;
  readonly #onTurn: (fault: string | undefined) => void;
  #fault: string | undefined;
  /** ms that the clock is ahead of Telegram's, at least and at most. */
  #least = -Infinity;
  #most = Infinity;
  #comparedAt = -Infinity;

  /** @param onTurn is told when it turns out to be wrong, with how far, and when it is right again */
  constructor(clock: Clock, onTurn: (fault: string | undefined) => void = () => undefined) {
    this.#clock = clock;
    this.#onTurn = onTurn;
  }

  now(): number {
    return this.#clock.now();
  }

  at(time: number, callback: () => void): () => void {
    return this.#clock.at(time, callback);
  }

  /** ms that the clock is ahead of Telegram's (less than 0: behind), to a second or so; `undefined`: not known. */
  get aheadMs(): number | undefined {
    const middle = (this.#least + this.#most) / 2;
    return Number.isFinite(middle) ? middle : undefined;
  }

  /** How far it is off, in words, when it is surely off by more than five seconds. */
  get fault(): string | undefined {
    return this.#fault;
  }

  isWrong(): boolean {
    return this.#fault !== undefined;
  }

  /**
   * Takes an answer of Telegram's into account.
   * @param sentAt when it was asked for, by this clock @param date its `Date` header
   */
  compare(sentAt: number, date: string | null): void {
    const receivedAt = this.now();
    const theirs = Date.parse(date ?? "");
    // Set back meanwhile, the clock says nothing of how long the answer took.
    if (Number.isNaN(theirs) || receivedAt < sentAt) return;
    const least = sentAt - theirs - dateResolutionMs;
    const most = receivedAt - theirs;
    if (most - least <= maxUncertaintyMs) this.#comparedAt = receivedAt;
    // Bounds that exclude each other: one of the clocks was set in between, and the newer ones count.
    const agree = least <= this.#most && most >= this.#least;
    this.#least = agree ? Math.max(least, this.#least) : least;
    this.#most = agree ? Math.min(most, this.#most) : most;
    this.#judge();
  }

  /**
   * Looks every five minutes whether there was a comparison that says enough.
   * @param ask makes a call to Telegram; called when there was none @returns how to stop
   */
  startComparing(ask: () => Promise<unknown>): () => void {
    let callOff: () => void = () => undefined;
    const look = () => {
      const quiet = this.now() - this.#comparedAt >= compareIntervalMs;
      // Telegram not to be reached is told elsewhere.
      if (quiet) ask().catch(() => undefined);
      callOff = this.at(this.now() + compareIntervalMs, look);
    };
    callOff = this.at(this.now() + compareIntervalMs, look);
    return () => callOff();
  }

  #judge(): void {
    const seconds = Math.round((this.#least > 0 ? this.#least : -this.#most) / 1_000);
    const wrong = this.#least > maxDriftMs || this.#most < -maxDriftMs;
    const turned = wrong !== this.isWrong();
    const side = this.#least > 0 ? "ahead of" : "behind";
    this.#fault = wrong ? `the clock is about ${seconds} s ${side} Telegram's` : undefined;
    if (turned) this.#onTurn(this.#fault);
  }
}
