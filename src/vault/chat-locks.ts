import { randomBytes } from "node:crypto";
import type { LockTable } from "../storage/lock-table.ts";
import type { Chats } from "./chats.ts";

/** ms that a turn lasts unless it is prolonged: so long a chat waits for an instance that has died. */
const lockTtlMs = 15_000;

/** This instance's turns in chats, among several instances that share one database. */
export class ChatLocks {
  readonly #table: LockTable;
  readonly #chats: Pick<Chats, "row">;
  readonly #holder = randomBytes(12);

  constructor(table: LockTable, chats: Pick<Chats, "row">) {
    this.#table = table;
    this.#chats = chats;
  }

  /** Takes a chat's turn for 15 s, unless another instance has it. @returns whether it did. @throws StoreFault */
  async acquire(chatId: number): Promise<boolean> {
    return this.#table.acquire(this.#chats.row(chatId), this.#holder, lockTtlMs);
  }

  /** Lets all turns of this instance last for another 15 s. @throws StoreFault */
  async renew(): Promise<void> {
    await this.#table.renew(this.#holder, lockTtlMs);
  }

  /** Gives a chat's turn back. @throws StoreFault; then it ends by itself */
  async release(chatId: number): Promise<void> {
    await this.#table.release(this.#chats.row(chatId), this.#holder);
  }
}
