import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim, type ChatSeals } from "../../../src/storage/rows.ts";
import { anna, bela, bytes, withTwoChats, put, putIn, type TestDatabase, sealsOf } from "./fixture.ts";

const first: ChatSeals = { wrappedKey: bytes(10), contents: bytes(0) };

/** Replaces the contents of `was` by others, with the wrapped key if one is given. */
const write = (was: ChatSeals, contents: number, wrappedKey = was.wrappedKey, chat = anna): Change => ({
  put: "contents",
  chat,
  was,
  now: { wrappedKey, contents: bytes(contents) },
});

/** A chat's contents: new ones follow those that their writer has read. */
export const contentsTests = (testDatabase: TestDatabase): void => {
  describe("contents", () => {
    test("are replaced together with other changes, and with the key", async () => {
      const store = await withTwoChats(testDatabase);
      expect(await store.apply([write(first, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), contents: bytes(1) });
      expect(await putIn(store)).toEqual([["a", 1, 1]]);
      expect(await sealsOf(store, bela)).toEqual({ wrappedKey: bytes(20), contents: bytes(0) });
      await store.apply([write({ ...first, contents: bytes(1) }, 2, bytes(11))]);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(11), contents: bytes(2) });
    });

    test("take the place of the records of an earlier layout, with or without a manifest", async () => {
      const store = await withTwoChats(testDatabase);
      await testDatabase.query("UPDATE chats SET contents = NULL");
      await testDatabase.query("UPDATE chats SET manifest = x'09' WHERE wrapped_key = x'0a'");
      await testDatabase.query("INSERT INTO records SELECT chat, 'step', 1, x'07' FROM chats");
      const records = [{ id: "step", version: 1, sealed: bytes(7) }];
      const [listed, bare] = [await store.wholeChat(anna), await store.wholeChat(bela)];
      expect(listed).toMatchObject({ wrappedKey: bytes(10), manifest: bytes(9), records });
      expect(bare).toMatchObject({ wrappedKey: bytes(20), records });
      await expect(store.apply([write({ wrappedKey: bytes(10) }, 1)])).rejects.toMatchObject({
        code: "concurrent-update",
      });
      expect(await testDatabase.query("SELECT count(*) FROM records")).toEqual([[2]]);
      await store.apply([write(listed!, 1)]);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), contents: bytes(1) });
      expect(await testDatabase.query("SELECT hex(chat) FROM records")).toEqual([["02".repeat(32)]]);
      await store.apply([write(bare!, 1, bytes(20), bela)]);
      expect(await sealsOf(store, bela)).toEqual({ wrappedKey: bytes(20), contents: bytes(1) });
      expect(await testDatabase.query("SELECT count(*) FROM records")).toEqual([[0]]);
    });

    test("reject a concurrent update, and apply nothing of it", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([write(first, 1), put("a", 1, bytes(1))]);
      for (const was of [
        first,
        { ...first, contents: bytes(9) },
        { wrappedKey: bytes(9), contents: bytes(1) },
      ])
        await expect(store.apply([write(was, 2), put("b", 1, bytes(2))])).rejects.toMatchObject({
          code: "concurrent-update",
        });
      await expect(store.apply([put("b", 1, bytes(2)), write(first, 2)], newClaim(5))).rejects.toMatchObject({
        code: "concurrent-update",
      });
      expect(await putIn(store)).toEqual([["a", 1, 1]]);
      expect((await sealsOf(store, anna))?.contents).toEqual(bytes(1));
    });

    test("accept the retry of a rejected update under the same claim", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([write(first, 1)]);
      const claim = newClaim(5);
      await expect(store.apply([write(first, 2), put("b", 1, bytes(2))], claim)).rejects.toMatchObject({
        code: "concurrent-update",
      });
      const next = write({ ...first, contents: bytes(1) }, 2);
      expect(await store.apply([next, put("b", 1, bytes(2))], claim)).toBe(true);
      expect(await putIn(store)).toEqual([["b", 1, 2]]);
    });

    test("accept one of several concurrent updates", async () => {
      const stores = [await withTwoChats(testDatabase), await testDatabase.open(), await testDatabase.open()];
      const outcomes = await Promise.allSettled(
        stores.map((store, i) => store.apply([write(first, i + 1), put(`r${i}`, 1, bytes(i))])),
      );
      const faults = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      expect(faults).toHaveLength(2);
      for (const fault of faults) expect(fault).toMatchObject({ code: "concurrent-update" });
      expect(await putIn(stores[0]!)).toHaveLength(1);
    });

    test("apply nothing to an erased chat, without a conflict", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([{ drop: "chat", chat: anna }]);
      expect(await store.apply([write(first, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await sealsOf(store, anna)).toBeUndefined();
    });

    test("are not stored under a refused claim", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([], newClaim(5));
      expect(await store.apply([write(first, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await sealsOf(store, anna)).toEqual(first);
    });
  });
};
