import type { CheckedClock, Clock } from "./clock.ts";

/** With more drift than this, the portal may no longer accept a code in its last seconds. */
const maxDriftMs = 5_000;
/** The `Date` header is in whole seconds, rounded down. */
const dateResolutionMs = 1_000;
/** Widest bounds that count as a recent measurement; a held-open long poll gives wider ones. */
const maxUncertaintyMs = 3_000;
/** How long without such a measurement until one is requested: an idle bot makes only long polls. */
const measureIntervalMs = 300_000;

/**
 * A clock that is compared with the `Date` header of Telegram's responses. Telegram writes the date at some moment
 * between request and response, which gives bounds for the drift, as wide as the call took plus one second. The
 * bounds of all calls are intersected, so the fastest call decides and network time never counts as drift.
 */
export class DriftCheckedClock implements CheckedClock {
  readonly #clock: Clock;
  readonly #onChange: (problem: string | undefined) => void;
  #problem: string | undefined;
  /** Bounds of how far the clock is ahead of Telegram's, in ms. */
  #minAheadMs = -Infinity;
  #maxAheadMs = Infinity;
  #measuredAt = -Infinity;

  /** @param onChange is called with the new value whenever {@link problem} appears or disappears */
  constructor(clock: Clock, onChange: (problem: string | undefined) => void = () => undefined) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  now(): number {
    return this.#clock.now();
  }

  at(time: number, callback: () => void): () => void {
    return this.#clock.at(time, callback);
  }

  /** How far the clock is ahead of Telegram's in ms, accurate to about a second; `undefined` before the first response. */
  get aheadMs(): number | undefined {
    const middle = (this.#minAheadMs + this.#maxAheadMs) / 2;
    return Number.isFinite(middle) ? middle : undefined;
  }

  /** Describes the drift if it is certainly more than five seconds, in words for the operator. */
  get problem(): string | undefined {
    return this.#problem;
  }

  isWrong(): boolean {
    return this.#problem !== undefined;
  }

  /**
   * Takes a response of Telegram into account.
   * @param sentAt when the request was sent, by this clock @param date the response's `Date` header
   */
  compare(sentAt: number, date: string | null): void {
    const receivedAt = this.now();
    const telegramTime = Date.parse(date ?? "");
    // If the clock was set back meanwhile, the duration of the call is unknown.
    if (Number.isNaN(telegramTime) || receivedAt < sentAt) return;
    const min = sentAt - telegramTime - dateResolutionMs;
    const max = receivedAt - telegramTime;
    if (max - min <= maxUncertaintyMs) this.#measuredAt = receivedAt;
    // Disjoint bounds mean that one of the clocks was set in between; then only the new ones are valid.
    const overlap = min <= this.#maxAheadMs && max >= this.#minAheadMs;
    this.#minAheadMs = overlap ? Math.max(min, this.#minAheadMs) : min;
    this.#maxAheadMs = overlap ? Math.min(max, this.#maxAheadMs) : max;
    this.#updateProblem();
  }

  /**
   * Starts checking every five minutes whether there was a good measurement.
   * @param callTelegram is called when there was none @returns a function that stops the checks
   */
  startMeasuring(callTelegram: () => Promise<unknown>): () => void {
    let cancel: () => void = () => undefined;
    const scheduleNext = () => {
      cancel = this.at(this.now() + measureIntervalMs, () => {
        // Polling reports it when Telegram cannot be reached.
        if (this.now() - this.#measuredAt >= measureIntervalMs) callTelegram().catch(() => undefined);
        scheduleNext();
      });
    };
    scheduleNext();
    return () => cancel();
  }

  #updateProblem(): void {
    const isAhead = this.#minAheadMs > maxDriftMs;
    const isBehind = this.#maxAheadMs < -maxDriftMs;
    const wasWrong = this.isWrong();
    const seconds = Math.round((isAhead ? this.#minAheadMs : -this.#maxAheadMs) / 1_000);
    const direction = isAhead ? "ahead of" : "behind";
    this.#problem =
      isAhead || isBehind ? `the clock is about ${seconds} s ${direction} Telegram's` : undefined;
    if (this.isWrong() !== wasWrong) this.#onChange(this.#problem);
  }
}
