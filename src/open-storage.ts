import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { StorageConfig } from "./config.ts";
import {
  databaseFileProblem,
  exposureOf,
  placeOf,
  refuseMissingFile,
  refuseNewDatabase,
} from "./database-place.ts";
import type { Log } from "./observability/log.ts";
import { keyRingProblem, OperatorError } from "./operator-error.ts";
import { databaseFile } from "./storage/database.ts";
import { DatabaseError } from "./storage/database-error.ts";
import { watchFile, type FileWatch } from "./storage/file-watch.ts";
import { InstanceLock } from "./storage/instance-lock.ts";
import { findMigrationCopy } from "./storage/migration-copy.ts";
import { migrations } from "./storage/migrations.ts";
import { Maintenance } from "./storage/maintenance.ts";
import { Store } from "./storage/store.ts";
import { rootAad } from "./vault/associated-data.ts";
import { KeyRingError, type KeyRing } from "./vault/key-ring.ts";
import { KeyRingWatch } from "./vault/key-ring-watch.ts";
import { UnknownMasterKeyError } from "./vault/key-wrapper.ts";
import { LiveKeyRing, type KeyRingSource } from "./vault/live-key-ring.ts";
import { createMasterKeyFile, readMasterKeyFile, versionOfFile } from "./vault/master-key-file.ts";
import { unlessDamaged, unlessMasterKeyMissing } from "./vault/opened-chat.ts";
import { DecryptionError } from "./vault/seal.ts";
import { Vault } from "./vault/vault.ts";

/** A driver's code, for the operator to search for; an error's name, which says nothing, is left out. */
const inParentheses = (code: string): string => (/^[A-Z][A-Z\d_]+$/.test(code) ? ` (${code})` : "");

/** Names what the operator can restore after a newer version has migrated the database. */
const copyToGoBackTo = (url: string): string => {
  const file = databaseFile(url);
  const copy = file === undefined ? undefined : findMigrationCopy(file, migrations.length);
  return copy === undefined ? "a backup from before" : `the copy from before, ${copy}`;
};

const databaseProblem = (
  { code, driverCode = code }: DatabaseError,
  { url, authToken }: StorageConfig["database"],
): string => {
  const file = databaseFile(url);
  switch (code) {
    case "in-use":
      return `DATABASE_URL: another Kapusegéd is running on ${file ?? url}. Stop that one first. Several can share a remote database (docs/operations.md).`;
    case "schema-too-new":
      return `DATABASE_URL: the database was written by a newer Kapusegéd. Start that version, or go back to ${copyToGoBackTo(url)}, without what was stored later (docs/operations.md, "Upgrade and rollback").`;
    case "schema-too-old":
      return "DATABASE_URL: the database was written by an older Kapusegéd. Start this version on it first.";
    case "read-only-token":
      return "DATABASE_AUTH_TOKEN lets the bot only read. Set a token that lets it write too.";
    case "unauthorized":
      return authToken === undefined
        ? "DATABASE_AUTH_TOKEN is not set, and the database asks for a token. Set one that lets the bot read and write."
        : "DATABASE_AUTH_TOKEN was refused by the database: it is wrong, or has expired. Make a new one and set it.";
    case "root-missing":
      return "DATABASE_URL: the database has chats, but the root key that opens them is gone. Restore a backup. Nothing has been changed.";
    case "foreign-schema":
      return "DATABASE_URL: the database has triggers or views, which Kapusegéd never makes and which could keep data from being erased. Find out who made them, and drop them or restore a backup.";
    case "file-lost":
      return `DATABASE_URL: ${file ?? url}, or the -wal or -shm file beside it, was deleted, emptied or replaced while it was in use, so nothing more can be kept. Stop the bot, put the file back or restore a backup, and start it again. Stop the bot before every restore (docs/operations.md, "Restoring").`;
    case "unavailable":
    case "timeout":
    case "busy":
    case "constraint":
    case "invalid-statement":
    case "concurrent-update":
    case "chat-locked":
    case "not-erased":
      return file === undefined
        ? `DATABASE_URL: the database does not answer${inParentheses(driverCode)}. Check the address, and that its server runs.`
        : databaseFileProblem(file, driverCode);
  }
};

