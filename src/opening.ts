import { dirname, join } from "node:path";
import { OperatorFault, type Config } from "./config.ts";
import type { Log } from "./log.ts";
import { databaseFile } from "./store/database.ts";
import { StoreFault } from "./store/fault.ts";
import { NewerDatabase } from "./store/migrations.ts";
import { Store } from "./store/store.ts";
import { KeyRingFault, type KeyRing } from "./vault/key-ring.ts";
import { keyRingFromFile } from "./vault/master-key-file.ts";
import { BrokenSeal } from "./vault/seal.ts";
import { Vault } from "./vault/vault.ts";

/** Opens the database. @throws OperatorFault */
export const openStore = async ({ database }: Config, log: Log): Promise<Store> => {
  try {
    return await Store.open(database, (code) => log.warn({ code }, "the database was busy, trying again"));
  } catch (thrown) {
    if (thrown instanceof NewerDatabase) {
      throw new OperatorFault(
        "DATABASE_URL: the database was written by a newer Kapusegéd. Start that version.",
      );
    }
    if (!(thrown instanceof StoreFault)) throw thrown;
    throw new OperatorFault(
      `DATABASE_URL: the database cannot be opened (${thrown.code}). Check the address, the rights on its folder, and, if it is remote, DATABASE_AUTH_TOKEN.`,
    );
  }
};

const findKeyRing = async ({ keyRing, database }: Config, store: Store, log: Log): Promise<KeyRing> => {
  if (keyRing !== undefined) return keyRing;
  const path = join(dirname(databaseFile(database.url) ?? "."), "master.key");
  const { ring, made } = await keyRingFromFile(path, !(await Vault.exists(store)));
  if (made) log.info({ path }, "made a master key; back it up, apart from the database");
  return ring;
};

/** Opens the vault with the operator's key ring, or with the one beside the database. @throws OperatorFault */
export const openVault = async (config: Config, store: Store, log: Log): Promise<Vault> => {
  try {
    return await Vault.open(store, await findKeyRing(config, store, log));
  } catch (thrown) {
    if (thrown instanceof KeyRingFault) throw new OperatorFault(thrown.message);
    if (!(thrown instanceof BrokenSeal)) throw thrown;
    throw new OperatorFault(
      "MASTER_KEY does not open this database. Set the key it was made with. Nothing has been changed.",
    );
  }
};
