import { randomBytes } from "node:crypto";
import type { InStatement, InValue, Row, Value } from "@libsql/client";
import { Database, type DatabaseAddress } from "./database.ts";
import { migrate } from "./migrations.ts";

/** The vault's keyed hash of a chat id: how a chat is called in the database. */
export type ChatRow = Uint8Array;

/** One sealed record of a chat. `version` grows with every change and is bound into the seal. */
export interface SealedRecord {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

/** All that is kept of a chat, clean-up jobs apart. */
export interface SealedChat {
  readonly wrappedKey: Uint8Array;
  readonly records: readonly SealedRecord[];
}

/** Something to do in a chat at `dueAt` (ms since 1970); what and in which chat is inside the seal. */
export interface SealedJob {
  readonly id: string;
  readonly chat: ChatRow;
  readonly dueAt: number;
  readonly attempts: number;
  readonly sealed: Uint8Array;
}

/** The right of one handling of one update to change something, so that a repeated update changes nothing. */
export interface Claim {
  readonly updateId: number;
  readonly token: Uint8Array;
}

/** A claim for this update that no other handling of it shares. */
export const newClaim = (updateId: number): Claim => ({ updateId, token: randomBytes(12) });

/**
 * A change to what is kept; each is harmless when applied twice, but for putting a chat: that fails when the chat
 * is there, and everything beside it with it.
 */
export type Change =
  | { readonly put: "chat"; readonly chat: ChatRow; readonly wrappedKey: Uint8Array }
  | { readonly put: "record"; readonly chat: ChatRow; readonly record: SealedRecord }
  | { readonly drop: "record"; readonly chat: ChatRow; readonly id: string }
  | { readonly put: "job"; readonly job: SealedJob }
  | { readonly delay: "job"; readonly id: string; readonly dueAt: number; readonly attempts: number }
  | { readonly drop: "job"; readonly id: string }
  | { readonly drop: "chat"; readonly chat: ChatRow };

const bytes = (value: Value | undefined): Uint8Array => {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError("the database holds something else than bytes where bytes belong");
};

const text = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  throw new TypeError("the database holds something else than text where text belongs");
};

const jobFrom = (row: Row): SealedJob => ({
  id: text(row["id"]),
  chat: bytes(row["chat"]),
  dueAt: Number(row["due_at"]),
  attempts: Number(row["attempts"]),
  sealed: bytes(row["sealed"]),
});

/** A condition added to a change: `sql` continues a WHERE. */
interface Guard {
  readonly sql: string;
  readonly args: InValue[];
}

/** A chat that was erased stays erased: nothing is added to a chat that has no row. */
const chatExists = "EXISTS (SELECT 1 FROM chats WHERE chat = ?)";

const statementsFor = (change: Change, { sql, args }: Guard): InStatement[] => {
  if ("put" in change && change.put === "chat") {
    return [
      { sql: `INSERT INTO chats SELECT ?, ? WHERE ${sql}`, args: [change.chat, change.wrappedKey, ...args] },
    ];
  }
  if ("put" in change && change.put === "record") {
    const { id, version, sealed } = change.record;
    return [
      {
        sql: `INSERT INTO records (chat, id, version, sealed) SELECT ?, ?, ?, ? WHERE ${chatExists} AND ${sql}
              ON CONFLICT (chat, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed
              WHERE excluded.version > version`,
        args: [change.chat, id, version, sealed, change.chat, ...args],
      },
    ];
  }
  if ("put" in change) {
    const { id, chat, dueAt, attempts, sealed } = change.job;
    return [
      {
        sql: `INSERT INTO jobs (id, chat, due_at, attempts, sealed) SELECT ?, ?, ?, ?, ? WHERE ${chatExists} AND ${sql}
              ON CONFLICT (id) DO NOTHING`,
        args: [id, chat, dueAt, attempts, sealed, chat, ...args],
      },
    ];
  }
  if ("delay" in change) {
    return [
      {
        sql: `UPDATE jobs SET due_at = ?, attempts = ? WHERE id = ? AND ${sql}`,
        args: [change.dueAt, change.attempts, change.id, ...args],
      },
    ];
  }
  switch (change.drop) {
    case "record":
      return [
        {
          sql: `DELETE FROM records WHERE chat = ? AND id = ? AND ${sql}`,
          args: [change.chat, change.id, ...args],
        },
      ];
    case "job":
      return [{ sql: `DELETE FROM jobs WHERE id = ? AND ${sql}`, args: [change.id, ...args] }];
    case "chat":
      return ["jobs", "records", "chats"].map((table) => ({
        sql: `DELETE FROM ${table} WHERE chat = ? AND ${sql}`,
        args: [change.chat, ...args],
      }));
  }
};

