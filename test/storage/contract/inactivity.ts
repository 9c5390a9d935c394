import { describe, expect, test } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import { anna, bela, bytes, inhabited, plan, recordsOf, put, type Setting } from "./fixture.ts";

/** Since chats begin with today, the days of these tests are years ahead. */
const day = 40_000;

const usages = async (store: Store) => [await store.usage(anna), await store.usage(bela)];

/** What holds of chats that nobody uses. */
export const idleChatsFound = (setting: Setting): void => {
  describe("idle chats", () => {
    test("a chat begins as used today, and its person has been told nothing", async () => {
      const store = await inhabited(setting);
      const today = Math.floor(Date.now() / 86_400_000);
      const usage = await store.usage(anna);
      expect([today - 1, today]).toContain(usage?.lastUsedDay);
      expect(usage?.warnedDay).toBeUndefined();
      expect(await store.usage(bytes(9))).toBeUndefined();
    });

    test("use is noted by the day, and never an earlier one", async () => {
      const store = await inhabited(setting);
      await store.recordUse(anna, day);
      await store.recordUse(anna, day - 5);
      await store.recordUse(bytes(9), day);
      expect((await usages(store))[0]).toEqual({ lastUsedDay: day, warnedDay: undefined });
      expect(await setting.query("SELECT count(*) FROM chats")).toEqual([[2]]);
    });

    test("who did not come is found, as many as asked for, until told", async () => {
      const store = await inhabited(setting);
      await store.recordUse(anna, day);
      expect(await store.inactiveChats(day - 1, 9)).toEqual([bela]);
      expect(await store.inactiveChats(day, 9)).toEqual(expect.arrayContaining([anna, bela]));
      expect(await store.inactiveChats(day, 1)).toHaveLength(1);
      await store.markWarned(bela, day, [plan("j", 5, bela)]);
      expect(await store.inactiveChats(day, 9)).toEqual([anna]);
      expect(await store.expiredChats(day, 9)).toEqual([bela]);
      expect(await store.expiredChats(day - 1, 9)).toEqual([]);
      await store.markWarned(anna, day, []);
      expect(await store.expiredChats(day, 1)).toHaveLength(1);
    });

    test("a person is told once, with the job that tells them", async () => {
      const store = await inhabited(setting);
      await store.markWarned(anna, day, [plan("first", 5)]);
      await store.markWarned(anna, day + 1, [plan("second", 6)]);
      expect((await store.usage(anna))?.warnedDay).toBe(day);
      expect((await store.jobsOf(anna)).map(({ id }) => id)).toEqual(["first"]);
    });

    test("who comes again has been told nothing", async () => {
      const store = await inhabited(setting);
      await store.markWarned(anna, day, []);
      await store.recordUse(anna, day - 3);
      expect((await store.usage(anna))?.warnedDay).toBeUndefined();
      expect(await store.applyIfIdle([{ drop: "chat", chat: anna }], anna, day)).toBe(false);
      expect(await store.chat(anna)).toBeDefined();
    });

    test("what is to happen to a forsaken chat happens to no other", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(2), bela)]);
      const erase = (chat: Uint8Array) => store.applyIfIdle([{ drop: "chat", chat }], chat, day);
      expect(await erase(anna)).toBe(false);
      await store.markWarned(anna, day + 1, []);
      expect(await erase(anna)).toBe(false);
      await store.recordUse(anna, day);
      await store.markWarned(anna, day, []);
      expect(await erase(anna)).toBe(true);
      expect(await erase(anna)).toBe(false);
      expect(await store.chat(anna)).toBeUndefined();
      expect(await recordsOf(store, bela)).toEqual([["b", 1, 2]]);
    });
  });
};
