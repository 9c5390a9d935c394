/** The demo's clock: the machine's time plus an offset that only grows. The bot's process follows it. */
export class DemoClock {
  #ahead = 0;

  /** How far it is ahead of the machine's clock, in ms. */
  get ahead(): number {
    return this.#ahead;
  }

  /** ms since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Sets the clock forward. */
  forward(ms: number): void {
    this.#ahead += ms;
  }
}
