import { randomBytes } from "node:crypto";
import type { LockTable } from "../storage/lock-table.ts";
import type { ChatPseudonym } from "../storage/rows.ts";

/** ms that a lock lasts unless it is renewed: so long a chat waits for an instance that has died. */
const lockTtlMs = 15_000;

/** The locks that this instance holds on chats, among several instances that share one database. */
export class ChatLeases {
  readonly #table: LockTable;
  readonly #pseudonymOf: (chatId: number) => ChatPseudonym;
  readonly #holder = randomBytes(12);

  constructor(table: LockTable, pseudonymOf: (chatId: number) => ChatPseudonym) {
    this.#table = table;
    this.#pseudonymOf = pseudonymOf;
  }

  /** Locks a chat for 15 s, unless another instance has locked it. @returns whether it did. @throws DatabaseError */
  async acquire(chatId: number): Promise<boolean> {
    return this.#table.acquire(this.#pseudonymOf(chatId), this.#holder, lockTtlMs);
  }

  /** Renews all locks of this instance for another 15 s. @throws DatabaseError */
  async renew(): Promise<void> {
    await this.#table.renew(this.#holder, lockTtlMs);
  }

  /** Releases a chat's lock. @throws DatabaseError; then it expires by itself */
  async release(chatId: number): Promise<void> {
    await this.#table.release(this.#pseudonymOf(chatId), this.#holder);
  }
}