/** Runs work on the storage; what only the operator can fix becomes an OperatorError. */
export const withOperatorErrors = async <T>(config: StorageConfig, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof DatabaseError) throw new OperatorError(databaseProblem(thrown, config.database));
    if (thrown instanceof KeyRingError) throw new OperatorError(keyRingProblem(thrown));
    if (thrown instanceof DecryptionError)
      throw new OperatorError(
        `${ringSourceOf(config)} does not open this database. Set the key ring that it was last used with. Nothing has been changed.`,
      );
    if (thrown instanceof UnknownMasterKeyError)
      throw new OperatorError(
        `${ringSourceOf(config)} does not open this database: master key ${thrown.id} is missing from it. Add that key. Nothing has been changed.`,
      );
    throw thrown;
  }
};

/** Where the key ring's file is, or would be. */
export const masterKeyPath = ({ database, keyRingFile }: StorageConfig): string =>
  keyRingFile ?? join(dirname(databaseFile(database.url) ?? "."), "master.key");

/** Where the operator finds the key ring. */
const ringSourceOf = (config: StorageConfig): string =>
  config.keyRing === undefined ? masterKeyPath(config) : "MASTER_KEY";

/** The file that the bot itself has made, or would make; `undefined` when the operator has set the ring. */
const ringFileBeside = (config: StorageConfig): string | undefined =>
  config.keyRing === undefined && config.keyRingFile === undefined ? masterKeyPath(config) : undefined;

/** A file that the operator has named is never made, since they may have meant another. */
const noKeyRing = ({ keyRingFile }: StorageConfig): undefined => {
  if (keyRingFile !== undefined) throw new KeyRingError("file-missing", keyRingFile);
};

const readKeyRing = async (config: StorageConfig): Promise<KeyRing | undefined> =>
  config.keyRing ?? (await readMasterKeyFile(masterKeyPath(config))) ?? noKeyRing(config);

/**
 * Opens the database. Checks first that the key ring belongs to it, so that a wrong setting changes nothing and does not
 * migrate the schema either.
 */
const openWithKeyRing = (
  config: StorageConfig,
  ring: KeyRing | undefined,
  onRetry: (driverCode: string) => void,
  onNew: () => void = () => undefined,
): Promise<Store> =>
  Store.open(config.database, onRetry, (root, hasChats, isNew) => {
    if (isNew) onNew();
    // With a new root, no chat could be found or opened, and its user would be told that nothing is stored.
    if (root === undefined && hasChats) throw new DatabaseError("root-missing");
    if (root === undefined) return;
    if (ring === undefined) throw new KeyRingError("file-missing", masterKeyPath(config));
    ring.unwrap(root, rootAad).fill(0);
  });

/** The open storage of a running bot. */
export interface Storage {
  readonly store: Store;
  readonly vault: Vault;
  readonly keyRing: Pick<LiveKeyRing, "problem" | "outage">;
  /** Calls `listener` with the driver's code before each retry from now on. */
  onRetry(listener: (driverCode: string) => void): void;
  /** Rejects with an OperatorError when the database file is no longer the one that was opened; never resolves. */
  readonly lost: Promise<never>;
  /** Closes the database and lets another instance use its file. */
  close(): Promise<void>;
}

/**
 * Opens the storage for the bot. Needs only a small part of the program, so that a wrong setting ends the start before
 * the rest is loaded. Makes a master key file for a new database if the operator has set no key.
 * @throws OperatorError
 */
export const openStorage = (config: StorageConfig, log: Log): Promise<Storage> =>
  withOperatorErrors(config, async () => {
    // Read first: a damaged key file ends the start before anything is created.
    const ring = await readKeyRing(config);
    const ringFile = ringFileBeside(config);
    refuseMissingFile(config, ring, ringFile);
    const file = databaseFile(config.database.url);
    // A remote database is shared between instances.
    const lock = file === undefined ? undefined : await InstanceLock.acquire(file);
    let store: Store | undefined;
    let watch: KeyRingWatch | undefined;
    let fileWatch: FileWatch | undefined;
    const close = async () => {
      fileWatch?.stop();
      await watch?.stop();
      await store?.close();
      lock?.release();
    };
    let notifyRetry: (driverCode: string) => void = () => undefined;
    try {
      let isNew = false;
      store = await openWithKeyRing(
        config,
        ring,
        (code) => {
          log.warn({ code }, "the database was busy, retrying");
          notifyRetry(code);
        },
        () => {
          refuseNewDatabase(config, ring, ringFile);
          isNew = true;
        },
      );
      reportDatabase(config, log, { isNew, hasRing: ring !== undefined });
      if (store.migration !== undefined) log.info(store.migration, "schema migrated");
      const keyRing = new LiveKeyRing(
        ring ?? (await makeKeyRing(config, log)),
        config.keyRing === undefined ? sourceOf(config, store) : undefined,
        log,
      );
      // Starts before the root key is read, so that every rotation from then on finds the note.
      watch = await KeyRingWatch.start(store, keyRing, log);
      const vault = await Vault.open(store, keyRing);
      const watched = (fileWatch = watchFile(store));
      const lost = withOperatorErrors(config, () => watched.lost);
      // It may happen before the program waits for it.
      lost.catch(() => undefined);
      return { store, vault, keyRing, lost, close, onRetry: (listener) => (notifyRetry = listener) };
    } catch (thrown) {
      await close();
      throw thrown;
    }
  });

