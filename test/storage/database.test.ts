import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../../src/storage/database.ts";
import { DatabaseError } from "../../src/storage/database-error.ts";
import { Lock } from "../support/database-lock.ts";

let folder: string;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-store-"));
  url = `file:${join(folder, "test.db")}`;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const opened = async () => {
  const retries: string[] = [];
  const database = await Database.open({ url }, (code) => retries.push(code));
  await database.enableWal();
  await database.write(["CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, value BLOB)"]);
  return { database, retries };
};

test("keeps the durability and erasure settings on every connection, also after a reconnect", async () => {
  const { database, retries } = await opened();
  const settings = async () => [
    (await database.read("PRAGMA journal_mode"))[0]?.["journal_mode"],
    (await database.read("PRAGMA synchronous"))[0]?.["synchronous"],
    (await database.read("PRAGMA secure_delete"))[0]?.["secure_delete"],
  ];
  expect(await settings()).toEqual(["wal", 2, 1]);

  const lock = await Lock.take(url);
  const write = database.write(["INSERT INTO t (id) VALUES (1)"]);
  while (retries.length === 0) await new Promise(setImmediate);
  await lock.release();
  await write;
  expect(retries).toContain("SQLITE_BUSY");
  expect(await settings()).toEqual(["wal", 2, 1]);
  await database.close();
});

test("reports a file that cannot be opened without naming it", async () => {
  await writeFile(join(folder, "plain"), "");
  const error = await Database.open({ url: `file:${join(folder, "plain", "x.db")}` }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(DatabaseError);
  expect(String(error)).not.toContain(folder);
});

test("keeps every acknowledged write after kill -9 while another program locks the file again and again", async () => {
  const { database } = await opened();
  await database.close();
  const lock = await Lock.take(url);
  const writer = fork(new URL("./writer.ts", import.meta.url), [url], { execArgv: ["--import", "tsx"] });
  let acknowledged = 0;
  let busy = 0;
  const enough = new Promise<void>((resolve) => {
    writer.on("message", (message) => {
      if (message === "busy") busy += 1;
      else acknowledged = Number(message);
      // The lock comes and goes, so that it meets writes at every point.
      if (busy > 0 && acknowledged >= 200) resolve();
    });
  });
  lock.toggle();
  await enough;
  writer.kill("SIGKILL");
  await once(writer, "exit");
  await lock.release();

  const again = await Database.open({ url });
  const rows = await again.read("SELECT id FROM t ORDER BY id");
  const ids = new Set(rows.map((row) => Number(row["id"])));
  const lost = Array.from({ length: acknowledged }, (_, i) => i + 1).filter((id) => !ids.has(id));
  expect(lost).toEqual([]);
  expect(busy).toBeGreaterThan(0);
  await again.close();
});

test("loses nothing that another program writes while the write-ahead log is overwritten again and again", async () => {
  const { database } = await opened();
  const writer = fork(new URL("./writer.ts", import.meta.url), [url], { execArgv: ["--import", "tsx"] });
  let acknowledged = 0;
  for (let emptied = 0; emptied < 5;) {
    const [message] = (await once(writer, "message")) as [string];
    if (message !== "busy") acknowledged = Number(message);
    if (await database.emptyWal()) emptied += 1;
  }
  writer.kill("SIGKILL");
  await once(writer, "exit");

  const rows = await database.read("SELECT id FROM t ORDER BY id");
  expect(rows.length).toBeGreaterThanOrEqual(acknowledged);
  expect(rows.map((row) => row["id"])).toEqual(rows.map((_, i) => i + 1));
  expect((await database.read("PRAGMA integrity_check"))[0]?.["integrity_check"]).toBe("ok");
  await database.close();
}, 60_000);
