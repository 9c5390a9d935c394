import { copyFile, mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Database } from "../../src/storage/database.ts";
import { watchFile } from "../../src/storage/file-watch.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { Store } from "../../src/storage/store.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-lost-"));
  file = join(folder, "test.db");
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const replaceByRename = async (path: string) => {
  await copyFile(path, `${path}.other`);
  await rename(`${path}.other`, path);
};
const deleteAll = async () => {
  for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix);
};

const losses: readonly (readonly [string, () => Promise<void>])[] = [
  ["the file is deleted", () => rm(file)],
  ["the file and its logs are deleted", deleteAll],
  ["the file is moved away", () => rename(file, `${file}.old`)],
  ["another file is renamed over it", () => replaceByRename(file)],
  ["the file is emptied", () => truncate(file, 0)],
  ["its folder is moved away", () => rename(folder, `${folder}-old`)],
  ["the write-ahead log is deleted", () => rm(`${file}-wal`)],
  ["the write-ahead log is replaced", () => replaceByRename(`${file}-wal`)],
  ["the log's index is deleted", () => rm(`${file}-shm`)],
];

const insert = (id: number) => ({ sql: "INSERT INTO t VALUES (?)", args: [id] });
const select = "SELECT id FROM t ORDER BY id";

describe.each([
  ["in the program's thread", false],
  ["in a thread of its own", true],
])("a database %s", (_where, inThread) => {
  const open = async (): Promise<Database> => {
    const database = await Database.open({ url: `file:${file}`, inThread });
    await database.enableWal();
    await database.write(["CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY)"]);
    onTestFinished(() => database.close());
    return database;
  };

  test.each(losses)("refuses every call once %s", async (_what, lose) => {
    const database = await open();
    await database.write([insert(1)]);
    await lose();
    onTestFinished(() => rm(`${folder}-old`, { recursive: true, force: true }));
    const lost = { code: "file-lost" };
    await expect(database.write([insert(2)])).rejects.toMatchObject(lost);
    await expect(database.read(select)).rejects.toMatchObject(lost);
    await expect(database.emptyWal()).rejects.toMatchObject(lost);
  });

  test("keeps everything when only the write-ahead log is deleted", async () => {
    const database = await open();
    await database.write([insert(1)]);
    await rm(`${file}-wal`);
    await expect(database.read(select)).rejects.toMatchObject({ code: "file-lost" });
    await copyFile(file, `${file}.copy`);
    const copy = await Database.open({ url: `file:${file}.copy` });
    expect(await copy.read(select)).toEqual([{ id: 1 }]);
    await copy.close();
  });

  test("changes nothing of the file, or of the log, that is in its place", async () => {
    const database = await open();
    await database.write([insert(1)]);
    await rename(file, `${file}.old`);
    const other = { [file]: "another database", [`${file}-wal`]: "its log" };
    for (const [path, text] of Object.entries(other)) {
      await rm(path, { force: true });
      await writeFile(path, text);
    }
    await expect(database.write([insert(2)])).rejects.toMatchObject({ code: "file-lost" });
    await database.close();
    for (const [path, text] of Object.entries(other)) expect(await readFile(path, "utf8")).toBe(text);
  });

  test("does not make a new file in place of a missing one after a failure", async () => {
    const database = await open();
    const holder = await Database.open({ url: `file:${file}` });
    // A statement that fails discards the connection.
    await expect(database.read("SELECT nothing FROM nowhere")).rejects.toMatchObject({
      code: "invalid-statement",
    });
    await rm(file);
    await expect(database.read(select)).rejects.toMatchObject({ code: "file-lost" });
    await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });
    await holder.close();
  });

  test("goes on after a rewrite, an emptied log, a failure, and other programs' reads and writes", async () => {
    const database = await open();
    for (let id = 0; id < 5; id += 1) {
      await database.write([insert(id)]);
      await database.read("VACUUM");
      expect(await database.emptyWal()).toBe(true);
      await database.wipe(true);
      await expect(database.write([insert(id)])).rejects.toMatchObject({ code: "constraint" });
      // Discards the connection, with which SQLite deletes the log.
      await expect(database.read("SELECT nothing FROM nowhere")).rejects.toMatchObject({
        code: "invalid-statement",
      });
      const other = await Database.open({ url: `file:${file}` });
      await other.write([insert(id + 10)]);
      await other.read({ sql: "VACUUM INTO ?", args: [`${file}.copy-${id}`] });
      await other.close();
    }
    expect(await database.read(select)).toHaveLength(10);
  });
});

/** Lets the watch make this many checks. */
const letPass = async (checks: number) => {
  for (let i = 0; i < checks; i += 1) await vi.advanceTimersByTimeAsync(10_000);
};

const watchedStore = async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const store = await Store.open({ url: `file:${file}` });
  const watch = watchFile(store);
  onTestFinished(async () => {
    watch.stop();
    vi.useRealTimers();
    await store.close();
  });
  return { store, lost: watch.lost };
};

test("a watch reports a lost file without a call from elsewhere", async () => {
  const { lost } = await watchedStore();
  const reported = expect(lost).rejects.toMatchObject({ code: "file-lost" });
  await rm(file);
  await letPass(1);
  await reported;
});

test("a watch reports nothing in an hour of use, with backups and erasures", async () => {
  const { store, lost } = await watchedStore();
  const reports: unknown[] = [];
  lost.catch((thrown: unknown) => reports.push(thrown));
  for (let tenMinutes = 0; tenMinutes < 6; tenMinutes += 1) {
    await letPass(60);
    await store.probe();
    await store.wipeDeleted(true);
    const maintenance = await Maintenance.open({ url: `file:${file}` });
    await maintenance.copyInto(join(folder, `backup-${tenMinutes}.db`));
    await maintenance.recordBackup(tenMinutes);
    await maintenance.close();
  }
  expect(await store.backupTime()).toBe(5);
  expect(reports).toEqual([]);
});
