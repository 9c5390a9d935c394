// The operator's command for backups: npm run backup -- FILE | --keep N FOLDER | verify FILE
import { access, copyFile, link, open, rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseStorageConfig, type StorageConfig } from "../config.ts";
import { envFileOption, withEnvFile } from "../env-file.ts";
import { openMaintenance, openStore, requireKeyRing, withMaintenance } from "../open-storage.ts";
import { OperatorError } from "../operator-error.ts";
import type { KeyRing } from "../vault/key-ring.ts";
import { databaseFile } from "../storage/database.ts";
import { driverCodeOf } from "../storage/database-error.ts";
import { syncToDisk } from "../storage/private-file.ts";
import { inspectDatabase, type Inspection } from "../vault/inspection.ts";
import { isSafeFolder, removeOutdated, requireSafeFolder } from "./backup-folder.ts";
import { chatCount, countOf } from "./count-of.ts";
import { orUsage, print, runCommand } from "./run-command.ts";
import { withScratchFolder } from "./scratch-folder.ts";

const usage = "Usage: npm run backup -- FILE | --keep N FOLDER | verify FILE";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Notes in the database when the backup was started, for the warning about an old one. */
const noteBackup = async (config: StorageConfig, file: string, startedAt: number): Promise<void> => {
  const maintenance = await openMaintenance(config);
  try {
    await maintenance.recordBackup(startedAt);
  } catch (thrown) {
    throw new OperatorError(
      `${file} is complete, but its time could not be noted in the database (${driverCodeOf(thrown)}). Check the free space on the database's disk.`,
    );
  } finally {
    await maintenance.close();
  }
};

/**
 * Copies a snapshot of the database into a scratch folder beside `file`, lets `publish` give it its name, makes that
 * durable, and notes the time in the database.
 */
const makeBackup = async (
  config: StorageConfig,
  file: string,
  publish: (draft: string) => Promise<void>,
): Promise<void> => {
  if (databaseFile(config.database.url) === undefined)
    throw new OperatorError(
      "A remote database is backed up where it runs: by its host's snapshots or dump. See docs/operations.md.",
    );
  const parent = await requireSafeFolder(dirname(resolve(file)));
  const startedAt = Date.now();
  try {
    await withScratchFolder([parent], async (folder) => {
      const draft = join(folder, "draft.db");
      // Created first for its permissions: everyone could read a file that the database creates.
      await (await open(draft, "wx", 0o600)).close();
      const maintenance = await openMaintenance(config);
      await maintenance.copyInto(draft).finally(() => maintenance.close());
      await syncToDisk(draft);
      await publish(draft);
    });
    await syncToDisk(parent);
  } catch (thrown) {
    const code = driverCodeOf(thrown);
    if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) throw thrown;
    throw new OperatorError(
      `${file} cannot be written (${code}). Check its folder, and the free space on the disk.`,
    );
  }
  await noteBackup(config, file, startedAt);
  print(`${file}: ${(await stat(file)).size} bytes. The master keys are not in it: keep them elsewhere.`);
};

/** Makes a backup in a file of its own, which appears complete or not at all. */
const backUp = async (config: StorageConfig, file: string): Promise<void> => {
  if (await exists(file)) throw new OperatorError(`${file} exists already. Name a file that does not.`);
  await makeBackup(config, file, (draft) => link(draft, file));
};

/** Opens everything in a copy of the backup `file`; an error names the backup. */
const inspectCopy = async (config: StorageConfig, ring: KeyRing, file: string): Promise<Inspection> => {
  try {
    const store = await openStore(config, ring);
    try {
      return await withMaintenance(config, async (maintenance) => {
        if (!(await maintenance.isIntact()))
          throw new OperatorError(`${file} is damaged. Take an older backup.`);
        return inspectDatabase(store, maintenance, ring);
      });
    } finally {
      await store.close();
    }
  } catch (thrown) {
    // The address in the message is the copy's.
    if (thrown instanceof OperatorError && thrown.message.startsWith("DATABASE_URL"))
      throw new OperatorError(thrown.message.replace("DATABASE_URL", file));
    throw thrown;
  }
};

/** Opens everything in a backup with the key ring, and counts. @param name the backup's name in messages */
const check = async (config: StorageConfig, file: string, name = file): Promise<void> => {
  const parent = dirname(resolve(file));
  await withScratchFolder((await isSafeFolder(parent)) ? [parent, tmpdir()] : [tmpdir()], async (folder) => {
    // A copy, so that no byte of the backup changes.
    const copy = join(folder, "copy.db");
    await copyFile(file, copy);
    const keyRing = await requireKeyRing(config);
    const copyConfig = { database: { url: `file:${copy}`, authToken: undefined }, keyRing };
    const { chats, records, jobs, damaged } = await inspectCopy(copyConfig, keyRing, name);
    const counts = [chatCount(chats), countOf(records, "record"), countOf(jobs, "job")];
    print(`${name}: ${counts.join(", ")}.`);
    if (damaged > 0)
      throw new OperatorError(
        `${damaged} of the chats in ${name} cannot be opened. Keep your older backups; make a new one and verify it, to see whether the running database has the same.`,
      );
    print("Everything in it can be opened.");
  });
};

const verify = async (config: StorageConfig, file: string): Promise<void> => {
  if (!(await exists(file))) throw new OperatorError(`${file} does not exist. Check the path.`);
  const status = await stat(file);
  if (status.isDirectory()) throw new OperatorError(`${file} is a folder. Name one backup in it.`);
  // Reading a named pipe would wait for a writer.
  if (!status.isFile()) throw new OperatorError(`${file} is not a file. Name a backup.`);
  if (await exists(`${file}-wal`))
    throw new OperatorError(`${file} is a database in use. Make a backup of it, and verify that.`);
  await check(config, file);
};

/**
 * Makes the backup of the day (UTC) in a folder, checks it, and removes the oldest but `count`. A second one on the same
 * day replaces the first, so that a job that runs too often does not push out the earlier days.
 */
const keepBackups = async (config: StorageConfig, path: string, count: number): Promise<void> => {
  const folder = await requireSafeFolder(path);
  const name = `kapuseged-${new Date().toISOString().slice(0, 10)}.db`;
  const file = join(folder, name);
  await makeBackup(config, file, async (draft) => {
    await check(config, draft, file);
    await rename(draft, file);
  });
  await removeOutdated(folder, name, count);
};

const parseCount = (keep: string): number => {
  if (/^[1-9]\d{0,3}$/.test(keep)) return Number(keep);
  throw new OperatorError(`--keep takes the number of backups to keep, from 1 to 9999. ${usage}`);
};

await runCommand(async () => {
  const { positionals, values } = orUsage(usage, () =>
    parseArgs({ allowPositionals: true, options: { ...envFileOption, keep: { type: "string" } } }),
  );
  const [first, second, ...rest] = positionals;
  const config = parseStorageConfig(withEnvFile(process.env, values["env-file"]));
  if (values.keep !== undefined && first !== undefined && second === undefined)
    return keepBackups(config, first, parseCount(values.keep));
  if (values.keep !== undefined) throw new OperatorError(usage);
  if (first !== undefined && second === undefined && first !== "verify") return backUp(config, first);
  if (first === "verify" && second !== undefined && rest.length === 0) return verify(config, second);
  throw new OperatorError(usage);
});
