import { Database, maintenanceTimeoutMs, type DatabaseAddress } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { packNotice, type Notice } from "./notice.ts";
import { migrations, refuseForeignSchema, versionOf } from "./migrations.ts";
import type { ChatPseudonym, KeyCount, KeyReplacement, WrappedChatKey } from "./rows.ts";
import {
  readKeyCounts,
  selectKeys,
  selectKeysUnder,
  updateWrappedKeys,
  wrappedChatKeyFrom,
} from "./tables/chats.ts";
import {
  deleteMetadata,
  instanceNoteFrom,
  noticeName,
  putMetadata,
  readMetadata,
  rootName,
  selectInstanceNotes,
  updateRoot,
  writeBackupTime,
} from "./tables/metadata.ts";

/** How many rows there are. */
export interface RowCounts {
  readonly chats: number;
  readonly jobs: number;
}

/**
 * What an operator's command does with a database, also while the bot runs on it: list and replace wrapped keys, and copy
 * the database. Never changes the schema. Every method may throw DatabaseError.
 */
export class Maintenance {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Opens a database that this version of the program has migrated.
   * @throws DatabaseError `schema-too-old` or `schema-too-new` for another version's
   */
  static async open(address: DatabaseAddress): Promise<Maintenance> {
    const database = await Database.open(address, undefined, maintenanceTimeoutMs);
    try {
      await refuseForeignSchema(database);
      if ((await versionOf(database)) < migrations.length) throw new DatabaseError("schema-too-old");
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
    return new Maintenance(database);
  }

  /** The wrapped root key. */
  root(): Promise<Uint8Array | undefined> {
    return readMetadata(this.#database, rootName);
  }

  /** What running instances noted in the last `ttlMs`; see Store.noteInstance. */
  async instanceNotes(ttlMs: number): Promise<string[]> {
    return (await this.#database.read(selectInstanceNotes(ttlMs))).map(instanceNoteFrom);
  }

  /** Replaces the wrapped root key unless another writer has. @returns whether it was replaced */
  async replaceRoot(was: Uint8Array, now: Uint8Array): Promise<boolean> {
    const [result] = await this.#database.write([updateRoot(was, now)]);
    return result?.rowsAffected === 1;
  }

  /** How many chats' keys each master key wraps. */
  keyCounts(): Promise<KeyCount[]> {
    return readKeyCounts(this.#database);
  }

  /** A page of chats' keys that are, or are not, under a master key: those after `after`, in the order of their rows. */
  async keys(
    which: { readonly under: Uint8Array; readonly not?: boolean },
    after: ChatPseudonym,
    limit: number,
  ): Promise<WrappedChatKey[]> {
    return (await this.#database.read(selectKeysUnder(which, after, limit))).map(wrappedChatKeyFrom);
  }

  /** A page of all chats' keys: those after `after`, in the order of their rows. */
  async allKeys(after: ChatPseudonym, limit: number): Promise<WrappedChatKey[]> {
    return (await this.#database.read(selectKeys(after, limit))).map(wrappedChatKeyFrom);
  }

  /** Replaces wrapped keys; skips chats that changed since they were read. @returns how many were replaced */
  async replaceKeys(replacements: readonly KeyReplacement[]): Promise<number> {
    if (replacements.length === 0) return 0;
    const [result] = await this.#database.write([updateWrappedKeys(replacements)]);
    return result?.rowsAffected ?? 0;
  }

  /** How many chats and jobs there are. */
  async counts(): Promise<RowCounts> {
    const [row] = await this.#database.read(
      "SELECT (SELECT count(*) FROM chats) AS chats, (SELECT count(*) FROM jobs) AS jobs",
    );
    return { chats: Number(row?.["chats"]), jobs: Number(row?.["jobs"]) };
  }

  /** Whether the file's structure is intact. */
  async isIntact(): Promise<boolean> {
    const rows = await this.#database.read("PRAGMA integrity_check");
    return rows.length === 1 && rows[0]?.["integrity_check"] === "ok";
  }

  /**
   * Writes a snapshot of the database into an empty file, while other connections go on reading and writing. Deleted data
   * is not in the copy. Works on a database file only.
   */
  async copyInto(path: string): Promise<void> {
    await this.#database.read({ sql: "VACUUM INTO ?", args: [path] });
  }

  /** Records when the newest backup was started (ms since 1970). */
  async recordBackup(time: number): Promise<void> {
    await this.#database.write([writeBackupTime(time)]);
  }

  /** Stores the operator's notice to users in place of an earlier one; `undefined` removes it. */
  async putNotice(notice: Notice | undefined): Promise<void> {
    await this.#database.write([
      notice === undefined ? deleteMetadata(noticeName) : putMetadata(noticeName, packNotice(notice)),
    ]);
  }

  /** Overwrites replaced data on the disk; see {@link Database.emptyWal}. @returns whether it could */
  wipeReplaced(): Promise<boolean> {
    return this.#database.emptyWal();
  }

  /** Closes the database; no method may be called afterwards. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}