/** What the program remembers, as sealed bytes. The only place that knows SQL. Every method may throw StoreFault. */
export class Store {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Opens the database and brings its schema up to date.
   * @throws StoreFault when it cannot be reached, NewerDatabase when it is from a later version.
   */
  static async open(address: DatabaseAddress, onRetry?: (code: string) => void): Promise<Store> {
    const database = await Database.open(address, onRetry);
    await migrate(database);
    return new Store(database);
  }

  /** A fact about the whole database, not about a chat. */
  async fact(name: string): Promise<Uint8Array | undefined> {
    const [row] = await this.#database.read({ sql: "SELECT value FROM facts WHERE name = ?", args: [name] });
    return row === undefined ? undefined : bytes(row["value"]);
  }

  /** Sets a fact if nobody has yet. @returns the fact that holds now, which may be another instance's. */
  async settleFact(name: string, value: Uint8Array): Promise<Uint8Array> {
    await this.#database.write([{ sql: "INSERT OR IGNORE INTO facts VALUES (?, ?)", args: [name, value] }]);
    return (await this.fact(name)) ?? value;
  }

  /** A chat's wrapped key and records, or `undefined` when nothing is kept of it. */
  async chat(chat: ChatRow): Promise<SealedChat | undefined> {
    const rows = await this.#database.read({
      sql: `SELECT wrapped_key, id, version, sealed FROM chats LEFT JOIN records USING (chat)
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
    return { wrappedKey: bytes(first["wrapped_key"]), records };
  }

  /**
   * Applies the changes together, or none of them.
   * @param claim with it, they are applied only if no other handling of the update has applied its own.
   * @returns whether they were applied; durable when this returns.
   */
  async apply(changes: readonly Change[], claim?: Claim): Promise<boolean> {
    if (claim === undefined) {
      await this.#database.write(
        changes.flatMap((change) => statementsFor(change, { sql: "TRUE", args: [] })),
      );
      return true;
    }
    const { updateId, token } = claim;
    const mine = {
      sql: "EXISTS (SELECT 1 FROM seen_updates WHERE update_id = ? AND token = ?)",
      args: [updateId, token],
    };
    const results = await this.#database.write([
      { sql: "INSERT OR IGNORE INTO seen_updates VALUES (?, ?, ?, 0)", args: [updateId, token, Date.now()] },
      ...changes.flatMap((change) => statementsFor(change, mine)),
      { sql: `SELECT 1 WHERE ${mine.sql}`, args: mine.args },
    ]);
    return results.at(-1)?.rows.length === 1;
  }

  /** Whether a handling of this update changed something and then answered the person. */
  async isAnswered(updateId: number): Promise<boolean> {
    const rows = await this.#database.read({
      sql: "SELECT 1 FROM seen_updates WHERE update_id = ? AND answered = 1",
      args: [updateId],
    });
    return rows.length > 0;
  }

  /** Notes that the person has been answered. */
  async noteAnswered({ updateId, token }: Claim): Promise<void> {
    await this.#database.write([
      {
        sql: "UPDATE seen_updates SET answered = 1 WHERE update_id = ? AND token = ?",
        args: [updateId, token],
      },
    ]);
  }

  /** Forgets update ids seen before `time` (ms since 1970); Telegram repeats an update for 24 hours at most. */
  async forgetUpdates(time: number): Promise<void> {
    await this.#database.write([{ sql: "DELETE FROM seen_updates WHERE seen_at < ?", args: [time] }]);
  }

  /** Jobs due at `now` (ms since 1970), earliest first. */
  async dueJobs(now: number, limit: number): Promise<SealedJob[]> {
    const rows = await this.#database.read({
      sql: "SELECT * FROM jobs WHERE due_at <= ? ORDER BY due_at LIMIT ?",
      args: [now, limit],
    });
    return rows.map(jobFrom);
  }

  /** All jobs of one chat, earliest first. */
  async jobsOf(chat: ChatRow): Promise<SealedJob[]> {
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

  /** Overwrites on the disk what was deleted; see Database.emptyLog. @returns whether it could. */
  async wipeDeleted(): Promise<boolean> {
    return this.#database.emptyLog();
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
