import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim, type ChatSeals } from "../../../src/storage/rows.ts";
import {
  anna,
  bela,
  bytes,
  newChat,
  withTwoChats,
  put,
  recordsOf,
  type TestDatabase,
  sealsOf,
} from "./fixture.ts";

const none: ChatSeals = { wrappedKey: bytes(10) };

/** Replaces the manifest of `was` by another, with the wrapped key if one is given. */
const list = (was: ChatSeals, manifest: number, wrappedKey = was.wrappedKey, chat = anna): Change => ({
  put: "manifest",
  chat,
  was,
  now: { wrappedKey, manifest: bytes(manifest) },
});

/** A chat's manifest: each one follows the one that its writer has read. */
export const manifestTests = (testDatabase: TestDatabase): void => {
  describe("manifests", () => {
    test("are absent at first, and then stored with the records they list", async () => {
      const store = await withTwoChats(testDatabase);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), records: [] });
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await sealsOf(store, anna)).toEqual({
        wrappedKey: bytes(10),
        manifest: bytes(1),
        records: [{ id: "a", version: 1, sealed: bytes(1) }],
      });
      expect(await sealsOf(store, bela)).toEqual({ wrappedKey: bytes(20), records: [] });
    });

    test("may come with a new chat, and with a new key", async () => {
      const store = await testDatabase.open();
      const begun = { ...newChat(anna, 10), manifest: bytes(1) } as Change;
      await store.apply([begun]);
      expect((await sealsOf(store, anna))?.manifest).toEqual(bytes(1));
      await store.apply([list({ wrappedKey: bytes(10), manifest: bytes(1) }, 2, bytes(11))]);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(11), manifest: bytes(2), records: [] });
    });

    test("reject a concurrent update, and apply nothing of it", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([list(none, 1), put("a", 1, bytes(1))]);
      for (const was of [none, { ...none, manifest: bytes(9) }, { wrappedKey: bytes(9), manifest: bytes(1) }])
        await expect(store.apply([list(was, 2), put("b", 1, bytes(2))])).rejects.toMatchObject({
          code: "concurrent-update",
        });
      await expect(store.apply([put("b", 1, bytes(2)), list(none, 2)], newClaim(5))).rejects.toMatchObject({
        code: "concurrent-update",
      });
      expect(await recordsOf(store)).toEqual([["a", 1, 1]]);
      expect((await sealsOf(store, anna))?.manifest).toEqual(bytes(1));
    });

    test("accept the retry of a rejected update under the same claim", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([list(none, 1)]);
      const claim = newClaim(5);
      await expect(store.apply([list(none, 2), put("b", 1, bytes(2))], claim)).rejects.toMatchObject({
        code: "concurrent-update",
      });
      const next = list({ ...none, manifest: bytes(1) }, 2);
      expect(await store.apply([next, put("b", 1, bytes(2))], claim)).toBe(true);
      expect(await recordsOf(store)).toEqual([["b", 1, 2]]);
    });

    test("accept one of several concurrent updates", async () => {
      const stores = [await withTwoChats(testDatabase), await testDatabase.open(), await testDatabase.open()];
      const outcomes = await Promise.allSettled(
        stores.map((store, i) => store.apply([list(none, i + 1), put(`r${i}`, 1, bytes(i))])),
      );
      const faults = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      expect(faults).toHaveLength(2);
      for (const fault of faults) expect(fault).toMatchObject({ code: "concurrent-update" });
      expect(await recordsOf(stores[0]!)).toHaveLength(1);
    });

    test("apply nothing to an erased chat, without a conflict", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([{ drop: "chat", chat: anna }]);
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await sealsOf(store, anna)).toBeUndefined();
    });

    test("are not stored under a refused claim", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([], newClaim(5));
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await sealsOf(store, anna)).toEqual({ wrappedKey: bytes(10), records: [] });
    });
  });
};
