import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OperatorError, type StorageConfig } from "./config.ts";
import type { Log } from "./observability/log.ts";
import { databaseFile } from "./storage/database.ts";
import { readRoot } from "./storage/metadata.ts";
import { DatabaseError } from "./storage/database-error.ts";
import { InstanceLock, DatabaseInUse } from "./storage/instance-lock.ts";
import { SchemaTooNew } from "./storage/migrations.ts";
import { Store } from "./storage/store.ts";
import { SchemaTooOld, Maintenance } from "./storage/maintenance.ts";
import { KeyRingError, type KeyRing } from "./vault/key-ring.ts";
import { keyRingFromFile } from "./vault/master-key-file.ts";
import { rootAad } from "./vault/associated-data.ts";
import { DecryptionError } from "./vault/seal.ts";
import { Vault } from "./vault/vault.ts";

/** What the operator is to do about a database that does not do what it is asked; `code` is the driver's. */
const faultWith = (code: string, { url, authToken }: StorageConfig["database"]): string => {
  if (code === "AUTH_READ_ONLY")
    return "DATABASE_AUTH_TOKEN lets the bot only read. Set a token that lets it write too.";
  if (code.startsWith("AUTH_"))
    return authToken === undefined
      ? "DATABASE_AUTH_TOKEN is not set, and the database asks for a token. Set one that lets the bot read and write."
      : "DATABASE_AUTH_TOKEN was refused by the database: it is wrong, or has expired. Make a new one and set it.";
  if (databaseFile(url) === undefined)
    return `DATABASE_URL: the database does not answer (${code}). Check the address, and that its server runs.`;
  return `DATABASE_URL: the database cannot be opened (${code}). Check the path, the rights on the file and its folder, and that the disk has room.`;
};

/** What the operator is to do about a database that does not open. */
const databaseFault = (thrown: unknown, { database }: StorageConfig): unknown => {
  if (thrown instanceof SchemaTooNew)
    return new OperatorError(
      "DATABASE_URL: the database was written by a newer Kapusegéd. Start that version.",
    );
  if (thrown instanceof SchemaTooOld)
    return new OperatorError(
      "DATABASE_URL: the database was written by an older Kapusegéd. Start this version on it first.",
    );
  if (thrown instanceof DatabaseError) return new OperatorError(faultWith(thrown.code, database));
  return thrown;
};

/**
 * Takes the sole right to run on the database's file; a remote database is shared.
 * @returns how to give it back. @throws OperatorFault
 */
const holdDatabase = async (config: StorageConfig): Promise<() => void> => {
  const file = databaseFile(config.database.url);
  if (file === undefined) return () => undefined;
  try {
    const lease = await InstanceLock.acquire(file);
    return () => lease.release();
  } catch (thrown) {
    if (!(thrown instanceof DatabaseInUse)) throw databaseFault(thrown, config);
    throw new OperatorError(
      `DATABASE_URL: another Kapusegéd is running on ${file}. Stop that one first. Several can share a remote database (docs/operations.md).`,
    );
  }
};

/** What the operator is to do about master keys that cannot be read or do not belong to the database. */
const keyFault = (thrown: unknown): unknown => {
  if (thrown instanceof KeyRingError) return new OperatorError(thrown.message);
  if (thrown instanceof DecryptionError)
    return new OperatorError(
      "MASTER_KEY does not open this database. Set the key it was made with. Nothing has been changed.",
    );
  return thrown;
};

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const keyFile = ({ database }: StorageConfig) =>
  join(dirname(databaseFile(database.url) ?? "."), "master.key");

/** The operator's key ring, if there is one: none is made. @throws OperatorFault */
export const keyRingOf = async (config: StorageConfig): Promise<KeyRing | undefined> => {
  if (config.keyRing !== undefined) return config.keyRing;
  const path = keyFile(config);
  if (!(await exists(path))) return undefined;
  try {
    return (await keyRingFromFile(path, false)).ring;
  } catch (thrown) {
    throw keyFault(thrown);
  }
};

/** Refuses a key ring that cannot be read, or does not open this root. @throws OperatorFault, KeyRingFault, BrokenSeal */
const admit = async (config: StorageConfig, root: Uint8Array | undefined): Promise<void> => {
  const ring = await keyRingOf(config);
  if (root === undefined) return;
  (ring ?? (await keyRingFromFile(keyFile(config), false)).ring).unwrap(root, rootAad).fill(0);
};

