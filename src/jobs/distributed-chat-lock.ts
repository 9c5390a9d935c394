import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../observability/log.ts";
import { DatabaseError } from "../storage/database-error.ts";
import type { ChatLeases } from "../vault/chat-leases.ts";
import { InProcessChatLock, type ChatLock } from "./chat-lock.ts";

/** A third of a lock's lifetime, so that a failed renewal can be repeated in time. */
const renewIntervalMs = 5_000;
/** How long an update waits for another instance: longer than the lock of one that has died lasts. */
const lockTimeoutMs = 25_000;
/** Delay between tries: short at first, since most locks are held briefly. */
const firstRetryDelayMs = 15;
const maxRetryDelayMs = 250;

/**
 * The lock of several instances that share a database: one instance at a time works in a chat. A lock outlives an
 * instance that dies by some seconds; an instance that stalls and loses its lock cannot overwrite what another has
 * changed meanwhile (Claim, concurrent-update).
 */
export class DistributedChatLock implements ChatLock {
  readonly claimMs = 60_000;
  readonly #inProcess = new InProcessChatLock();
  readonly #locks: Pick<ChatLeases, "acquire" | "renew" | "release">;
  readonly #log: Log;
  #held = 0;
  #renewal: NodeJS.Timeout | undefined;

  constructor(locks: Pick<ChatLeases, "acquire" | "renew" | "release">, log: Log) {
    this.#locks = locks;
    this.#log = log;
  }

  /** @throws DatabaseError, also `chat-locked` when another instance keeps the lock: Telegram repeats the update */
  async run<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    return this.#inProcess.run(chatId, async () => {
      const until = Date.now() + lockTimeoutMs;
      for (
        let delayMs = firstRetryDelayMs;
        !(await this.#locks.acquire(chatId));
        delayMs = Math.min(maxRetryDelayMs, delayMs * 2)
      ) {
        if (Date.now() > until) throw new DatabaseError("chat-locked");
        await wait(delayMs * (0.5 + Math.random()));
      }
      return this.#withLock(chatId, work);
    });
  }

  async runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean> {
    return this.#inProcess.run(chatId, async () => {
      if (!(await this.#locks.acquire(chatId))) return false;
      await this.#withLock(chatId, work);
      return true;
    });
  }

  async #withLock<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    this.#renewal ??= setInterval(() => void this.#logFailure(this.#locks.renew()), renewIntervalMs).unref();
    try {
      return await work();
    } finally {
      // Before the next work of this chat starts here, or that would lose the lock it acquires.
      await this.#logFailure(this.#locks.release(chatId));
      this.#held -= 1;
      if (this.#held === 0) {
        clearInterval(this.#renewal);
        this.#renewal = undefined;
      }
    }
  }

  /** A lock expires by itself, so an update does not fail because of it. */
  #logFailure(call: Promise<void>): Promise<void> {
    return call.catch((thrown: unknown) =>
      this.#log.warn({ err: thrown }, "a chat lock could not be renewed or released"),
    );
  }
}
