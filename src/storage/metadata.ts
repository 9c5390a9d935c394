import { bytes } from "./columns.ts";
import { Database, type DatabaseAddress } from "./database.ts";
import { versionOf } from "./migrations.ts";

/** A fact about the whole database. @throws StoreFault */
export const readMetadata = async (database: Database, name: string): Promise<Uint8Array | undefined> => {
  const [row] = await database.read({ sql: "SELECT value FROM facts WHERE name = ?", args: [name] });
  return row && bytes(row["value"]);
};

/** The fact named root, if there is one yet; facts are there since the schema's first version. @throws NewerDatabase, StoreFault */
export const readRootOf = async (database: Database): Promise<Uint8Array | undefined> =>
  (await versionOf(database)) === 0 ? undefined : readMetadata(database, "root");

/**
 * The same of a database that is there, opened for this alone; nothing is changed.
 * @param onRetry is told the driver's code before each retry
 * @throws NewerDatabase, StoreFault
 */
export const readRoot = async (
  address: DatabaseAddress,
  onRetry?: (code: string) => void,
): Promise<Uint8Array | undefined> => {
  const database = await Database.open(address, onRetry);
  try {
    return await readRootOf(database);
  } finally {
    await database.close();
  }
};
