import { randomBytes, randomInt } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "../../src/storage/database.ts";

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-wipe-"));
  database = await Database.open({ url: `file:${join(folder, "test.db")}` });
  await database.enableWal();
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Inserts rows of random size in random order, which splits pages, and deletes every other one.
 * @returns the bytes of the deleted rows, in pieces, because a part of a row would be a leak too
 */
const insertAndDelete = async (rows: number): Promise<Buffer[]> => {
  await database.write(["CREATE TABLE marks (id BLOB PRIMARY KEY, mark BLOB) WITHOUT ROWID"]);
  const all = Array.from({ length: rows }, () => ({
    id: randomBytes(8),
    mark: randomBytes(randomInt(32, 250)),
  }));
  for (const { id, mark } of all)
    await database.write([{ sql: "INSERT INTO marks VALUES (?, ?)", args: [id, mark] }]);
  const gone = all.filter((_, i) => i % 2 === 1);
  for (const { id } of gone) await database.write([{ sql: "DELETE FROM marks WHERE id = ?", args: [id] }]);
  return gone.flatMap(({ mark }) =>
    Array.from({ length: Math.floor(mark.length / 16) }, (_, i) => mark.subarray(i * 16, i * 16 + 16)),
  );
};

const piecesLeft = async (marks: readonly Buffer[]): Promise<number> => {
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  return marks.filter((mark) => files.some((file) => file.includes(mark))).length;
};

test("leaves no piece of a deleted row, and keeps the others", async () => {
  const marks = await insertAndDelete(1_000);
  expect(await database.wipe()).toBe(true);
  expect(await piecesLeft(marks)).toBe(0);
  expect((await database.read("SELECT count(*) AS rows FROM marks"))[0]?.["rows"]).toBe(500);
  expect((await database.read("PRAGMA integrity_check"))[0]?.["integrity_check"]).toBe("ok");
});

test("serves concurrent calls together, each after its own rows are gone", async () => {
  const marks = await insertAndDelete(100);
  expect(await Promise.all(Array.from({ length: 5 }, () => database.wipe()))).toEqual(Array(5).fill(true));
  expect(await piecesLeft(marks)).toBe(0);
});

test("loses no concurrent write", async () => {
  await insertAndDelete(100);
  const insert = (i: number) => ({
    sql: "INSERT INTO marks VALUES (?, ?)",
    args: [Buffer.of(i), randomBytes(150)],
  });
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => [database.write([insert(i)]), database.wipe()]).flat(),
  );
  expect((await database.read("SELECT count(*) AS rows FROM marks"))[0]?.["rows"]).toBe(150);
  expect((await database.read("PRAGMA integrity_check"))[0]?.["integrity_check"]).toBe("ok");
});
