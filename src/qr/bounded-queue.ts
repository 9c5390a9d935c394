/** Limits how much work runs at once: admits up to `capacity` tasks, keeps `maxWaiting` in order, refuses the rest. */
export class BoundedQueue {
  readonly #capacity: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param capacity at least 1 @param maxWaiting 0 if nothing may wait */
  constructor(capacity: number, maxWaiting: number) {
    this.#capacity = capacity;
    this.#maxWaiting = maxWaiting;
  }

  /** The number of tasks that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @returns true once admitted (then call `leave` exactly once), false if refused */
  async enter(): Promise<boolean> {
    if (this.#running < this.#capacity) {
      this.#running += 1;
      return true;
    }
    if (this.#waiting.length >= this.#maxWaiting) return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /** Passes the caller's place on to the next in the queue. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
