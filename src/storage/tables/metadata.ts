import { blobs, bytes, text } from "../columns.ts";
import type { Database } from "../database.ts";
import { databaseNow } from "../database-now.ts";
import type { Row, Statement } from "../drivers/driver.ts";

// The table `facts`: values about the whole database, one per name. It exists since the first version of the schema, and
// earlier versions ignore names that they do not know.

/** The name of the vault's root key, which a master key wraps. */
export const rootName = "root";
const probeName = "probe";
/** The name of the time of the newest backup: ms since 1970, in decimal digits. */
const backupName = "backup";

/** A value about the whole database. @throws DatabaseError */
export const readMetadata = async (database: Database, name: string): Promise<Uint8Array | undefined> => {
  const [row] = await database.read({
    sql: `SELECT ${blobs("value")} FROM facts WHERE name = ?`,
    args: [name],
  });
  return row && bytes(row["value"]);
};

export const insertMetadataIfAbsent = (name: string, value: Uint8Array): Statement => ({
  sql: "INSERT OR IGNORE INTO facts VALUES (?, ?)",
  args: [name, value],
});

/** Writes a value that is never read, to see whether writing works. */
export const writeProbe = (value: Uint8Array): Statement => ({
  sql: "INSERT OR REPLACE INTO facts VALUES (?, ?)",
  args: [probeName, value],
});

/** What the name of a running instance's note begins with. */
const instancePrefix = "instance:";
/** A note is a text, `@`, and when it was written, ms since 1970 by the database's clock. Anything else is not found. */
const notedAt = "CAST(substr(CAST(value AS TEXT), instr(CAST(value AS TEXT), '@') + 1) AS INTEGER)";

/** Stores a running instance's note in place of its last one, and deletes those that are a day old. */
export const putInstanceNote = (instance: string, note: string): readonly Statement[] => [
  {
    sql: `INSERT OR REPLACE INTO facts VALUES (?, CAST(? || '@' || ${databaseNow} AS BLOB))`,
    args: [instancePrefix + instance, note],
  },
  `DELETE FROM facts WHERE name GLOB '${instancePrefix}*' AND ${notedAt} < ${databaseNow} - 86400000`,
];

export const deleteInstanceNote = (instance: string): Statement => ({
  sql: "DELETE FROM facts WHERE name = ?",
  args: [instancePrefix + instance],
});

/** The notes of the last `ttlMs`. Read them with {@link instanceNoteFrom}. */
export const selectInstanceNotes = (ttlMs: number): Statement => ({
  sql: `SELECT ${blobs("value")} FROM facts WHERE name GLOB '${instancePrefix}*' AND ${notedAt} > ${databaseNow} - ?`,
  args: [ttlMs],
});

export const instanceNoteFrom = (row: Row): string => text(row["value"]).replace(/@.*$/s, "");

/** Sets a value in place of another, unless another writer has replaced that. */
export const swapMetadata = (name: string, was: Uint8Array, now: Uint8Array): Statement => ({
  sql: "UPDATE facts SET value = ? WHERE name = ? AND value = ?",
  args: [now, name, was],
});

export const putMetadata = (name: string, value: Uint8Array): Statement => ({
  sql: "INSERT OR REPLACE INTO facts VALUES (?, ?)",
  args: [name, value],
});

export const deleteMetadata = (name: string): Statement => ({
  sql: "DELETE FROM facts WHERE name = ?",
  args: [name],
});

/** The name of the operator's notice to users. */
export const noticeName = "notice";

/** Replaces the wrapped root unless another writer has. */
export const updateRoot = (was: Uint8Array, now: Uint8Array): Statement => swapMetadata(rootName, was, now);

/** When the newest backup was started (ms since 1970), or `undefined` when there is none. @throws DatabaseError */
export const readBackupTime = async (database: Database): Promise<number | undefined> => {
  const value = await readMetadata(database, backupName);
  return value && Number(Buffer.from(value).toString());
};

/** Records when the newest backup was started (ms since 1970). */
export const writeBackupTime = (time: number): Statement => ({
  sql: "INSERT OR REPLACE INTO facts VALUES (?, ?)",
  args: [backupName, Buffer.from(String(time))],
});
