import type { RecentUse } from "./recent-use.ts";

/** While no more chats than this wait, nothing is dropped: a flood from one of them delays few others. */
const maxChatsToSpare = 4;

interface FairQueueOptions {
  /** How many are inside at once; at least 1. */
  readonly capacity: number;
  /** What the chats have used lately: the one with the least use is next. Without it, the chats take turns. */
  readonly use?: Pick<RecentUse, "of">;
  /** Chats with at least this much use share one place. */
  readonly heavyFromMs?: number;
  /** When more entries wait, of more than a few chats, the chat with the most use loses what it has waiting. */
  readonly maxWaiting?: number;
  /** A chat with less use loses nothing. */
  readonly minUseToDropMs?: number;
}

/**
 * Limits how much work runs at once. Each chat has one place at most, and what waits in one chat stays in order. A chat
 * that causes much work delays itself, and the other chats only a little.
 */
export class FairQueue {
  readonly #options: Required<FairQueueOptions>;
  readonly #inside = new Set<number>();
  /** What waits, by chat, in the order of the chats' turns. */
  readonly #waiting = new Map<number, ((isAdmitted: boolean) => void)[]>();
  #waitingEntries = 0;

  constructor(options: FairQueueOptions) {
    this.#options = {
      ...{ use: { of: () => 0 }, heavyFromMs: Infinity, maxWaiting: Infinity, minUseToDropMs: 0 },
      ...options,
    };
  }

  /** How many chats wait. */
  get waitingChats(): number {
    return this.#waiting.size;
  }

  /** @returns true once admitted (then call `leave` exactly once), false if refused */
  enter(chatId: number): Promise<boolean> {
    const turn = new Promise<boolean>((resolve) => {
      const mine = this.#waiting.get(chatId);
      if (mine === undefined) this.#waiting.set(chatId, [resolve]);
      else mine.push(resolve);
    });
    this.#waitingEntries += 1;
    this.#admit();
    this.#drop();
    return turn;
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
      this.#waitingEntries -= 1;
      mine.shift()?.(true);
      if (mine.length === 0) this.#waiting.delete(chatId);
    }
  }

  /** The chat whose turn it is, if there is a place for it. */
  #next(): number | undefined {
    const { capacity, use, heavyFromMs } = this.#options;
    if (this.#inside.size >= capacity) return undefined;
    const next = this.#first((chatId, first) => use.of(chatId) < use.of(first), this.#inside);
    // All others have used more.
    if (next === undefined || use.of(next) < heavyFromMs) return next;
    return [...this.#inside].some((chatId) => use.of(chatId) >= heavyFromMs) ? undefined : next;
  }

  #drop(): void {
    const { use, maxWaiting, minUseToDropMs } = this.#options;
    while (this.#waitingEntries > maxWaiting && this.#waiting.size > maxChatsToSpare) {
      const busiest = this.#first((chatId, first) => use.of(chatId) > use.of(first));
      if (busiest === undefined || use.of(busiest) < minUseToDropMs) return;
      const dropped = this.#waiting.get(busiest) ?? [];
      this.#waiting.delete(busiest);
      this.#waitingEntries -= dropped.length;
      for (const drop of dropped) drop(false);
    }
  }

  /** The first of the waiting chats by `isBefore`; of equal ones, the one that has waited longest. */
  #first(
    isBefore: (chatId: number, first: number) => boolean,
    except: ReadonlySet<number> = new Set(),
  ): number | undefined {
    let first: number | undefined;
    for (const chatId of this.#waiting.keys())
      if (!except.has(chatId) && (first === undefined || isBefore(chatId, first))) first = chatId;
    return first;
  }
}
