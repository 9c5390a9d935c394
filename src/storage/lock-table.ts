import type { Database } from "./database.ts";
import type { ChatPseudonym } from "./rows.ts";

/** ms since 1970 by the database's clock, which is one for all instances. */
const now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/**
 * Which instance of the program is dealing with which chat at the moment. A turn ends by itself, so that a chat does
 * not wait for ever for an instance that is gone. Every method may throw StoreFault, and may be repeated.
 */
export class LockTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes a chat's turn for `ms`, unless another holder has it. @returns whether it is this holder's now */
  async acquire(chat: ChatPseudonym, holder: Uint8Array, ms: number): Promise<boolean> {
    const results = await this.#database.write([
      {
        sql: `INSERT INTO turns (chat, holder, ends_at) VALUES (?, ?, ${now} + ?)
              ON CONFLICT (chat) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
              WHERE holder = excluded.holder OR ends_at <= ${now}`,
        args: [chat, holder, ms],
      },
      { sql: "SELECT 1 FROM turns WHERE chat = ? AND holder = ?", args: [chat, holder] },
    ]);
    return results[1]?.rows.length === 1;
  }

  /** Lets all turns of this holder last for `ms` from now. */
  async renew(holder: Uint8Array, ms: number): Promise<void> {
    await this.#database.write([
      { sql: `UPDATE turns SET ends_at = ${now} + ? WHERE holder = ?`, args: [ms, holder] },
    ]);
  }

  /** Gives a turn back. */
  async release(chat: ChatPseudonym, holder: Uint8Array): Promise<void> {
    await this.#database.write([
      { sql: "DELETE FROM turns WHERE chat = ? AND holder = ?", args: [chat, holder] },
    ]);
  }

  /** Forgets turns that have ended and whose holders are gone. */
  async deleteExpired(): Promise<void> {
    await this.#database.write([`DELETE FROM turns WHERE ends_at <= ${now}`]);
  }
}
