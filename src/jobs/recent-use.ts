import type { Clock } from "../clock/clock.ts";

/** The recent use of a chat falls to a third within this time. */
const decayMs = 60_000;
/** Once so many chats are remembered, those with less use than `forgottenMs` are forgotten. */
const minSweepSize = 10_000;
const forgottenMs = 0.1;

/** How much work each chat has caused lately, in ms of processor time; older work counts less. Kept in memory only. */
export class RecentUse {
  readonly #clock: Pick<Clock, "now">;
  readonly #uses = new Map<number, { readonly ms: number; readonly at: number }>();
  #sweepSize = minSweepSize;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** @returns ms */
  of(chatId: number): number {
    const use = this.#uses.get(chatId);
    if (use === undefined) return 0;
    return use.ms * Math.exp(-Math.max(0, this.#clock.now() - use.at) / decayMs);
  }

  add(chatId: number, ms: number): void {
    if (this.#uses.size >= this.#sweepSize) this.#sweep();
    this.#uses.set(chatId, { ms: this.of(chatId) + ms, at: this.#clock.now() });
  }

  #sweep(): void {
    for (const chatId of this.#uses.keys()) if (this.of(chatId) < forgottenMs) this.#uses.delete(chatId);
    this.#sweepSize = Math.max(minSweepSize, 2 * this.#uses.size);
  }
}
