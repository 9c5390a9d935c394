import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../observability/log.ts";
import { DatabaseError } from "../storage/database-error.ts";
import type { ChatLocks } from "../vault/chat-locks.ts";
import { InProcessChatLock, type ChatLock } from "./chat-lock.ts";

/** ms between prolongings; a third of what a turn lasts, so that one that fails is made up for in time. */
const renewIntervalMs = 5_000;
/** ms that an update waits for another instance: longer than the turn of one that has died lasts. */
const lockTimeoutMs = 25_000;
/** ms between tries: short at first, since most turns are. */
const firstRetryDelayMs = 15;
const maxRetryDelayMs = 250;

/**
 * The turns of one of several instances that share a database: one instance at a time deals with a chat. A turn
 * outlives an instance that dies by some seconds; the work of one that loses its turn because it stood still changes
 * nothing that another has changed meanwhile (Claim, Overtaken).
 */
export class DistributedChatLock implements ChatLock {
  readonly #own = new InProcessChatLock();
  readonly #chats: Pick<ChatLocks, "acquire" | "renew" | "release">;
  readonly #log: Log;
  #held = 0;
  #prolonging: NodeJS.Timeout | undefined;

  constructor(chats: Pick<ChatLocks, "acquire" | "renew" | "release">, log: Log) {
    this.#chats = chats;
    this.#log = log;
  }

  /** @throws StoreFault, also when another instance does not give the chat's turn back: a webhook's sender comes again */
  async run<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    return this.#own.run(chatId, async () => {
      const until = Date.now() + lockTimeoutMs;
      for (
        let pause = firstRetryDelayMs;
        !(await this.#chats.acquire(chatId));
        pause = Math.min(maxRetryDelayMs, pause * 2)
      ) {
        if (Date.now() > until) throw new DatabaseError("chat-locked");
        await wait(pause * (0.5 + Math.random()));
      }
      return this.#holding(chatId, work);
    });
  }

  async runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean> {
    return this.#own.run(chatId, async () => {
      if (!(await this.#chats.acquire(chatId))) return false;
      await this.#holding(chatId, work);
      return true;
    });
  }

  async #holding<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    this.#prolonging ??= setInterval(() => void this.#tried(this.#chats.renew()), renewIntervalMs).unref();
    try {
      return await work();
    } finally {
      // Before the next work of this chat begins here, or it would lose the turn it takes.
      await this.#tried(this.#chats.release(chatId));
      this.#held -= 1;
      if (this.#held === 0) {
        clearInterval(this.#prolonging);
        this.#prolonging = undefined;
      }
    }
  }

  /** A turn ends by itself, and an update does not fail because of it. */
  #tried(call: Promise<void>): Promise<void> {
    return call.catch((thrown: unknown) => this.#log.warn({ err: thrown }, "a turn could not be noted"));
  }
}
