import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Native from "libsql";
import { afterEach, beforeEach, expect, test } from "vitest";
import { overwriteWal } from "../../src/storage/drivers/overwrite-wal.ts";
import type { Row } from "../../src/storage/drivers/driver.ts";

let folder: string;
const connections: Native.Database[] = [];

const fileIn = (name: string) => join(folder, name);
const connect = (name = "test.db") => {
  const connection = new Native(fileIn(name), { timeout: 0 });
  connections.push(connection);
  return connection;
};
const runOn = (connection: Native.Database) => (sql: string) => {
  const statement = connection.prepare<[readonly unknown[]]>(sql);
  if (statement.reader) return { rows: statement.all([]) as Row[], rowsAffected: 0 };
  return { rows: [], rowsAffected: statement.run([]).changes };
};
const rowsIn = (connection: Native.Database) => runOn(connection)("SELECT value FROM t ORDER BY value").rows;
const insert = (value: number) => `INSERT INTO t VALUES (${value}, randomblob(900))`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-wal-"));
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await rm(folder, { recursive: true, force: true });
});

/** A database with ten rows in its log. */
const withLog = () => {
  const run = runOn(connect());
  for (const sql of ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"]) run(sql);
  run("CREATE TABLE t (value INTEGER, filler BLOB)");
  for (let i = 0; i < 10; i += 1) run(insert(i));
  return run;
};

test("overwrites the whole log before it truncates it, and keeps every row", async () => {
  const run = withLog();
  expect((await readFile(fileIn("test.db-wal"))).length).toBeGreaterThan(10_000);
  const overwritten: Buffer[] = [];
  const watch = (sql: string) => {
    if (sql === "ROLLBACK") overwritten.push(readFileSync(fileIn("test.db-wal")));
    return run(sql);
  };
  expect(overwriteWal(watch, fileIn("test.db-wal"))).toBe(true);
  expect(overwritten).toHaveLength(1);
  expect(overwritten[0]?.length).toBeGreaterThan(10_000);
  expect(overwritten[0]?.every((byte) => byte === 0)).toBe(true);
  expect(await readFile(fileIn("test.db-wal"))).toHaveLength(0);
  run(insert(10));
  expect(rowsIn(connect())).toHaveLength(11);
});

test("loses nothing when the power fails right after the log was overwritten", async () => {
  const run = withLog();
  const crash = (sql: string) => {
    if (sql === "ROLLBACK") throw new Error("power cut");
    return run(sql);
  };
  expect(() => overwriteWal(crash, fileIn("test.db-wal"))).toThrow("power cut");
  for (const suffix of ["", "-wal"]) await copyFile(fileIn(`test.db${suffix}`), fileIn(`later.db${suffix}`));
  expect(rowsIn(connect("later.db"))).toHaveLength(10);
});

test("leaves the log alone when another writer has begun it again after the checkpoint", async () => {
  const run = withLog();
  const other = runOn(connect());
  const interfere = (sql: string) => {
    if (sql === "BEGIN IMMEDIATE") other(insert(10));
    return run(sql);
  };
  expect(overwriteWal(interfere, fileIn("test.db-wal"))).toBe(false);
  expect(rowsIn(connect())).toHaveLength(11);
  expect((await readFile(fileIn("test.db-wal"))).some((byte) => byte !== 0)).toBe(true);
  expect(overwriteWal(run, fileIn("test.db-wal"))).toBe(true);
  expect(rowsIn(connect())).toHaveLength(11);
});

test("leaves the log alone while another program reads from it", () => {
  const run = withLog();
  const reader = connect();
  const read = runOn(reader);
  read("BEGIN");
  expect(rowsIn(reader)).toHaveLength(10);
  run(insert(10));
  expect(overwriteWal(run, fileIn("test.db-wal"))).toBe(false);
  expect(rowsIn(reader)).toHaveLength(10);
  read("COMMIT");
  expect(overwriteWal(run, fileIn("test.db-wal"))).toBe(true);
  expect(rowsIn(reader)).toHaveLength(11);
});

test("lets a reader that began after the checkpoint read on, and a writer write after it", () => {
  const run = withLog();
  const other = connect();
  const seen: number[] = [];
  const read = (sql: string) => {
    if (sql === "BEGIN IMMEDIATE") {
      runOn(other)("BEGIN");
      seen.push(rowsIn(other).length);
    }
    const result = run(sql);
    if (sql === "ROLLBACK") seen.push(rowsIn(other).length);
    return result;
  };
  expect(overwriteWal(read, fileIn("test.db-wal"))).toBe(true);
  run(insert(10));
  seen.push(rowsIn(other).length);
  runOn(other)("COMMIT");
  expect(seen).toEqual([10, 10, 10]);
  expect(rowsIn(other)).toHaveLength(11);
});

test("does without a log that does not exist", () => {
  const run = runOn(connect());
  run("CREATE TABLE t (value INTEGER, filler BLOB)");
  expect(overwriteWal(run, fileIn("test.db-wal"))).toBe(true);
});
