import { setTimeout as wait } from "node:timers/promises";
import type { Log } from "../log.ts";
import { StoreFault } from "../store/fault.ts";
import type { ChatTurns } from "../vault/chat-turns.ts";
import { OwnTurns, type Turns } from "./turns.ts";

/** ms between prolongings; a third of what a turn lasts, so that one that fails is made up for in time. */
const prolongPause = 5_000;
/** ms that an update waits for another instance: longer than the turn of one that has died lasts. */
const patience = 25_000;
/** ms between tries: short at first, since most turns are. */
const firstPause = 15;
const longestPause = 250;

/**
 * The turns of one of several instances that share a database: one instance at a time deals with a chat. A turn
 * outlives an instance that dies by some seconds; the work of one that loses its turn because it stood still changes
 * nothing that another has changed meanwhile (Claim, Overtaken).
 */
export class SharedTurns implements Turns {
  readonly #own = new OwnTurns();
  readonly #chats: Pick<ChatTurns, "take" | "prolong" | "give">;
  readonly #log: Log;
  #held = 0;
  #prolonging: NodeJS.Timeout | undefined;

  constructor(chats: Pick<ChatTurns, "take" | "prolong" | "give">, log: Log) {
    this.#chats = chats;
    this.#log = log;
  }

  /** @throws StoreFault, also when another instance does not give the chat's turn back: a webhook's sender comes again */
  async run<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    return this.#own.run(chatId, async () => {
      const until = Date.now() + patience;
      for (
        let pause = firstPause;
        !(await this.#chats.take(chatId));
        pause = Math.min(longestPause, pause * 2)
      ) {
        if (Date.now() > until) throw new StoreFault("TURN_NOT_FREE");
        await wait(pause * (0.5 + Math.random()));
      }
      return this.#holding(chatId, work);
    });
  }

  async runIfFree(chatId: number, work: () => Promise<void>): Promise<boolean> {
    return this.#own.run(chatId, async () => {
      if (!(await this.#chats.take(chatId))) return false;
      await this.#holding(chatId, work);
      return true;
    });
  }

  async #holding<T>(chatId: number, work: () => Promise<T>): Promise<T> {
    this.#held += 1;
    this.#prolonging ??= setInterval(() => void this.#tried(this.#chats.prolong()), prolongPause).unref();
    try {
      return await work();
    } finally {
      // Before the next work of this chat begins here, or it would lose the turn it takes.
      await this.#tried(this.#chats.give(chatId));
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