const telling = (log: Log, onRetry: (code: string) => void) => (code: string) => {
  log.warn({ code }, "the database was busy, trying again");
  onRetry(code);
};

/**
 * Proves that the database opens and the key ring belongs to it; changes nothing. It takes a small part of the program,
 * so that what an operator has set wrongly ends the start before the rest is loaded.
 * @throws OperatorFault
 */
export const proveSettings = async (config: StorageConfig, log: Log): Promise<void> => {
  try {
    const retried = telling(log, () => undefined);
    await admit(config, (await hasDatabase(config)) ? await readRoot(config.database, retried) : undefined);
  } catch (thrown) {
    throw keyFault(databaseFault(thrown, config));
  }
};

/**
 * Opens the database, once the key ring has proven to belong to it: what an operator has set wrongly changes nothing,
 * and does not bring the schema up to date either.
 * @param onRetry is told the driver's code before each retry
 * @throws OperatorFault
 */
export const openStore = async (
  config: StorageConfig,
  log: Log,
  onRetry: (code: string) => void = () => undefined,
): Promise<Store> => {
  try {
    return await Store.open(config.database, telling(log, onRetry), (root) => admit(config, root));
  } catch (thrown) {
    throw keyFault(databaseFault(thrown, config));
  }
};

const findKeyRing = async (config: StorageConfig, store: Store, log: Log): Promise<KeyRing> => {
  if (config.keyRing !== undefined) return config.keyRing;
  const path = keyFile(config);
  const { ring, made } = await keyRingFromFile(path, !(await Vault.exists(store)));
  if (made) log.info({ path }, "made a master key; back it up, apart from the database");
  return ring;
};

/** Opens the vault with the operator's key ring, or with the one beside the database. @throws OperatorFault */
const openVault = async (config: StorageConfig, store: Store, log: Log): Promise<Vault> => {
  try {
    return await Vault.open(store, await findKeyRing(config, store, log));
  } catch (thrown) {
    throw keyFault(databaseFault(thrown, config));
  }
};

/** What the program has as long as it runs. */
export interface Opened {
  readonly store: Store;
  readonly vault: Vault;
  readonly close: () => Promise<void>;
}

/**
 * Opens database and vault to run on them.
 * @param onRetry is told the driver's code before each retry
 * @throws OperatorFault
 */
export const openAll = async (
  config: StorageConfig,
  log: Log,
  onRetry: (code: string) => void,
): Promise<Opened> => {
  const release = await holdDatabase(config);
  let store: Store | undefined;
  const close = async () => {
    await store?.close();
    release();
  };
  try {
    store = await openStore(config, log, onRetry);
    return { store, vault: await openVault(config, store, log), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
};

/** The key ring the bot is started with, for an operator's tool. @throws OperatorFault */
export const neededKeyRing = async (config: StorageConfig): Promise<KeyRing> => {
  const ring = await keyRingOf(config);
  if (ring !== undefined) return ring;
  throw new OperatorError(
    `MASTER_KEY is not set, and there is no ${keyFile(config)}. Set the key that the bot is started with.`,
  );
};

/** Whether there is a database yet; of a remote one that is taken for granted. */
export const hasDatabase = async ({ database }: StorageConfig): Promise<boolean> => {
  const file = databaseFile(database.url);
  return file === undefined || exists(file);
};

/** Opens the database the bot has made, for an operator's tool. @throws OperatorFault */
export const openMaintenance = async (config: StorageConfig): Promise<Maintenance> => {
  if (!(await hasDatabase(config)))
    throw new OperatorError(`DATABASE_URL: there is no database at ${config.database.url}.`);
  try {
    return await Maintenance.open(config.database);
  } catch (thrown) {
    throw databaseFault(thrown, config);
  }
};

/**
 * Lets an operator's tool work on the database the bot has made, with the key ring of the bot.
 * @throws OperatorFault
 */
export const withMaintenance = async <T>(
  config: StorageConfig,
  work: (upkeep: Maintenance, ring: KeyRing) => Promise<T>,
): Promise<T> => {
  const upkeep = await openMaintenance(config);
  try {
    return await work(upkeep, await neededKeyRing(config));
  } catch (thrown) {
    throw keyFault(databaseFault(thrown, config));
  } finally {
    await upkeep.close();
  }
};
