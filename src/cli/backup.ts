// The operator's tool for backups: npm run backup -- FILE, npm run backup -- verify FILE
import { randomUUID } from "node:crypto";
import { access, copyFile, link, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { OperatorError, parseStorageConfig, type StorageConfig } from "../config.ts";
import { withEnvFile } from "../env-file.ts";
import { createLog } from "../observability/log.ts";
import { neededKeyRing, openStore, openMaintenance, withMaintenance } from "../open-storage.ts";
import { databaseFile } from "../storage/database.ts";
import { codeOf } from "../storage/database-error.ts";
import { reading, runTool, say } from "./run-command.ts";
import { inspect } from "../vault/inspection.ts";

const usage = "Say where to: npm run backup -- FILE, or what to check: npm run backup -- verify FILE";

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes what was written durable. */
const sync = async (path: string) => {
  const handle = await open(path, "r");
  await handle.sync();
  await handle.close();
};

/** Copies the database, as it is at this moment, into a file that is there whole or not at all. */
const backUp = async (config: StorageConfig, file: string) => {
  if (databaseFile(config.database.url) === undefined)
    throw new OperatorError(
      "A remote database is backed up where it runs: by its host's snapshots or dump. See docs/operations.md.",
    );
  if (await exists(file)) throw new OperatorError(`${file} is there already. Name a file that is not.`);
  const draft = `${file}.${randomUUID()}.part`;
  try {
    // Made beforehand for its rights: the copy itself would be readable by all.
    await (await open(draft, "wx", 0o600)).close().catch(() => undefined);
    const upkeep = await openMaintenance(config);
    await upkeep.copyInto(draft).finally(() => upkeep.close());
    await sync(draft);
    await link(draft, file);
    await rm(draft);
    await sync(dirname(resolve(file)));
  } catch (thrown) {
    await rm(draft, { force: true });
    const code = codeOf(thrown);
    if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) throw thrown;
    throw new OperatorError(
      `${file} cannot be written (${code}). Check its folder, and the room on the disk.`,
    );
  }
  say(`${file}: ${(await stat(file)).size} bytes. The master keys are not in it: keep them elsewhere.`);
};

const inspected = async (config: StorageConfig, file: string) => {
  const log = createLog("silent");
  try {
    const store = await openStore(config, log);
    try {
      return await withMaintenance(config, async (upkeep, ring) => {
        if (!(await upkeep.isIntact())) throw new OperatorError(`${file} is damaged. Take an older backup.`);
        return inspect(store, upkeep, ring);
      });
    } finally {
      await store.close();
    }
  } catch (thrown) {
    // The address it speaks of is that of the copy we are reading.
    if (thrown instanceof OperatorError && thrown.message.startsWith("DATABASE_URL"))
      throw new OperatorError(thrown.message.replace("DATABASE_URL", file));
    throw thrown;
  }
};

/** Opens all of a backup with the key ring. Works on a copy, so that the backup stays as it is to the byte. */
const verify = async (config: StorageConfig, file: string) => {
  if (!(await exists(file))) throw new OperatorError(`${file} is not there.`);
  if (await exists(`${file}-wal`))
    throw new OperatorError(`${file} is a database in use. Make a backup of it, and verify that.`);
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-backup-"));
  try {
    const copy = join(folder, "copy.db");
    await copyFile(file, copy);
    const keyRing = await neededKeyRing(config);
    const { chats, records, jobs, damaged } = await inspected(
      { database: { url: `file:${copy}`, authToken: undefined }, keyRing },
      file,
    );
    say(`${file}: ${chats} chats, ${records} records, ${jobs} jobs.`);
    if (damaged > 0) throw new OperatorError(`${damaged} of the chats in ${file} do not open.`);
    say("Everything in it opens.");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

await runTool(async () => {
  const { positionals } = reading(usage, () => parseArgs({ allowPositionals: true }));
  const [first, second, ...rest] = positionals;
  const config = parseStorageConfig(withEnvFile(process.env));
  if (first !== undefined && second === undefined && first !== "verify") return backUp(config, first);
  if (first === "verify" && second !== undefined && rest.length === 0) return verify(config, second);
  throw new OperatorError(usage);
});
