import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteFileDriver } from "../../src/storage/drivers/sqlite-file.ts";

let folder: string;
let driver: SqliteFileDriver;

const open = () => new SqliteFileDriver(join(folder, "test.db"));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-driver-"));
  driver = open();
  await driver.read("PRAGMA journal_mode = WAL");
  await driver.write(["CREATE TABLE t (id INTEGER PRIMARY KEY, value BLOB)"]);
});

afterEach(async () => {
  driver.close();
  await rm(folder, { recursive: true, force: true });
});

const insertRow = (id: number) => ({ sql: "INSERT INTO t VALUES (?, ?)", args: [id, Buffer.of(id)] });
const storedIds = async () => (await driver.read("SELECT id FROM t ORDER BY id")).map(({ id }) => id);

test("returns rows by column name, and bytes as an ArrayBuffer", async () => {
  await driver.write([insertRow(7)]);
  const rows = await driver.read({ sql: "SELECT id, value, NULL AS none FROM t", args: [] });
  expect(rows).toEqual([{ id: 7, value: Uint8Array.of(7).buffer, none: null }]);
  const byBytes = { sql: "SELECT id FROM t WHERE value = ?", args: [Uint8Array.of(7)] };
  expect(await driver.read(byBytes)).toHaveLength(1);
  const [deleted] = await driver.write([{ sql: "DELETE FROM t WHERE value = ?", args: [Uint8Array.of(7)] }]);
  expect(deleted?.rowsAffected).toBe(1);
});

test("gives each of many concurrent writers its own results", async () => {
  const ids = Array.from({ length: 50 }, (_, i) => i);
  const count = "SELECT count(*) AS n FROM t";
  const written = await Promise.all(ids.map((id) => driver.write([insertRow(id), count])));
  expect(written.map(([, counted]) => counted?.rows[0]?.["n"])).toEqual(ids.map((id) => id + 1));
  expect(await storedIds()).toEqual(ids);
});

test("rejects only the write that violates a constraint, and applies nothing of it", async () => {
  await driver.write([insertRow(1)]);
  const writes = [[insertRow(2)], [insertRow(3), insertRow(1)], [insertRow(4)]].map((one) =>
    driver.write(one),
  );
  const settled = await Promise.allSettled(writes);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(settled[1]).toMatchObject({ reason: { code: "SQLITE_CONSTRAINT" } });
  expect(await storedIds()).toEqual([1, 2, 4]);
});

test("rejects only the write with a syntax error", async () => {
  const settled = await Promise.allSettled([driver.write([insertRow(1)]), driver.write(["GIBBERISH"])]);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(await storedIds()).toEqual([1]);
});

test("rejects every write while another connection holds the lock, and accepts them afterwards", async () => {
  const other = open();
  try {
    await other.read("BEGIN IMMEDIATE");
    const refused = await Promise.allSettled([1, 2, 3].map((id) => driver.write([insertRow(id)])));
    expect(refused).toMatchObject(refused.map(() => ({ reason: { code: "SQLITE_BUSY" } })));
    await other.read("COMMIT");
    await Promise.all([1, 2, 3].map((id) => driver.write([insertRow(id)])));
  } finally {
    other.close();
  }
  driver.close();
  driver = open();
  expect(await storedIds()).toEqual([1, 2, 3]);
});

test("writes what is pending when it is closed", async () => {
  const writing = driver.write([insertRow(1)]);
  driver.close();
  await writing;
  driver = open();
  expect(await storedIds()).toEqual([1]);
});
