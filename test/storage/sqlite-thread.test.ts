import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Database } from "../../src/storage/database.ts";
import { SqliteThread } from "../../src/storage/drivers/sqlite-thread.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-thread-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Takes SQLite about a second. */
const longRead =
  "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000000) SELECT max(n) AS most FROM numbers";

test("leaves the event loop free while SQLite works", async () => {
  const driver = new SqliteThread(join(folder, "test.db"));
  await driver.read("SELECT 1");
  const turns = { count: 0, isDone: false };
  const countTurns = () => {
    turns.count += 1;
    if (!turns.isDone) setImmediate(countTurns);
  };
  const reading = driver.read(longRead);
  countTurns();
  expect(await reading).toEqual([{ most: 2_000_000 }]);
  turns.isDone = true;
  // In the program's thread it would be none.
  expect(turns.count).toBeGreaterThan(10);
  await driver.close();
});

test("fails what a thread left unanswered when it ended, and starts another for the next call", async () => {
  const calls = vi.spyOn(Worker.prototype, "postMessage");
  const driver = new SqliteThread(join(folder, "test.db"));
  await driver.write(["CREATE TABLE t (id INTEGER)", "INSERT INTO t VALUES (7)"]);
  const reading = driver.read(longRead);
  await (calls.mock.contexts[0] as Worker).terminate();
  await expect(reading).rejects.toMatchObject({ code: "THREAD_ENDED" });
  expect(await driver.read("SELECT id FROM t")).toEqual([{ id: 7 }]);
  await driver.close();
  calls.mockRestore();
});

test("reports a file that cannot be opened, and leaves no thread", async () => {
  await writeFile(join(folder, "plain"), "");
  const opening = Database.open({ url: `file:${join(folder, "plain", "x.db")}`, inThread: true });
  await expect(opening).rejects.toMatchObject({ code: "unavailable" });
});
