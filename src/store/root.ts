import { bytes } from "./cells.ts";
import { Database, type DatabaseAddress } from "./database.ts";
import { versionOf } from "./migrations.ts";

/** The fact named root, if there is one yet; facts are there since the schema's first version. @throws NewerDatabase, StoreFault */
export const rootIn = async (database: Database): Promise<Uint8Array | undefined> => {
  if ((await versionOf(database)) === 0) return undefined;
  const [row] = await database.read("SELECT value FROM facts WHERE name = 'root'");
  return row && bytes(row["value"]);
};

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
    return await rootIn(database);
  } finally {
    await database.close();
  }
};