/** Logs what the operator should notice before users do. */
const reportDatabase = (
  config: StorageConfig,
  log: Log,
  { isNew, hasRing }: { readonly isNew: boolean; readonly hasRing: boolean },
): void => {
  const file = databaseFile(config.database.url);
  const made = `made a new database at ${placeOf(config)}`;
  if (isNew && hasRing && config.newDatabase !== true)
    log.warn(`${made}. If this bot has had users before, stop it: the path is wrong, or a volume is missing`);
  else if (isNew) log.info(made);
  else if (config.newDatabase === true)
    log.warn("NEW_DATABASE is set, but there is a database. Remove the setting");
  const exposure = file === undefined ? undefined : exposureOf(file);
  if (exposure !== undefined) log.warn(exposure);
};

/** The ring's file, which may change while the program runs. */
const sourceOf = (config: StorageConfig, store: Store): KeyRingSource => ({
  version: () => versionOfFile(masterKeyPath(config)),
  read: async () => {
    const ring = await readKeyRing(config);
    if (ring === undefined) throw new KeyRingError("file-missing", masterKeyPath(config));
    return ring;
  },
  belongs: async (ring) => {
    const root = await store.metadata("root");
    if (root === undefined) return true;
    const opened = await unlessMasterKeyMissing(async () => unlessDamaged(() => ring.unwrap(root, rootAad)));
    opened?.fill(0);
    return opened !== undefined;
  },
});

const makeKeyRing = async (config: StorageConfig, log: Log): Promise<KeyRing> => {
  const path = masterKeyPath(config);
  const ring = await createMasterKeyFile(path);
  log.info({ path }, "made a master key; back it up, apart from the database");
  return ring;
};

/** The operator's key ring, or `undefined` if there is none yet. @throws OperatorError */
export const findKeyRing = (config: StorageConfig): Promise<KeyRing | undefined> =>
  withOperatorErrors(config, () => readKeyRing(config));

/** The key ring that the bot runs with, for an operator's command. @throws OperatorError */
export const requireKeyRing = async (config: StorageConfig): Promise<KeyRing> => {
  const ring = await findKeyRing(config);
  if (ring !== undefined) return ring;
  throw new OperatorError(
    `MASTER_KEY is not set, and there is no ${masterKeyPath(config)}. Set the key that the bot is started with.`,
  );
};

/** Opens the database with a key ring that belongs to it, for an operator's command. @throws OperatorError */
export const openStore = (config: StorageConfig, ring: KeyRing): Promise<Store> =>
  withOperatorErrors(config, () => openWithKeyRing(config, ring, () => undefined));

/** Whether the database exists; a remote one is assumed to. */
export const databaseExists = async ({ database }: StorageConfig): Promise<boolean> => {
  const file = databaseFile(database.url);
  if (file === undefined) return true;
  return access(file).then(
    () => true,
    () => false,
  );
};

/** Opens the bot's database for an operator's command. @throws OperatorError */
export const openMaintenance = async (config: StorageConfig): Promise<Maintenance> => {
  if (!(await databaseExists(config)))
    throw new OperatorError(
      `DATABASE_URL: there is no database at ${resolve(placeOf(config))}. Run this in the program's folder, with the settings of the bot.`,
    );
  return withOperatorErrors(config, () => Maintenance.open(config.database));
};

/** Runs an operator's command on the bot's database with the bot's key ring. @throws OperatorError */
export const withMaintenance = async <T>(
  config: StorageConfig,
  work: (maintenance: Maintenance, ring: KeyRing) => Promise<T>,
): Promise<T> => {
  const maintenance = await openMaintenance(config);
  try {
    const ring = await requireKeyRing(config);
    return await withOperatorErrors(config, () => work(maintenance, ring));
  } finally {
    await maintenance.close();
  }
};
