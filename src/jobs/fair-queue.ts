interface FairQueueOptions {
  /** How many are inside at once; at least 1. */
  readonly capacity: number;
  /** How many chats may wait; those of further chats are refused. */
  readonly maxWaitingChats?: number;
  /** Whether a chat goes after the others, and shares one place with all chats of its kind. */
  readonly isLast?: (chatId: number) => boolean;
}

/**
 * Limits how much work runs at once. Each chat has one place at most; the chats that wait take turns, and what waits in
 * one chat stays in order.
 */
export class FairQueue {
  readonly #capacity: number;
  readonly #maxWaitingChats: number;
  readonly #isLast: (chatId: number) => boolean;
  readonly #inside = new Set<number>();
  /** What waits, by chat, in the order of the chats' turns. */
  readonly #waiting = new Map<number, (() => void)[]>();

  constructor({ capacity, maxWaitingChats = Infinity, isLast = () => false }: FairQueueOptions) {
    this.#capacity = capacity;
    this.#maxWaitingChats = maxWaitingChats;
    this.#isLast = isLast;
  }

  /** How many chats wait. */
  get waitingChats(): number {
    return this.#waiting.size;
  }

  /** @returns true once admitted (then call `leave` exactly once), false if refused */
  async enter(chatId: number): Promise<boolean> {
    const mine = this.#waiting.get(chatId);
    if (mine === undefined && this.#waiting.size >= this.#maxWaitingChats) return false;
    const admitted = new Promise<void>((resolve) => {
      if (mine === undefined) this.#waiting.set(chatId, [resolve]);
      else mine.push(resolve);
    });
    this.#admit();
    await admitted;
    return true;
  }

  /** Gives the chat's place to the next chat; what else waits in this one goes to the end of the line. */
  leave(chatId: number): void {
    this.#inside.delete(chatId);
    const rest = this.#waiting.get(chatId);
    if (rest !== undefined) {
      this.#waiting.delete(chatId);
      this.#waiting.set(chatId, rest);
    }
    this.#admit();
  }

  #admit(): void {
    for (let chatId = this.#next(); chatId !== undefined; chatId = this.#next()) {
      const mine = this.#waiting.get(chatId) ?? [];
      this.#inside.add(chatId);
      mine.shift()?.();
      if (mine.length === 0) this.#waiting.delete(chatId);
    }
  }

  /** The chat whose turn it is, if there is a place for it. */
  #next(): number | undefined {
    if (this.#inside.size >= this.#capacity) return undefined;
    const outside = [...this.#waiting.keys()].filter((chatId) => !this.#inside.has(chatId));
    const next = outside.find((chatId) => !this.#isLast(chatId));
    if (next !== undefined) return next;
    return [...this.#inside].some(this.#isLast) ? undefined : outside[0];
  }
}
