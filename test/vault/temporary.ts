import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "@libsql/client";
import { Store } from "../../src/storage/store.ts";

/** A database in a folder of its own, and a reader of its rows that does not go through the store. */
export interface Temporary {
  readonly folder: string;
  readonly url: string;
  readonly store: Store;
  readonly client: Client;
}

/** Lets something be done with a new database, and clears it away. @param onBusy is told when it has to wait */
export const withDatabase = async <T>(
  work: (database: Temporary) => Promise<T>,
  onBusy?: (code: string) => void,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-proof-"));
  const url = `file:${join(folder, "test.db")}`;
  const store = await Store.open({ url }, onBusy);
  const client = createClient({ url });
  try {
    return await work({ folder, url, store, client });
  } finally {
    client.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
};
