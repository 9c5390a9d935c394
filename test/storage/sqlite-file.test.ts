import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Driver, Statement } from "../../src/storage/drivers/driver.ts";
import { SqliteFileDriver } from "../../src/storage/drivers/sqlite-file.ts";
import { SqliteThread } from "../../src/storage/drivers/sqlite-thread.ts";

describe.each([
  ["in the program's thread", (path: string) => new SqliteFileDriver(path)],
  ["in a thread of its own", (path: string) => new SqliteThread(path)],
])("a database file %s", (_where, openAt) => {
  let folder: string;
  let driver: Driver;

  const open = () => openAt(join(folder, "test.db"));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kapuseged-driver-"));
    driver = open();
    await read("PRAGMA journal_mode = WAL");
    await write(["CREATE TABLE t (id INTEGER PRIMARY KEY, value BLOB)"]);
  });

  afterEach(async () => {
    await driver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const timeoutMs = 1_000;
  const read = (statement: Statement) => driver.read(statement, timeoutMs);
  const write = (statements: readonly Statement[]) => driver.write(statements, timeoutMs);

  const insertRow = (id: number) => ({ sql: "INSERT INTO t VALUES (?, ?)", args: [id, Buffer.of(id)] });
  const storedIds = async () => (await read("SELECT id FROM t ORDER BY id")).map(({ id }) => id);

  test("returns rows by column name, and bytes as an ArrayBuffer", async () => {
    await write([insertRow(7)]);
    const rows = await read({ sql: "SELECT id, value, NULL AS none FROM t", args: [] });
    expect(rows).toEqual([{ id: 7, value: Uint8Array.of(7).buffer, none: null }]);
    const byBytes = { sql: "SELECT id FROM t WHERE value = ?", args: [Uint8Array.of(7)] };
    expect(await read(byBytes)).toHaveLength(1);
    const [deleted] = await write([{ sql: "DELETE FROM t WHERE value = ?", args: [Uint8Array.of(7)] }]);
    expect(deleted?.rowsAffected).toBe(1);
  });

  test("gives each of many concurrent writers its own results", async () => {
    const ids = Array.from({ length: 50 }, (_, i) => i);
    const count = "SELECT count(*) AS n FROM t";
    const written = await Promise.all(ids.map((id) => write([insertRow(id), count])));
    expect(written.map(([, counted]) => counted?.rows[0]?.["n"])).toEqual(ids.map((id) => id + 1));
    expect(await storedIds()).toEqual(ids);
  });

  test("rejects only the write that violates a constraint, and applies nothing of it", async () => {
    await write([insertRow(1)]);
    const writes = [[insertRow(2)], [insertRow(3), insertRow(1)], [insertRow(4)]].map((one) => write(one));
    const settled = await Promise.allSettled(writes);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(settled[1]).toMatchObject({ reason: { code: "SQLITE_CONSTRAINT" } });
    expect(await storedIds()).toEqual([1, 2, 4]);
  });

  test("rejects only the write with a syntax error", async () => {
    const settled = await Promise.allSettled([write([insertRow(1)]), write(["GIBBERISH"])]);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await storedIds()).toEqual([1]);
  });

  test("rejects every write while another connection holds the lock, and accepts them afterwards", async () => {
    const other = open();
    try {
      await other.read("BEGIN IMMEDIATE");
      const refused = await Promise.allSettled([1, 2, 3].map((id) => write([insertRow(id)])));
      expect(refused).toMatchObject(refused.map(() => ({ reason: { code: "SQLITE_BUSY" } })));
      await other.read("COMMIT");
      await Promise.all([1, 2, 3].map((id) => write([insertRow(id)])));
    } finally {
      await other.close();
    }
    await driver.close();
    driver = open();
    expect(await storedIds()).toEqual([1, 2, 3]);
  });

  test("writes what is pending when it is closed", async () => {
    const writing = write([insertRow(1)]);
    await driver.close();
    await writing;
    driver = open();
    expect(await storedIds()).toEqual([1]);
  });
});
