/** Lets `places` visitors in at once and keeps `length` waiting in order; whoever comes after those is turned away. */
export class BoundedQueue {
  readonly #places: number;
  readonly #length: number;
  readonly #waiting: ((letIn: boolean) => void)[] = [];
  #inside = 0;
  #closed: (() => void) | undefined;

  /** @param places at least 1 @param length 0: nobody waits */
  constructor(places: number, length: number) {
    this.#places = places;
    this.#length = length;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @returns true when let in (then call `leave` once), false when turned away */
  enter(): Promise<boolean> {
    if (this.#closed !== undefined) return Promise.resolve(false);
    if (this.#inside < this.#places) {
      this.#inside += 1;
      return Promise.resolve(true);
    }
    if (this.#waiting.length >= this.#length) return Promise.resolve(false);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives the place to the next in line. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(true);
      return;
    }
    this.#inside -= 1;
    if (this.#inside === 0) this.#closed?.();
  }

  /** Turns away those who wait and all who come later. @returns when the last inside has left */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#closed = resolve;
      for (const turnAway of this.#waiting.splice(0)) turnAway(false);
      if (this.#inside === 0) resolve();
    });
  }
}
