/** Notifies those who wait that something in the emulator has changed, so that no test has to sleep. */
export class Change {
  readonly #watchers = new Set<() => void>();

  /** Lets every waiter look again. */
  tell(): void {
    for (const look of [...this.#watchers]) look();
  }

  /** Looks after every change, until the function it returns is called. */
  watch(look: () => void): () => void {
    this.#watchers.add(look);
    return () => this.#watchers.delete(look);
  }

  /**
   * Waits until `holds` is true, looking now and after every change.
   * @param ms the longest wait, in milliseconds
   * @returns whether it came true in time; rejects only when `holds` throws
   */
  within(holds: () => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        try {
          if (!holds()) return;
          stop();
          resolve(true);
        } catch (error) {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(() => {
        stop();
        resolve(false);
      }, ms);
      this.#watchers.add(look);
      look();
    });
  }
}
