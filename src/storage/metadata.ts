import { bytes } from "./columns.ts";
import type { Database } from "./database.ts";
import { versionOf } from "./migrations.ts";

/** A value about the whole database. @throws DatabaseError */
export const readMetadata = async (database: Database, name: string): Promise<Uint8Array | undefined> => {
  const [row] = await database.read({ sql: "SELECT value FROM facts WHERE name = ?", args: [name] });
  return row && bytes(row["value"]);
};

/** The wrapped root key, if there is one yet; the table exists since the first version of the schema. @throws DatabaseError */
export const readRootOf = async (database: Database): Promise<Uint8Array | undefined> =>
  (await versionOf(database)) === 0 ? undefined : readMetadata(database, "root");
