import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteFile } from "../../src/storage/drivers/sqlite-file.ts";

let folder: string;
let client: SqliteFile;

const open = () => new SqliteFile(join(folder, "test.db"), ["PRAGMA synchronous = FULL"]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-client-"));
  client = open();
  await client.execute("PRAGMA journal_mode = WAL");
  await client.batch(["CREATE TABLE t (id INTEGER PRIMARY KEY, value BLOB)"]);
});

afterEach(async () => {
  client.close();
  await rm(folder, { recursive: true, force: true });
});

const adding = (id: number) => ({ sql: "INSERT INTO t VALUES (?, ?)", args: [id, Buffer.of(id)] });
const kept = async () => (await client.execute("SELECT id FROM t ORDER BY id")).rows.map(({ id }) => id);

test("rows are those of the plain client: by name and by place, bytes as ArrayBuffer", async () => {
  await client.batch([adding(7)]);
  const { columns, rows } = await client.execute({ sql: "SELECT id, value, NULL AS none FROM t", args: [] });
  expect(columns).toEqual(["id", "value", "none"]);
  expect({ ...rows[0] }).toEqual({ id: 7, value: Uint8Array.of(7).buffer, none: null });
  expect(rows[0]?.[0]).toBe(7);
  expect(rows[0]).toHaveLength(3);
  const byBytes = { sql: "SELECT id FROM t WHERE value = ?", args: [Uint8Array.of(7)] };
  expect((await client.execute(byBytes)).rows).toHaveLength(1);
  const [deleted] = await client.batch([{ sql: "DELETE FROM t WHERE value = ?", args: [Uint8Array.of(7)] }]);
  expect(deleted?.rowsAffected).toBe(1);
});

test("of many that write at once each gets its own results", async () => {
  const ids = Array.from({ length: 50 }, (_, i) => i);
  const count = "SELECT count(*) AS n FROM t";
  const written = await Promise.all(ids.map((id) => client.batch([adding(id), count])));
  expect(written.map(([, counted]) => counted?.rows[0]?.["n"])).toEqual(ids.map((id) => id + 1));
  expect(await kept()).toEqual(ids);
});

test("one that is refused is told so alone, and nothing of it is applied", async () => {
  await client.batch([adding(1)]);
  const writes = [[adding(2)], [adding(3), adding(1)], [adding(4)]].map((one) => client.batch(one));
  const settled = await Promise.allSettled(writes);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(settled[1]).toMatchObject({ reason: { code: "SQLITE_CONSTRAINT" } });
  expect(await kept()).toEqual([1, 2, 4]);
});

test("what cannot be understood harms no other", async () => {
  const settled = await Promise.allSettled([client.batch([adding(1)]), client.batch(["GIBBERISH"])]);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(await kept()).toEqual([1]);
});

test("while another connection writes, all who want to are refused, and later all succeed", async () => {
  const other = open();
  try {
    await other.execute("BEGIN IMMEDIATE");
    const refused = await Promise.allSettled([1, 2, 3].map((id) => client.batch([adding(id)])));
    expect(refused).toMatchObject(refused.map(() => ({ reason: { code: "SQLITE_BUSY" } })));
    await other.execute("COMMIT");
    await Promise.all([1, 2, 3].map((id) => client.batch([adding(id)])));
  } finally {
    other.close();
  }
  client.close();
  client = open();
  expect(await kept()).toEqual([1, 2, 3]);
});

test("what is waiting when the client is closed is written", async () => {
  const writing = client.batch([adding(1)]);
  client.close();
  await writing;
  client = open();
  expect(await kept()).toEqual([1]);
});
