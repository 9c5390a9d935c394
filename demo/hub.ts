/** Where everything that shows something hears that it may have changed. */
export class Hub {
  readonly #listeners = new Set<() => void>();

  /** @returns a function that ends the listening */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
