import { describe, expect, test } from "vitest";
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
  putIn,
  type TestDatabase,
  sealsOf,
  jobsOf,
} from "./fixture.ts";

/** Chats. */
export const chatTests = (testDatabase: TestDatabase): void => {
  describe("chats", () => {
    test("returns undefined for an unknown chat", async () => {
      const store = await testDatabase.open();
      expect(await sealsOf(store, anna)).toBeUndefined();
      await store.apply([newChat(anna, 10)]);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), contents: bytes(0) });
    });

    test("creates a chat once: the second batch fails as a whole, and the first key stays", async () => {
      const store = await testDatabase.open();
      await store.apply([newChat(anna, 1), put("a", 1, bytes(1))]);
      await expect(
        store.apply([put("b", 1, bytes(2)), newChat(anna, 2), put("c", 1, bytes(2))]),
      ).rejects.toThrow("SQLITE_CONSTRAINT");
      expect((await sealsOf(store, anna))?.wrappedKey).toEqual(bytes(1));
      expect(await putIn(store)).toEqual([["a", 1, 1]]);
    });

    test("returns a whole chat with its contents, jobs and usage, and nothing of another chat", async () => {
      const store = await withTwoChats(testDatabase);
      expect(await store.wholeChat(bytes(9))).toBeUndefined();
      await store.apply([plan("late", 30), plan("a", 10), plan("other", 20, bela)]);
      await store.recordUse(anna, 40_000);
      await store.markWarned(anna, 40_001, []);
      expect(await store.wholeChat(anna)).toEqual({
        ...(await sealsOf(store, anna)),
        records: [],
        usage: { lastUsedDay: 40_000, warnedDay: 40_001 },
        jobs: await jobsOf(store, anna),
      });
      expect((await store.wholeChat(bela))?.jobs).toHaveLength(1);
    });

    test("returns a due job with its chat's key, unless the chat was erased", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([plan("j", 10), { put: "farewell", job: job("k", 11, bytes(9)) }]);
      expect((await store.dueJobs(20, 9)).map(({ chatKey }) => chatKey)).toEqual([
        { wrappedKey: bytes(10), layout: "whole" },
        undefined,
      ]);
    });

    test("does not create a chat under a refused claim", async () => {
      const store = await testDatabase.open();
      await store.apply([], newClaim(5));
      expect(await store.apply([newChat(anna, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await sealsOf(store, anna)).toBeUndefined();
    });

    test("adds nothing to a chat that has no row", async () => {
      const store = await testDatabase.open();
      expect(await store.apply([put("a", 1, bytes(1)), plan("j", 5)])).toBe(true);
      await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(1));
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
      expect((await jobsOf(store, bela)).map(({ id }) => id)).toEqual(["jb", "b"]);

      await store.apply([put("a", 9, bytes(1)), plan("late", 5)]);
      expect(await testDatabase.query("SELECT count(*) FROM jobs")).toEqual([[2]]);
    });
  });
};
