/** The demo's time: the machine's, set forward at will. The bot's process follows it. */
export class DemoClock {
  #ahead = 0;

  /** How far ahead of the machine's clock, in ms. */
  get ahead(): number {
    return this.#ahead;
  }

  /** ms since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** @param ms how far to go on */
  forward(ms: number): void {
    this.#ahead += ms;
  }
}
