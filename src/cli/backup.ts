// The operator's command for backups: npm run backup -- FILE, npm run backup -- verify FILE
import { access, copyFile, link, open, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseStorageConfig, type StorageConfig } from "../config.ts";
import { withEnvFile } from "../env-file.ts";
import { openMaintenance, openStore, requireKeyRing, withMaintenance } from "../open-storage.ts";
import { OperatorError } from "../operator-error.ts";
import type { KeyRing } from "../vault/key-ring.ts";
import { databaseFile } from "../storage/database.ts";
import { driverCodeOf } from "../storage/database-error.ts";
import { inspectDatabase, type Inspection } from "../vault/inspection.ts";
import { orUsage, print, runCommand } from "./run-command.ts";
import { withScratchFolder } from "./scratch-folder.ts";

const usage = "Usage: npm run backup -- FILE | verify FILE";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes a file, or a folder's entries, durable. */
const sync = async (path: string): Promise<void> => {
  const handle = await open(path, "r");
  await handle.sync();
  await handle.close();
};

/** Copies a snapshot of the database into a file, which appears complete or not at all. */
const backUp = async (config: StorageConfig, file: string): Promise<void> => {
  if (databaseFile(config.database.url) === undefined)
    throw new OperatorError(
      "A remote database is backed up where it runs: by its host's snapshots or dump. See docs/operations.md.",
    );
  if (await exists(file)) throw new OperatorError(`${file} exists already. Name a file that does not.`);
  const parent = dirname(resolve(file));
  try {
    await withScratchFolder([parent], async (folder) => {
      const draft = join(folder, "draft.db");
      // Created first for its permissions: everyone could read a file that the database creates.
      await (await open(draft, "wx", 0o600)).close();
      const maintenance = await openMaintenance(config);
      await maintenance.copyInto(draft).finally(() => maintenance.close());
      await sync(draft);
      await link(draft, file);
    });
    await sync(parent);
  } catch (thrown) {
    const code = driverCodeOf(thrown);
    if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) throw thrown;
    throw new OperatorError(
      `${file} cannot be written (${code}). Check its folder, and the free space on the disk.`,
    );
  }
  print(`${file}: ${(await stat(file)).size} bytes. The master keys are not in it: keep them elsewhere.`);
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

/** Opens everything in a backup with the key ring. Works on a copy, so that no byte of the backup changes. */
const verify = async (config: StorageConfig, file: string): Promise<void> => {
  if (!(await exists(file))) throw new OperatorError(`${file} does not exist.`);
  if (await exists(`${file}-wal`))
    throw new OperatorError(`${file} is a database in use. Make a backup of it, and verify that.`);
  await withScratchFolder([dirname(resolve(file)), tmpdir()], async (folder) => {
    const copy = join(folder, "copy.db");
    await copyFile(file, copy);
    const keyRing = await requireKeyRing(config);
    const copyConfig = { database: { url: `file:${copy}`, authToken: undefined }, keyRing };
    const { chats, records, jobs, damaged } = await inspectCopy(copyConfig, keyRing, file);
    print(`${file}: ${chats} chats, ${records} records, ${jobs} jobs.`);
    if (damaged > 0) throw new OperatorError(`${damaged} of the chats in ${file} cannot be opened.`);
    print("Everything in it can be opened.");
  });
};

await runCommand(async () => {
  const { positionals } = orUsage(usage, () => parseArgs({ allowPositionals: true }));
  const [first, second, ...rest] = positionals;
  const config = parseStorageConfig(withEnvFile(process.env));
  if (first !== undefined && second === undefined && first !== "verify") return backUp(config, first);
  if (first === "verify" && second !== undefined && rest.length === 0) return verify(config, second);
  throw new OperatorError(usage);
});
