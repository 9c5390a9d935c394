import { bytes } from "./columns.ts";
import { Database, maintenanceTimeoutMs, type DatabaseAddress } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import type { Row } from "./drivers/driver.ts";
import { readMetadata } from "./metadata.ts";
import { migrations } from "./migrations.ts";
import type { ChatPseudonym } from "./rows.ts";

/** Length of what a wrapped key begins with: the id of the master key that opens it. */
const masterIdLength = 4;

/** A chat's wrapped data key. */
export interface WrappedChatKey {
  readonly chat: ChatPseudonym;
  readonly wrappedKey: Uint8Array;
  /** Whether there is a listing of the chat's records. */
  readonly listed: boolean;
}

/** Another wrapping of the same key, to be put in place of the one that `was` read. */
export interface KeyReplacement {
  readonly chat: ChatPseudonym;
  readonly was: Uint8Array;
  readonly now: Uint8Array;
}

/** How many chats' keys are under one master key. `masterId`: as it stands before what it wraps. */
export interface KeyCount {
  readonly masterId: Uint8Array;
  readonly chats: number;
}

/** How much there is of everything. */
export interface RowCounts {
  readonly chats: number;
  readonly records: number;
  readonly jobs: number;
}

const keptKey = (row: Row): WrappedChatKey => ({
  chat: bytes(row["chat"]),
  wrappedKey: bytes(row["wrapped_key"]),
  listed: row["listed"] === 1,
});

/**
 * What an operator's tools do with a database, also while the program runs on it: look over the wrapped keys,
 * exchange them, copy the whole. Never changes the schema. Every method may throw StoreFault.
 */
export class Maintenance {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Opens a database that this version of the program has made, or been started on.
   * @throws StoreFault, NewerDatabase, OlderDatabase
   */
  static async open(address: DatabaseAddress): Promise<Maintenance> {
    const database = await Database.open(address, undefined, maintenanceTimeoutMs);
    try {
      const [row] = await database.read("SELECT MAX(version) AS version FROM migrations");
      const version = Number(row?.["version"]);
      if (version > migrations.length) throw new DatabaseError("schema-too-new");
      if (version < migrations.length) throw new DatabaseError("schema-too-old");
    } catch (thrown) {
      await database.close();
      throw thrown;
    }
    return new Maintenance(database);
  }

  /** The wrapped root. */
  async root(): Promise<Uint8Array | undefined> {
    return readMetadata(this.#database, "root");
  }

  /** Puts another wrapping of the root in its place, unless somebody else has. @returns whether it was put */
  async replaceRoot(was: Uint8Array, now: Uint8Array): Promise<boolean> {
    const statement = {
      sql: "UPDATE facts SET value = ? WHERE name = 'root' AND value = ?",
      args: [now, was],
    };
    const [result] = await this.#database.write([statement]);
    return result?.rowsAffected === 1;
  }

  /** How many chats' keys are under each master key. */
  async keyCounts(): Promise<KeyCount[]> {
    const rows = await this.#database.read(
      `SELECT substr(wrapped_key, 1, ${masterIdLength}) AS master, count(*) AS chats FROM chats GROUP BY 1 ORDER BY 1`,
    );
    return rows.map((row) => ({ masterId: bytes(row["master"]), chats: Number(row["chats"]) }));
  }

  /** Chats' keys that are, or are not, under this master key, in the order of their rows, those after `after`. */
  async keys(
    { under, not }: { under: Uint8Array; not?: boolean },
    after: ChatPseudonym,
    limit: number,
  ): Promise<WrappedChatKey[]> {
    const rows = await this.#database.read({
      sql: `SELECT chat, wrapped_key, listing IS NOT NULL AS listed FROM chats
            WHERE chat > ? AND substr(wrapped_key, 1, ${masterIdLength}) ${not === true ? "<>" : "="} ?
            ORDER BY chat LIMIT ?`,
      args: [after, under, limit],
    });
    return rows.map(keptKey);
  }

  /** Every chat's key, in the order of their rows, those after `after`. */
  async allKeys(after: ChatPseudonym, limit: number): Promise<WrappedChatKey[]> {
    const rows = await this.#database.read({
      sql: `SELECT chat, wrapped_key, listing IS NOT NULL AS listed FROM chats
            WHERE chat > ? ORDER BY chat LIMIT ?`,
      args: [after, limit],
    });
    return rows.map(keptKey);
  }

  /** Puts other wrappings in place, each unless its chat's row has changed since. @returns how many were put */
  async replaceKeys(swaps: readonly KeyReplacement[]): Promise<number> {
    if (swaps.length === 0) return 0;
    // One statement, since each has a price of its own that is a multiple of a row's.
    const statement = {
      sql: `WITH swap (chat, was, now) AS (VALUES ${swaps.map(() => "(?, ?, ?)").join(", ")})
            UPDATE chats SET wrapped_key = swap.now FROM swap
            WHERE chats.chat = swap.chat AND chats.wrapped_key = swap.was`,
      args: swaps.flatMap(({ chat, was, now }) => [chat, was, now]),
    };
    const [result] = await this.#database.write([statement]);
    return result?.rowsAffected ?? 0;
  }

  /** How much there is of everything. */
  async counts(): Promise<RowCounts> {
    const [row] = await this.#database.read(
      `SELECT (SELECT count(*) FROM chats) AS chats, (SELECT count(*) FROM records) AS records,
              (SELECT count(*) FROM jobs) AS jobs`,
    );
    return {
      chats: Number(row?.["chats"]),
      records: Number(row?.["records"]),
      jobs: Number(row?.["jobs"]),
    };
  }

  /** Whether the file's own structure is whole. */
  async isIntact(): Promise<boolean> {
    const rows = await this.#database.read("PRAGMA integrity_check");
    return rows.length === 1 && rows[0]?.["integrity_check"] === "ok";
  }

  /**
   * Writes a consistent copy of the database, as it is at this moment, into an empty file. Others read and write on
   * meanwhile. What was deleted is not in the copy. A file database only.
   */
  async copyInto(path: string): Promise<void> {
    await this.#database.read({ sql: "VACUUM INTO ?", args: [path] });
  }

  /** Overwrites on the disk what was replaced; see Database.truncateWal. @returns whether it could */
  async wipeReplaced(): Promise<boolean> {
    return this.#database.truncateWal();
  }

  /** Closes the database; nothing may be called afterwards. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}
