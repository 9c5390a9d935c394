/**
 * Lets things happen in one chat one after the other, in the order they were asked for, and in different chats
 * side by side. Used for updates and for clean-up jobs alike, so that neither meets the other half-way.
 */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>();

  /** Runs `work` when all earlier work of this chat has ended, well or badly. @returns what `work` returns */
  async run<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(chatId);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#last.set(chatId, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(chatId) === mine) this.#last.delete(chatId);
    }
  }
}
