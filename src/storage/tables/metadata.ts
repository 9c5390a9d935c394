import { blobs, bytes } from "../columns.ts";
import type { Database } from "../database.ts";
import type { Statement } from "../drivers/driver.ts";

// The table `facts`: values about the whole database, one per name. It exists since the first version of the schema.

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

/** Writes a value that nobody reads, to see whether writing works. */
export const writeProbe = (value: Uint8Array): Statement => ({
  sql: "INSERT OR REPLACE INTO facts VALUES (?, ?)",
  args: [probeName, value],
});

/** Replaces the wrapped root unless another writer has. */
export const updateRoot = (was: Uint8Array, now: Uint8Array): Statement => ({
  sql: "UPDATE facts SET value = ? WHERE name = ? AND value = ?",
  args: [now, rootName, was],
});

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
