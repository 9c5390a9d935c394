import { describe, expect, test } from "vitest";
import { migrations } from "../../../src/storage/migrations.ts";
import { anna, bela, bytes, newChat, plan, put, type TestDatabase, sealsOf } from "./fixture.ts";

/** A wrapped key; its first four bytes are the master key's id. */
const wrapped = (master: number, rest: number) => bytes(0, 0, 0, master, rest, rest);
const start = new Uint8Array(0);
const masterId = (master: number) => bytes(0, 0, 0, master);

const withKeys = async (testDatabase: TestDatabase) => {
  const store = await testDatabase.open();
  await store.apply([newChat(anna, ...wrapped(1, 7))]);
  await store.apply([newChat(bela, ...wrapped(2, 8))]);
  return { store, maintenance: await testDatabase.openMaintenance() };
};

/** What an operator's commands do. */
export const maintenanceTests = (testDatabase: TestDatabase): void => {
  describe("maintenance", () => {
    test("opens only a database that this version has migrated", async () => {
      await testDatabase.open();
      await testDatabase.openMaintenance();
      await testDatabase.query(`INSERT INTO migrations VALUES (${migrations.length + 1})`);
      await expect(testDatabase.openMaintenance()).rejects.toMatchObject({ code: "schema-too-new" });
      await testDatabase.query(`DELETE FROM migrations WHERE version >= ${migrations.length}`);
      await expect(testDatabase.openMaintenance()).rejects.toMatchObject({ code: "schema-too-old" });
    });

    test("replaces the wrapped root unless another writer has", async () => {
      const { store, maintenance } = await withKeys(testDatabase);
      expect(await maintenance.root()).toBeUndefined();
      await store.putIfAbsent("root", bytes(1));
      expect(await maintenance.replaceRoot(bytes(1), bytes(2))).toBe(true);
      expect(await maintenance.replaceRoot(bytes(1), bytes(3))).toBe(false);
      expect(await maintenance.root()).toEqual(bytes(2));
    });

    test("counts and lists keys by the master key they are under", async () => {
      const { store, maintenance } = await withKeys(testDatabase);
      expect(await maintenance.keyCounts()).toEqual([
        { id: 1, chats: 1 },
        { id: 2, chats: 1 },
      ]);
      const mine = { chat: anna, wrappedKey: wrapped(1, 7), layout: "whole" };
      const other = { chat: bela, wrappedKey: wrapped(2, 8), layout: "whole" };
      expect(await maintenance.keys({ under: masterId(1) }, start, 9)).toEqual([mine]);
      expect(await maintenance.keys({ under: masterId(1), not: true }, start, 9)).toEqual([other]);
      expect(await maintenance.keys({ under: masterId(2) }, bela, 9)).toEqual([]);
      expect(await maintenance.allKeys(start, 9)).toEqual([mine, other]);
      expect(await maintenance.allKeys(start, 1)).toEqual([mine]);
      expect(await maintenance.allKeys(anna, 9)).toEqual([other]);
      await testDatabase.query("UPDATE chats SET contents = NULL, manifest = x'01'");
      expect(await maintenance.allKeys(anna, 9)).toEqual([{ ...other, layout: "listed" }]);
      expect(await store.listedChats(start, 9)).toEqual([anna, bela]);
      expect(await store.listedChats(anna, 9)).toEqual([bela]);
      await testDatabase.query("UPDATE chats SET manifest = NULL");
      expect(await maintenance.allKeys(anna, 9)).toEqual([{ ...other, layout: "bare" }]);
      expect(await store.listedChats(start, 9)).toEqual([]);
    });

    test("replaces keys, skips chats that changed, and returns the count", async () => {
      const { store, maintenance } = await withKeys(testDatabase);
      const swaps = [
        { chat: anna, was: wrapped(1, 7), now: wrapped(2, 7) },
        { chat: bela, was: wrapped(1, 8), now: wrapped(2, 9) },
      ];
      expect(await maintenance.replaceKeys([])).toBe(0);
      expect(await maintenance.replaceKeys(swaps)).toBe(1);
      expect(await maintenance.replaceKeys(swaps)).toBe(0);
      expect((await sealsOf(store, anna))?.wrappedKey).toEqual(wrapped(2, 7));
      expect((await sealsOf(store, bela))?.wrappedKey).toEqual(wrapped(2, 8));
    });

    test("replaces 500 keys at once", async () => {
      const { maintenance } = await withKeys(testDatabase);
      await testDatabase.query(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 498)
         INSERT INTO chats (chat, wrapped_key) SELECT randomblob(32), x'0000000107' FROM n`,
      );
      const kept = await maintenance.allKeys(start, 1_000);
      expect(kept).toHaveLength(500);
      const swaps = kept.map(({ chat, wrappedKey }) => ({ chat, was: wrappedKey, now: wrapped(3, 1) }));
      expect(await maintenance.replaceKeys(swaps)).toBe(500);
      expect(await maintenance.keyCounts()).toEqual([{ id: 3, chats: 500 }]);
    });

    test("remembers when the newest backup was made", async () => {
      const { store, maintenance } = await withKeys(testDatabase);
      expect(await store.backupTime()).toBeUndefined();
      await maintenance.recordBackup(1_700_000_000_000);
      await maintenance.recordBackup(1_800_000_000_000);
      expect(await store.backupTime()).toBe(1_800_000_000_000);
    });

    test("counts all rows, and finds the file intact", async () => {
      const { store, maintenance } = await withKeys(testDatabase);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(1)), plan("j", 5)]);
      expect(await maintenance.counts()).toEqual({ chats: 2, jobs: 3 });
      expect(await maintenance.isIntact()).toBe(true);
    });
  });
};
