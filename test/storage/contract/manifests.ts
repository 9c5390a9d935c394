import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim, type ChatSeals } from "../../../src/storage/rows.ts";
import { anna, bela, bytes, found, inhabited, put, recordsOf, type Setting } from "./fixture.ts";

const none: ChatSeals = { wrappedKey: bytes(10) };

/** The listing `now` in place of `was`, each with the wrapped key it had then. */
const list = (was: ChatSeals, manifest: number, wrappedKey = was.wrappedKey, chat = anna): Change => ({
  put: "manifest",
  chat,
  was,
  now: { wrappedKey, manifest: bytes(manifest) },
});

/** What holds of a chat's manifest: whoever makes the next one has read the last. */
export const listingsFollow = (setting: Setting): void => {
  describe("listings", () => {
    test("there is none at first, and then the one that was put with what it lists", async () => {
      const store = await inhabited(setting);
      expect(await store.chat(anna)).toEqual({ wrappedKey: bytes(10), records: [] });
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await store.chat(anna)).toEqual({
        wrappedKey: bytes(10),
        manifest: bytes(1),
        records: [{ id: "a", version: 1, sealed: bytes(1) }],
      });
      expect(await store.chat(bela)).toEqual({ wrappedKey: bytes(20), records: [] });
    });

    test("a chat may begin with one, and exchange its key with one", async () => {
      const store = await setting.open();
      const begun = { ...found(anna, 10), manifest: bytes(1) } as Change;
      await store.apply([begun]);
      expect((await store.chat(anna))?.manifest).toEqual(bytes(1));
      await store.apply([list({ wrappedKey: bytes(10), manifest: bytes(1) }, 2, bytes(11))]);
      expect(await store.chat(anna)).toEqual({ wrappedKey: bytes(11), manifest: bytes(2), records: [] });
    });

    test("who was overtaken is told so, and nothing of theirs is applied", async () => {
      const store = await inhabited(setting);
      await store.apply([list(none, 1), put("a", 1, bytes(1))]);
      for (const was of [none, { ...none, manifest: bytes(9) }, { wrappedKey: bytes(9), manifest: bytes(1) }])
        await expect(store.apply([list(was, 2), put("b", 1, bytes(2))])).rejects.toMatchObject({
          code: "concurrent-update",
        });
      await expect(store.apply([put("b", 1, bytes(2)), list(none, 2)], newClaim(5))).rejects.toMatchObject({
        code: "concurrent-update",
      });
      expect(await recordsOf(store)).toEqual([["a", 1, 1]]);
      expect((await store.chat(anna))?.manifest).toEqual(bytes(1));
    });

    test("who was overtaken may apply the next one with the same claim", async () => {
      const store = await inhabited(setting);
      await store.apply([list(none, 1)]);
      const claim = newClaim(5);
      await expect(store.apply([list(none, 2), put("b", 1, bytes(2))], claim)).rejects.toMatchObject({
        code: "concurrent-update",
      });
      const next = list({ ...none, manifest: bytes(1) }, 2);
      expect(await store.apply([next, put("b", 1, bytes(2))], claim)).toBe(true);
      expect(await recordsOf(store)).toEqual([["b", 1, 2]]);
    });

    test("of several who read the same, one is not overtaken", async () => {
      const stores = [await inhabited(setting), await setting.open(), await setting.open()];
      const outcomes = await Promise.allSettled(
        stores.map((store, i) => store.apply([list(none, i + 1), put(`r${i}`, 1, bytes(i))])),
      );
      const faults = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      expect(faults).toHaveLength(2);
      for (const fault of faults) expect(fault).toMatchObject({ code: "concurrent-update" });
      expect(await recordsOf(stores[0]!)).toHaveLength(1);
    });

    test("of a chat that was erased meanwhile nothing is applied, nor is it an overtaking", async () => {
      const store = await inhabited(setting);
      await store.apply([{ drop: "chat", chat: anna }]);
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))])).toBe(true);
      expect(await store.chat(anna)).toBeUndefined();
    });

    test("a refused claim puts none", async () => {
      const store = await inhabited(setting);
      await store.apply([], newClaim(5));
      expect(await store.apply([list(none, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await store.chat(anna)).toEqual({ wrappedKey: bytes(10), records: [] });
    });
  });
};
