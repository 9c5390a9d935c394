import { randomBytes } from "node:crypto";
import { bytes, text } from "./columns.ts";
import {
  always,
  both,
  claiming,
  outcome,
  ownClaim,
  ownListing,
  statementsFor,
  type Change,
} from "./changes.ts";
import { Database, type DatabaseAddress } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import type { Row } from "./drivers/driver.ts";
import { readMetadata, readRootOf } from "./metadata.ts";
import { migrate } from "./migrations.ts";
import { LockTable } from "./lock-table.ts";
import type { ChatPseudonym, Claim, DueSealedJob, SealedChat, SealedJob, Usage, WholeChat } from "./rows.ts";

const jobFrom = (row: Row): SealedJob => ({
  id: text(row["id"]),
  chat: bytes(row["chat"]),
  dueAt: Number(row["due_at"]),
  attempts: Number(row["attempts"]),
  sealed: bytes(row["sealed"]),
});

const usageFrom = (row: Row): Usage => {
  const warned = row["told_day"];
  return { lastUsedDay: Number(row["seen_day"]), warnedDay: typeof warned === "number" ? warned : undefined };
};

/**
 * A chat, its records and its jobs in one statement, and so as of one moment. `number` is a record's version or the
 * time a job is due. A job's id may be a record's, so `kind` tells them apart.
 */
const wholeChatSql = `
  SELECT 'chat' AS kind, NULL AS id, NULL AS number, NULL AS attempts, NULL AS sealed,
         wrapped_key, listing, seen_day, told_day FROM chats WHERE chat = ?
  UNION ALL SELECT 'record', id, version, NULL, sealed, NULL, NULL, NULL, NULL FROM records WHERE chat = ?
  UNION ALL SELECT 'job', id, due_at, attempts, sealed, NULL, NULL, NULL, NULL FROM jobs WHERE chat = ?
  ORDER BY kind, number`;

