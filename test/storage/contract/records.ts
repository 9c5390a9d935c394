import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim } from "../../../src/storage/rows.ts";
import {
  anna,
  bela,
  bytes,
  newChat,
  withTwoChats,
  job,
  plan,
  put,
  recordsOf,
  type TestDatabase,
  sealsOf,
  jobsOf,
} from "./fixture.ts";

/** Chats and their records. */
export const recordTests = (testDatabase: TestDatabase): void => {
  describe("records", () => {
    test("returns undefined for an unknown chat, and an empty list for one without records", async () => {
      const store = await testDatabase.open();
      expect(await sealsOf(store, anna)).toBeUndefined();
      await store.apply([newChat(anna, 10)]);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), records: [] });
    });

    test("creates a chat once: the second batch fails as a whole, and the first key stays", async () => {
      const store = await testDatabase.open();
      await store.apply([newChat(anna, 1), put("a", 1, bytes(1))]);
      await expect(
        store.apply([put("b", 1, bytes(2)), newChat(anna, 2), put("c", 1, bytes(2))]),
      ).rejects.toThrow("SQLITE_CONSTRAINT");
      expect((await sealsOf(store, anna))?.wrappedKey).toEqual(bytes(1));
      expect(await recordsOf(store)).toEqual([["a", 1, 1]]);
    });

    test("returns a whole chat with its records, jobs and usage, and nothing of another chat", async () => {
      const store = await withTwoChats(testDatabase);
      expect(await store.wholeChat(bytes(9))).toBeUndefined();
      await store.apply([put("a", 3, bytes(1)), plan("late", 30), plan("a", 10), plan("other", 20, bela)]);
      await store.recordUse(anna, 40_000);
      await store.markWarned(anna, 40_001, []);
      expect(await store.wholeChat(anna)).toEqual({
        ...(await sealsOf(store, anna)),
        usage: { lastUsedDay: 40_000, warnedDay: 40_001 },
        jobs: await jobsOf(store, anna),
      });
      expect((await store.wholeChat(bela))?.records).toEqual([]);
    });

    test("returns a due job with its chat's key, unless the chat was erased", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([plan("j", 10), { put: "farewell", job: job("k", 11, bytes(9)) }]);
      expect((await store.dueJobs(20, 9)).map(({ chatKey }) => chatKey)).toEqual([
        { wrappedKey: bytes(10), hasManifest: false },
        undefined,
      ]);
    });

    test("does not create a chat under a refused claim", async () => {
      const store = await testDatabase.open();
      await store.apply([], newClaim(5));
      expect(await store.apply([newChat(anna, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await sealsOf(store, anna)).toBeUndefined();
    });

    test("replaces a record by a newer version only", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 2, bytes(2))]);
      await store.apply([put("a", 1, bytes(1))]);
      await store.apply([put("a", 2, bytes(9))]);
      expect(await recordsOf(store)).toEqual([["a", 2, 2]]);
      await store.apply([put("a", 3, bytes(3))]);
      expect(await recordsOf(store)).toEqual([["a", 3, 3]]);
    });

    test("keeps the highest version in whatever order they arrive", async () => {
      const store = await withTwoChats(testDatabase);
      let id = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), async (versions) => {
          const name = `r${(id += 1)}`;
          await store.apply(versions.map((version) => put(name, version, bytes(version))));
          const highest = Math.max(...versions);
          expect((await recordsOf(store))?.find(([key]) => key === name)).toEqual([name, highest, highest]);
        }),
        { numRuns: 20 },
      );
    });

    test("keeps records with the same id apart in two chats", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1)), put("a", 1, bytes(2), bela)]);
      await store.apply([{ drop: "record", chat: anna, id: "a" }]);
      expect(await recordsOf(store)).toEqual([]);
      expect(await recordsOf(store, bela)).toEqual([["a", 1, 2]]);
    });

    test("adds nothing to a chat that has no row", async () => {
      const store = await testDatabase.open();
      expect(await store.apply([put("a", 1, bytes(1)), plan("j", 5)])).toBe(true);
      await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(1));
      expect(await testDatabase.query("SELECT * FROM records")).toEqual([]);
      expect(await testDatabase.query("SELECT * FROM jobs")).toEqual([]);
    });

    test("erases everything of a chat, and nothing of another", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([
        put("a", 1, bytes(1)),
        plan("ja", 5),
        put("b", 1, bytes(2), bela),
        plan("jb", 6, bela),
      ]);
      await store.apply([{ drop: "chat", chat: anna }]);
      expect(await sealsOf(store, anna)).toBeUndefined();
      expect(await jobsOf(store, anna)).toEqual([]);
      expect(await recordsOf(store, bela)).toEqual([["b", 1, 2]]);
      expect((await jobsOf(store, bela)).map(({ id }) => id)).toEqual(["jb"]);

      await store.apply([put("a", 9, bytes(1)), plan("late", 5)]);
      expect(
        await testDatabase.query("SELECT count(*) FROM records UNION ALL SELECT count(*) FROM jobs"),
      ).toEqual([[1], [1]]);
    });

    test("applies changes together or not at all", async () => {
      const store = await withTwoChats(testDatabase);
      const broken = { put: "record", chat: anna, record: { id: "b", version: 1, sealed: null } };
      await expect(store.apply([put("a", 1, bytes(1)), broken as unknown as Change])).rejects.toThrow(
        "SQLITE_CONSTRAINT",
      );
      expect(await recordsOf(store)).toEqual([]);
    });
  });
};
