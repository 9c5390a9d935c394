import { describe, expect, test } from "vitest";
import type { Database } from "../../../src/storage/database.ts";
import { DatabaseError } from "../../../src/storage/database-error.ts";
import type { TestDatabase } from "./fixture.ts";

const prepared = async (testDatabase: TestDatabase): Promise<Database> => {
  const database = await testDatabase.openDatabase();
  await database.write(["CREATE TABLE t (id INTEGER PRIMARY KEY, value BLOB, text TEXT)"]);
  return database;
};

/** Reads and writes, whatever their tables. */
export const callTests = (testDatabase: TestDatabase): void => {
  describe("calls", () => {
    test("returns bytes of any length unchanged", async () => {
      const database = await prepared(testDatabase);
      const lengths = [0, 1, 16, 31, 32, 33, 61, 100, 1_000, 100_000];
      await database.write(
        lengths.map((n, id) => ({
          sql: "INSERT INTO t (id, value) VALUES (?, ?)",
          args: [id, Buffer.alloc(n, id + 1)],
        })),
      );
      const rows = await database.read("SELECT value FROM t ORDER BY id");
      const values = rows.map(({ value }) => value as ArrayBuffer);
      for (const value of values) expect(value).toBeInstanceOf(ArrayBuffer);
      expect(values.map((value) => Buffer.from(value))).toEqual(
        lengths.map((n, id) => Buffer.alloc(n, id + 1)),
      );
    });

    test("returns numbers, texts and NULL unchanged", async () => {
      const database = await prepared(testDatabase);
      // A group's id, the largest chat ids, a time, and the largest exact integer.
      const ids = [-1_001_234_567_890_123, 0, 8_000_000_000, Date.UTC(2100, 0), Number.MAX_SAFE_INTEGER];
      const text = "árvíztűrő 🔑 'idézet' ; DROP TABLE t";
      await database.write(
        ids.map((id) => ({ sql: "INSERT INTO t VALUES (?, ?, ?)", args: [id, null, text] })),
      );
      const rows = await database.read("SELECT id, value, text FROM t ORDER BY id");
      expect(rows.map(({ id, value, text: kept }) => [id, value, kept])).toEqual(
        ids.map((id) => [id, null, text]),
      );
      expect(Object.keys(rows[0] ?? {})).toEqual(["id", "value", "text"]);
    });

    test("reports how many rows each statement changed, and returns its rows", async () => {
      const database = await prepared(testDatabase);
      const results = await database.write([
        "INSERT INTO t (id) VALUES (1), (2), (3)",
        "UPDATE t SET text = 'x' WHERE id > 1",
        "DELETE FROM t WHERE id = 9",
        "UPDATE t SET text = 'y' WHERE id < 3 RETURNING id",
        "SELECT count(*) AS n FROM t",
      ]);
      expect(results.slice(0, 3).map(({ rowsAffected }) => rowsAffected)).toEqual([3, 2, 0]);
      // Drivers disagree on `rowsAffected` of a statement that returns rows.
      expect(results[3]?.rows.map(({ id }) => id)).toEqual([1, 2]);
      expect(results[4]?.rows[0]?.["n"]).toBe(3);
    });

    test("applies nothing of a failed write, and accepts the next one", async () => {
      const database = await prepared(testDatabase);
      await expect(
        database.write(["INSERT INTO t (id) VALUES (7)", "INSERT INTO t (id) VALUES (7)"]),
      ).rejects.toThrow("SQLITE_CONSTRAINT");
      await expect(
        database.write(["INSERT INTO t (id) VALUES (8)", "INSERT INTO nowhere VALUES (1)"]),
      ).rejects.toThrow(DatabaseError);
      expect(await database.read("SELECT id FROM t")).toEqual([]);
      await database.write(["INSERT INTO t (id) VALUES (9)"]);
      expect(await database.read("SELECT id FROM t")).toMatchObject([{ id: 9 }]);
    });

    test("lets one of several concurrent writes fail without the others", async () => {
      const database = await prepared(testDatabase);
      const outcomes = await Promise.allSettled(
        [1, 2, 2, 3, 4].map((id) => database.write([{ sql: "INSERT INTO t (id) VALUES (?)", args: [id] }])),
      );
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
      expect((await database.read("SELECT id FROM t ORDER BY id")).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    });

    test("never runs the second of two statements in one string", async () => {
      const database = await prepared(testDatabase);
      await database.write(["INSERT INTO t (id) VALUES (1)"]);
      await database.read("SELECT 1; DELETE FROM t").catch(() => undefined);
      expect(await database.read("SELECT id FROM t")).toMatchObject([{ id: 1 }]);
    });

    test("shows a write to other connections at once", async () => {
      const one = await prepared(testDatabase);
      const other = await testDatabase.openDatabase();
      for (let id = 1; id <= 50; id += 1) {
        await one.write([{ sql: "INSERT INTO t (id) VALUES (?)", args: [id] }]);
        expect(await other.read("SELECT max(id) AS id FROM t")).toMatchObject([{ id }]);
      }
    });

    test("answers many concurrent calls of several connections", async () => {
      const databases = [
        await prepared(testDatabase),
        await testDatabase.openDatabase(),
        await testDatabase.openDatabase(),
      ];
      await Promise.all(
        Array.from({ length: 150 }, async (_, id) => {
          await databases[id % 3]!.write([{ sql: "INSERT INTO t (id) VALUES (?)", args: [id] }]);
          await databases[(id + 1) % 3]!.read("SELECT count(*) FROM t");
        }),
      );
      expect(await databases[0]!.read("SELECT count(*) AS n FROM t")).toMatchObject([{ n: 150 }]);
    });
  });
};
