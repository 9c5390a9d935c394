import { randomBytes } from "node:crypto";
import type { TurnTable } from "../store/turns.ts";
import type { Chats } from "./chats.ts";

/** ms that a turn lasts unless it is prolonged: so long a chat waits for an instance that has died. */
const lease = 15_000;

/** This instance's turns in chats, among several instances that share one database. */
export class ChatTurns {
  readonly #table: TurnTable;
  readonly #chats: Pick<Chats, "row">;
  readonly #holder = randomBytes(12);

  constructor(table: TurnTable, chats: Pick<Chats, "row">) {
    this.#table = table;
    this.#chats = chats;
  }

  /** Takes a chat's turn for 15 s, unless another instance has it. @returns whether it did. @throws StoreFault */
  async take(chatId: number): Promise<boolean> {
    return this.#table.take(this.#chats.row(chatId), this.#holder, lease);
  }

  /** Lets all turns of this instance last for another 15 s. @throws StoreFault */
  async prolong(): Promise<void> {
    await this.#table.prolong(this.#holder, lease);
  }

  /** Gives a chat's turn back. @throws StoreFault; then it ends by itself */
  async give(chatId: number): Promise<void> {
    await this.#table.give(this.#chats.row(chatId), this.#holder);
  }
}
