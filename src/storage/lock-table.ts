import type { Database } from "./database.ts";
import { databaseNow as now } from "./database-now.ts";
import type { ChatPseudonym } from "./rows.ts";

/**
 * The table `turns`: chat locks of the instances that share a database. A lock expires, so that no chat waits for ever
 * for an instance that has died. Every method may throw DatabaseError, and may be repeated.
 */
export class LockTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Locks a chat for `ttlMs` unless another holder has locked it. @returns whether this holder has the lock */
  async acquire(chat: ChatPseudonym, holder: Uint8Array, ttlMs: number): Promise<boolean> {
    const results = await this.#database.write([
      {
        sql: `INSERT INTO turns (chat, holder, ends_at) VALUES (?, ?, ${now} + ?)
              ON CONFLICT (chat) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
              WHERE holder = excluded.holder OR ends_at <= ${now}`,
        args: [chat, holder, ttlMs],
      },
      { sql: "SELECT 1 FROM turns WHERE chat = ? AND holder = ?", args: [chat, holder] },
    ]);
    return results[1]?.rows.length === 1;
  }

  /** Extends all locks of this holder to `ttlMs` from now. */
  async renew(holder: Uint8Array, ttlMs: number): Promise<void> {
    await this.#database.write([
      { sql: `UPDATE turns SET ends_at = ${now} + ? WHERE holder = ?`, args: [ttlMs, holder] },
    ]);
  }

  /** Releases a lock. */
  async release(chat: ChatPseudonym, holder: Uint8Array): Promise<void> {
    await this.#database.write([
      { sql: "DELETE FROM turns WHERE chat = ? AND holder = ?", args: [chat, holder] },
    ]);
  }

  /** Deletes locks that have expired and whose holders are gone. */
  async deleteExpired(): Promise<void> {
    await this.#database.write([`DELETE FROM turns WHERE ends_at <= ${now}`]);
  }
}
