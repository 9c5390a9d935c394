/**
 * Runs the work of one chat one after the other, and of different chats in parallel. Updates and jobs share it, so that
 * neither sees the other half done.
 */
export interface ChatLock {
  /**
   * For how long other instances leave alone a job that one has begun without the lock, in ms; 0 if there is no other
   * instance.
   */
  readonly claimMs: number;
  /** Runs `work` when all earlier work of this chat has settled. @returns what `work` returns */
  run<T>(chatId: number, work: () => Promise<T>): Promise<T>;
  /** The same, unless another instance holds the chat's lock. @returns whether `work` was run */
  runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean>;
}

/** The lock of an instance that has its database to itself. Work starts in the order it was asked for. */
export class InProcessChatLock implements ChatLock {
  readonly claimMs = 0;
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