/** What the program remembers, as sealed bytes. The only place that knows SQL. Every method may throw StoreFault. */
export class Store {
  /** Which instance is dealing with which chat. */
  readonly locks: LockTable;
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
    this.locks = new LockTable(database);
  }

  /**
   * Opens the database and brings its schema up to date.
   * @param checkRoot gets the wrapped root key, if there is one, before anything is changed; what it throws ends the opening
   * @throws DatabaseError
   */
  static async open(
    address: DatabaseAddress,
    onRetry?: (code: string) => void,
    checkRoot: (root: Uint8Array | undefined) => void = () => undefined,
  ): Promise<Store> {
    const database = await Database.open(address, onRetry);
    try {
      checkRoot(await readRootOf(database));
      await database.enableWal();
      await migrate(database);
      // On a disk that is read-only everything up to here goes well.
      const store = new Store(database);
      await store.probe();
      return store;
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
  }

  /** A fact about the whole database, not about a chat. */
  async metadata(name: string): Promise<Uint8Array | undefined> {
    return readMetadata(this.#database, name);
  }

  /** Sets a fact if nobody has yet. @returns the fact that holds now, which may be another instance's. */
  async putIfAbsent(name: string, value: Uint8Array): Promise<Uint8Array> {
    await this.#database.write([{ sql: "INSERT OR IGNORE INTO facts VALUES (?, ?)", args: [name, value] }]);
    return (await this.metadata(name)) ?? value;
  }

  /** A chat's wrapped key and records, or `undefined` when nothing is kept of it. */
  async chat(chat: ChatPseudonym): Promise<SealedChat | undefined> {
    const rows = await this.#database.read({
      sql: `SELECT wrapped_key, listing, id, version, sealed FROM chats LEFT JOIN records USING (chat)
            WHERE chats.chat = ? ORDER BY id`,
      args: [chat],
    });
    const [first] = rows;
    if (first === undefined) return undefined;
    const records = rows
      .filter((row) => row["id"] !== null)
      .map((row) => ({
        id: text(row["id"]),
        version: Number(row["version"]),
        sealed: bytes(row["sealed"]),
      }));
    const { wrapped_key: wrappedKey, listing } = first;
    return {
      wrappedKey: bytes(wrappedKey),
      ...(listing === null ? {} : { manifest: bytes(listing) }),
      records,
    };
  }

  /** Everything stored of a chat, or `undefined` when nothing is. Its jobs have no place without its row. */
  async wholeChat(chat: ChatPseudonym): Promise<WholeChat | undefined> {
    const rows = await this.#database.read({ sql: wholeChatSql, args: [chat, chat, chat] });
    const chatRow = rows.find((row) => row["kind"] === "chat");
    if (chatRow === undefined) return undefined;
    const { wrapped_key: wrappedKey, listing } = chatRow;
    return {
      wrappedKey: bytes(wrappedKey),
      ...(listing === null ? {} : { manifest: bytes(listing) }),
      usage: usageFrom(chatRow),
      records: rows
        .filter((row) => row["kind"] === "record")
        .map((row) => ({
          id: text(row["id"]),
          version: Number(row["number"]),
          sealed: bytes(row["sealed"]),
        })),
      jobs: rows
        .filter((row) => row["kind"] === "job")
        .map((row) => ({
          id: text(row["id"]),
          chat,
          dueAt: Number(row["number"]),
          attempts: Number(row["attempts"]),
          sealed: bytes(row["sealed"]),
        })),
    };
  }

  /**
   * Applies the changes together, or none of them.
   * @param claim with it, they are applied only if no other handling of the update has applied its own.
   * @returns whether they were applied; durable when this returns.
   * @throws Overtaken when a listing among them is not the next one any more
   */
  async apply(changes: readonly Change[], claim?: Claim): Promise<boolean> {
    const listing = changes.find((change) => "put" in change && change.put === "manifest");
    const mine = claim === undefined ? always : ownClaim(claim);
    const guard = listing === undefined ? mine : both(mine, ownListing(listing));
    const results = await this.#database.write([
      ...(claim === undefined ? [] : [claiming(claim)]),
      ...(listing === undefined ? [] : statementsFor(listing, mine)),
      ...changes.filter((change) => change !== listing).flatMap((change) => statementsFor(change, guard)),
      outcome(mine, listing),
    ]);
    const [row] = results.at(-1)?.rows ?? [];
    if (row?.["mine"] !== 1) return false;
    if (row["overtaken"] === 1) throw new DatabaseError("concurrent-update");
    return true;
  }

  /**
   * Applies the changes if this chat's person was told by `day` that it will be erased, and has not come since.
   * @returns whether they were applied
   */
  async applyIfIdle(changes: readonly Change[], chat: ChatPseudonym, day: number): Promise<boolean> {
    const idle = { sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND told_day <= ?)", args: [chat, day] };
    const results = await this.#database.write([
      { sql: `SELECT 1 WHERE ${idle.sql}`, args: idle.args },
      ...changes.flatMap((change) => statementsFor(change, idle)),
    ]);
    return results[0]?.rows.length === 1;
  }

  /** When a chat was last used, and when its person was told that it will be erased. */
  async usage(chat: ChatPseudonym): Promise<Usage | undefined> {
    const [row] = await this.#database.read({
      sql: "SELECT seen_day, told_day FROM chats WHERE chat = ?",
      args: [chat],
    });
    return row && usageFrom(row);
  }

  /** Notes that a chat is used; nothing is made of a chat that has no row. */
  async recordUse(chat: ChatPseudonym, day: number): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE chats SET seen_day = ?, told_day = NULL
              WHERE chat = ? AND (seen_day < ? OR told_day IS NOT NULL)`,
        args: [day, chat, day],
      },
    ]);
  }

  /** Notes that the person was told, together with the job that tells them; once only. */
  async markWarned(chat: ChatPseudonym, day: number, changes: readonly Change[]): Promise<void> {
    const untold = { sql: "EXISTS (SELECT 1 FROM chats WHERE chat = ? AND told_day IS NULL)", args: [chat] };
    await this.#database.write([
      ...changes.flatMap((change) => statementsFor(change, untold)),
      { sql: "UPDATE chats SET told_day = ? WHERE chat = ? AND told_day IS NULL", args: [day, chat] },
    ]);
  }

  /** Chats not used since `day`, whose people have not been told. */
  async inactiveChats(day: number, limit: number): Promise<ChatPseudonym[]> {
    const rows = await this.#database.read({
      sql: "SELECT chat FROM chats WHERE seen_day <= ? AND told_day IS NULL LIMIT ?",
      args: [day, limit],
    });
    return rows.map((row) => bytes(row["chat"]));
  }

  /** Chats whose people were told by `day`, and have not come since. */
  async expiredChats(day: number, limit: number): Promise<ChatPseudonym[]> {
    const rows = await this.#database.read({
      sql: "SELECT chat FROM chats WHERE told_day <= ? LIMIT ?",
      args: [day, limit],
    });
    return rows.map((row) => bytes(row["chat"]));
  }

  /** Whether a handling of this update has come to its end: what it changed is kept, and the person is answered. */
  async isProcessed(updateId: number): Promise<boolean> {
    const rows = await this.#database.read({
      sql: "SELECT 1 FROM seen_updates WHERE update_id = ? AND answered = 1",
      args: [updateId],
    });
    return rows.length > 0;
  }

  /** Notes that the person has been answered, be it by a handling that changed nothing. */
  async markProcessed(claim: Claim): Promise<void> {
    await this.apply([{ put: "processed", claim }]);
  }

  /** Forgets update ids seen before `time` (ms since 1970); Telegram repeats an update for 24 hours at most. */
  async deleteOldUpdates(time: number): Promise<void> {
    await this.#database.write([{ sql: "DELETE FROM seen_updates WHERE seen_at < ?", args: [time] }]);
  }

  /** Jobs due at `now` (ms since 1970), earliest first, each with what opens it. */
  async dueJobs(now: number, limit: number): Promise<DueSealedJob[]> {
    const rows = await this.#database.read({
      sql: `SELECT jobs.*, wrapped_key, listing IS NOT NULL AS has_manifest FROM jobs LEFT JOIN chats USING (chat)
            WHERE due_at <= ? ORDER BY due_at LIMIT ?`,
      args: [now, limit],
    });
    return rows.map((row) => ({
      ...jobFrom(row),
      chatKey:
        row["wrapped_key"] === null
          ? undefined
          : { wrappedKey: bytes(row["wrapped_key"]), hasManifest: row["has_manifest"] === 1 },
    }));
  }

  /** All jobs of one chat, earliest first. */
  async jobsOf(chat: ChatPseudonym): Promise<SealedJob[]> {
    const rows = await this.#database.read({
      sql: "SELECT * FROM jobs WHERE chat = ? ORDER BY due_at",
      args: [chat],
    });
    return rows.map(jobFrom);
  }

  /** Whether a job is still on the list. */
  async isPlanned(id: string): Promise<boolean> {
    return (await this.#database.read({ sql: "SELECT 1 FROM jobs WHERE id = ?", args: [id] })).length > 0;
  }

  /** When the next job is due (ms since 1970), or `undefined` when there is none. */
  async nextDue(): Promise<number | undefined> {
    const [row] = await this.#database.read("SELECT MIN(due_at) AS due FROM jobs");
    return typeof row?.["due"] === "number" ? row["due"] : undefined;
  }

  /** How many jobs are due at `now` (ms since 1970). */
  async overdue(now: number): Promise<number> {
    const [row] = await this.#database.read({
      sql: "SELECT COUNT(*) AS jobs FROM jobs WHERE due_at <= ?",
      args: [now],
    });
    return Number(row?.["jobs"]);
  }

  /** Telegram's id of one of the bot's own pictures, if it is known. */
  async pictureId(name: string): Promise<string | undefined> {
    const [row] = await this.#database.read({
      sql: "SELECT file_id FROM pictures WHERE name = ?",
      args: [name],
    });
    return row === undefined ? undefined : text(row["file_id"]);
  }

  /** Keeps a picture's id in place of an earlier one. */
  async keepPictureId(name: string, id: string): Promise<void> {
    await this.#database.write([{ sql: "INSERT OR REPLACE INTO pictures VALUES (?, ?)", args: [name, id] }]);
  }

  /** Forgets a picture's id, unless it has another by now. */
  async dropPictureId(name: string, id: string): Promise<void> {
    await this.#database.write([
      { sql: "DELETE FROM pictures WHERE name = ? AND file_id = ?", args: [name, id] },
    ]);
  }

  /** Leaves nothing on the disk of what was deleted; see Database.wipe. @returns whether nothing is left */
  async wipeDeleted(unhurriedly?: boolean): Promise<boolean> {
    return this.#database.wipe(unhurriedly);
  }

  /** Proves that a write becomes durable now. */
  async probe(): Promise<void> {
    await this.#database.write([
      { sql: "INSERT OR REPLACE INTO facts VALUES ('probe', ?)", args: [randomBytes(4)] },
    ]);
  }

  /** Closes the database; nothing may be called afterwards. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}
