import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog } from "../../src/observability/log.ts";
import { scheduleHourlyCleanup } from "../../src/storage/hourly-cleanup.ts";
import { findMigrationCopy, removeMigrationCopies } from "../../src/storage/migration-copy.ts";
import { migrations } from "../../src/storage/migrations.ts";
import { Store } from "../../src/storage/store.ts";
import { MovableClock } from "../support/clock.ts";

let folder: string;
let file: string;
const stores: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-copy-"));
  file = join(folder, "kapuseged.db");
});

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

const open = async (): Promise<Store> => {
  const store = await Store.open({ url: `file:${file}` });
  stores.push(store);
  return store;
};

const chat = new Uint8Array(32).fill(7);

/** Makes a database with one chat as a program with this version of the schema left it. */
const makeDatabase = async (version: number): Promise<void> => {
  const client = createClient({ url: `file:${file}` });
  await client.execute("CREATE TABLE migrations (version INTEGER PRIMARY KEY)");
  for (const [i, statements] of migrations.slice(0, version).entries()) {
    await client.execute(`INSERT INTO migrations VALUES (${i + 1})`);
    for (const statement of statements) await client.execute(statement);
  }
  await client.execute({ sql: "INSERT INTO chats (chat, wrapped_key) VALUES (?, x'01')", args: [chat] });
  client.close();
};

const copies = async () => (await readdir(folder)).filter((name) => name.includes("before-schema"));

test("an older database is copied before its migration, for its owner only", async () => {
  await makeDatabase(4);
  const store = await open();
  const copy = `${file}.before-schema-5`;
  expect(store.migration).toEqual({ from: 4, to: migrations.length, copy });
  expect(await copies()).toEqual(["kapuseged.db.before-schema-5"]);
  expect((await stat(copy)).mode & 0o777).toBe(0o600);
  const client = createClient({ url: `file:${copy}` });
  const [row] = (await client.execute("SELECT max(version) AS version FROM migrations")).rows;
  const { rows } = await client.execute("SELECT chat FROM chats");
  client.close();
  expect(row?.["version"]).toBe(4);
  expect(new Uint8Array(rows[0]?.["chat"] as ArrayBuffer)).toEqual(chat);
});

test("neither a new database nor a current one is copied", async () => {
  expect((await open()).migration).toBeUndefined();
  expect((await open()).migration).toBeUndefined();
  expect(await copies()).toEqual([]);
});

test("a copy that was not finished is made again, and an earlier one is replaced", async () => {
  await makeDatabase(3);
  await writeFile(`${file}.before-schema-4.draft`, "cut off");
  await writeFile(`${file}.before-schema-4`, "older");
  await open();
  expect(await copies()).toEqual(["kapuseged.db.before-schema-4"]);
  expect((await stat(`${file}.before-schema-4`)).size).toBeGreaterThan(1_000);
});

test("a copy that cannot be made ends the opening, and nothing is migrated", async () => {
  await makeDatabase(5);
  await mkdir(join(`${file}.before-schema-6`, "in-the-way"), { recursive: true });
  await expect(Store.open({ url: `file:${file}` })).rejects.toMatchObject({ code: "unavailable" });
  const client = createClient({ url: `file:${file}` });
  const [row] = (await client.execute("SELECT max(version) AS version FROM migrations")).rows;
  client.close();
  expect(row?.["version"]).toBe(5);
});

test("the newest copy that a program can open is found for going back", async () => {
  for (const next of [3, 5, 9]) await writeFile(`${file}.before-schema-${next}`, "");
  await writeFile(`${file}.before-schema-6.draft`, "");
  expect(findMigrationCopy(file, 5)).toBe(`${file}.before-schema-5`);
  expect(findMigrationCopy(file, 1)).toBeUndefined();
});

test("the copy is gone before a chat is erased", async () => {
  await makeDatabase(5);
  const store = await open();
  expect(await copies()).toHaveLength(1);
  await store.apply([{ drop: "chat", chat }]);
  expect(await copies()).toEqual([]);
});

test("a chat is not erased while a copy cannot be removed", async () => {
  await makeDatabase(5);
  const store = await open();
  await mkdir(`${file}.before-schema-2`);
  await expect(store.apply([{ drop: "chat", chat }])).rejects.toMatchObject({ code: "not-erased" });
  expect(await store.wholeChat(chat)).toBeDefined();
  await rm(`${file}.before-schema-2`, { recursive: true });
  expect(await store.apply([{ drop: "chat", chat }])).toBe(true);
});

test("a copy is kept for a week at most", async () => {
  await makeDatabase(5);
  const store = await open();
  const clock = new MovableClock();
  const [copy = ""] = await copies();
  const madeAt = new Date(clock.now() - 6.9 * 86_400_000);
  await utimes(join(folder, copy), madeAt, madeAt);
  scheduleHourlyCleanup(store, clock, createLog("silent"))();
  await store.wipeDeleted();
  expect(await copies()).toEqual([copy]);
  clock.forward(3 * 3_600_000);
  scheduleHourlyCleanup(store, clock, createLog("silent"))();
  await expect.poll(copies).toEqual([]);
});

test("other files beside the database stay", async () => {
  const others = [
    "kapuseged.db.before-schema-",
    "other.db.before-schema-5",
    "kapuseged.db.before-schema-5.old",
  ];
  for (const name of others) await writeFile(join(folder, name), "");
  removeMigrationCopies(file);
  expect((await readdir(folder)).sort()).toEqual(others.sort());
  expect(existsSync(file)).toBe(false);
});
