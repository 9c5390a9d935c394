import type { Clock } from "../../clock/clock.ts";

/** What the operator tells all users; times in ms since 1970. */
interface Notice {
  readonly text: string;
  readonly from: number;
  readonly until: number;
}

/** How long a notice is not looked for again: it is read while a user waits for nothing. */
const cacheMs = 60_000;
/** How many chats are remembered as told; after that the first ones are told again. */
const maxRememberedChats = 100_000;

/**
 * The operator's notice, and who has seen it. That stands in memory alone, so a restart, or another instance, shows it to a
 * chat once more; noting it in the chat would seal the whole chat again for each user.
 */
export class NoticeBoard {
  readonly #read: () => Promise<Notice | undefined>;
  readonly #clock: Clock;
  #notice: Notice | undefined;
  #readAt = -Infinity;
  #told = new Set<number>();

  constructor(read: () => Promise<Notice | undefined>, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  /** The text that a chat has not seen, and is taken to have seen now. @throws what reading it throws */
  async takeFor(chatId: number): Promise<string | undefined> {
    const now = this.#clock.now();
    if (now - this.#readAt >= cacheMs) {
      this.#readAt = now;
      const notice = await this.#read();
      if (notice?.from !== this.#notice?.from) this.#told = new Set();
      this.#notice = notice;
    }
    if (this.#notice === undefined || now >= this.#notice.until || this.#told.has(chatId)) return undefined;
    if (this.#told.size >= maxRememberedChats) this.#told.clear();
    this.#told.add(chatId);
    return this.#notice.text;
  }

  /** The chat has not seen it after all. */
  putBack(chatId: number): void {
    this.#told.delete(chatId);
  }
}
