/**
 * Lets things happen in one chat one after the other, and in different chats side by side. Used for updates and for
 * clean-up jobs alike, so that neither meets the other half-way.
 */
export interface ChatLock {
  /** Runs `work` when all earlier work of this chat has ended, well or badly. @returns what `work` returns */
  run<T>(chatId: number, work: () => Promise<T>): Promise<T>;
  /** The same, unless another instance is dealing with this chat. @returns whether `work` was run */
  runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean>;
}

/** The turns of an instance that has its database to itself: work begins in the order it was asked for. */
export class InProcessChatLock implements ChatLock {
  readonly #last = new Map<number, Promise<unknown>>();

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

  async runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean> {
    await this.run(chatId, work);
    return true;
  }
}
