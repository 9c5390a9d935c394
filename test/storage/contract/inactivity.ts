import { describe, expect, test } from "vitest";
import type { IdleChat } from "../../../src/storage/rows.ts";
import type { Store } from "../../../src/storage/store.ts";
import {
  anna,
  bela,
  bytes,
  withTwoChats,
  plan,
  putIn,
  put,
  type TestDatabase,
  sealsOf,
  jobsOf,
} from "./fixture.ts";

/** A chat starts as used today, so these tests use a day years ahead. */
const day = 40_000;

const usages = async (store: Store) => [
  (await store.wholeChat(anna))?.usage,
  (await store.wholeChat(bela))?.usage,
];

/** Chats that are no longer used. */
export const inactivityTests = (testDatabase: TestDatabase): void => {
  describe("inactive chats", () => {
    test("starts a chat as used today and not warned", async () => {
      const store = await withTwoChats(testDatabase);
      const today = Math.floor(Date.now() / 86_400_000);
      const usage = (await store.wholeChat(anna))?.usage;
      expect([today - 1, today]).toContain(usage?.lastUsedDay);
      expect(usage?.warnedDay).toBeUndefined();
      expect((await store.wholeChat(bytes(9)))?.usage).toBeUndefined();
    });

    test("records the day of use, and never an earlier one", async () => {
      const store = await withTwoChats(testDatabase);
      await store.recordUse(anna, day);
      await store.recordUse(anna, day - 5);
      await store.recordUse(bytes(9), day);
      expect((await usages(store))[0]).toEqual({ lastUsedDay: day, warnedDay: undefined });
      expect(await testDatabase.query("SELECT count(*) FROM chats")).toEqual([[2]]);
    });

    test("lists inactive chats up to the limit until they are warned", async () => {
      const store = await withTwoChats(testDatabase);
      const inactive = async (by: number) => (await store.inactiveChats(by, 9)).map(({ chat }) => chat);
      await store.recordUse(anna, day);
      expect(await inactive(day - 1)).toEqual([bela]);
      expect(await inactive(day)).toEqual([bela, anna]);
      expect(await store.inactiveChats(day, 1)).toHaveLength(1);
      await store.markWarned(bela, day, [plan("j", 5, bela)]);
      expect(await inactive(day)).toEqual([anna]);
      expect((await store.expiredChats(day, 9)).map(({ chat }) => chat)).toEqual([bela]);
      expect(await store.expiredChats(day - 1, 9)).toEqual([]);
      await store.markWarned(anna, day, []);
      expect(await store.expiredChats(day, 1)).toHaveLength(1);
    });

    test("lists the next page after the last chat of the one before", async () => {
      const store = await withTwoChats(testDatabase);
      for (const list of [
        (after?: IdleChat) => store.inactiveChats(day, 1, after),
        (after?: IdleChat) => store.expiredChats(day, 1, after),
      ]) {
        const [first] = await list();
        const [second] = await list(first);
        expect([first?.chat, second?.chat]).toEqual(expect.arrayContaining([anna, bela]));
        expect(await list(second)).toEqual([]);
        await store.markWarned(anna, day, []);
        await store.markWarned(bela, day, []);
      }
    });

    test("warns once, together with the job that warns", async () => {
      const store = await withTwoChats(testDatabase);
      await store.markWarned(anna, day, [plan("first", 5)]);
      await store.markWarned(anna, day + 1, [plan("second", 6)]);
      expect((await store.wholeChat(anna))?.usage.warnedDay).toBe(day);
      expect((await jobsOf(store, anna)).map(({ id }) => id)).toEqual(["first"]);
    });

    test("cancels the warning when the user comes back", async () => {
      const store = await withTwoChats(testDatabase);
      await store.markWarned(anna, day, []);
      await store.recordUse(anna, day - 3);
      expect((await store.wholeChat(anna))?.usage.warnedDay).toBeUndefined();
      expect(await store.applyIfIdle([{ drop: "chat", chat: anna }], anna, day)).toBe(false);
      expect(await sealsOf(store, anna)).toBeDefined();
    });

    test("applies changes for expired chats to no other chat", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(2), bela)]);
      const erase = (chat: Uint8Array) => store.applyIfIdle([{ drop: "chat", chat }], chat, day);
      expect(await erase(anna)).toBe(false);
      await store.markWarned(anna, day + 1, []);
      expect(await erase(anna)).toBe(false);
      await store.recordUse(anna, day);
      await store.markWarned(anna, day, []);
      expect(await erase(anna)).toBe(true);
      expect(await erase(anna)).toBe(false);
      expect(await sealsOf(store, anna)).toBeUndefined();
      expect(await putIn(store, bela)).toEqual([["b", 1, 2]]);
    });
  });
};
