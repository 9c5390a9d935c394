import { describe, expect, test } from "vitest";
import { migrations } from "../../../src/storage/migrations.ts";
import { anna, bela, bytes, found, plan, put, type Setting } from "./fixture.ts";

/** Wrapped keys under the master keys of these ids, which are their first four bytes. */
const wrapped = (master: number, rest: number) => bytes(0, 0, 0, master, rest, rest);
const nobody = new Uint8Array(0);
const masterId = (master: number) => bytes(0, 0, 0, master);

const begun = async (setting: Setting) => {
  const store = await setting.open();
  await store.apply([found(anna, ...wrapped(1, 7))]);
  await store.apply([found(bela, ...wrapped(2, 8))]);
  return { store, upkeep: await setting.openUpkeep() };
};

/** What holds of what an operator's tools do. */
export const upkeepDone = (setting: Setting): void => {
  describe("upkeep", () => {
    test("opens what this version has made, and nothing else", async () => {
      await setting.open();
      await setting.openUpkeep();
      await setting.query(`INSERT INTO migrations VALUES (${migrations.length + 1})`);
      await expect(setting.openUpkeep()).rejects.toMatchObject({ code: "schema-too-new" });
      await setting.query(`DELETE FROM migrations WHERE version >= ${migrations.length}`);
      await expect(setting.openUpkeep()).rejects.toMatchObject({ code: "schema-too-old" });
    });

    test("exchanges the root's wrapping, unless somebody else has", async () => {
      const { store, upkeep } = await begun(setting);
      expect(await upkeep.root()).toBeUndefined();
      await store.putIfAbsent("root", bytes(1));
      expect(await upkeep.replaceRoot(bytes(1), bytes(2))).toBe(true);
      expect(await upkeep.replaceRoot(bytes(1), bytes(3))).toBe(false);
      expect(await upkeep.root()).toEqual(bytes(2));
    });

    test("counts and lists keys by the master key they are under", async () => {
      const { store, upkeep } = await begun(setting);
      expect(await upkeep.keyCounts()).toEqual([
        { masterId: masterId(1), chats: 1 },
        { masterId: masterId(2), chats: 1 },
      ]);
      const mine = { chat: anna, wrappedKey: wrapped(1, 7), listed: false };
      const other = { chat: bela, wrappedKey: wrapped(2, 8), listed: false };
      expect(await upkeep.keys({ under: masterId(1) }, nobody, 9)).toEqual([mine]);
      expect(await upkeep.keys({ under: masterId(1), not: true }, nobody, 9)).toEqual([other]);
      expect(await upkeep.keys({ under: masterId(2) }, bela, 9)).toEqual([]);
      expect(await upkeep.allKeys(nobody, 9)).toEqual([mine, other]);
      expect(await upkeep.allKeys(nobody, 1)).toEqual([mine]);
      expect(await upkeep.allKeys(anna, 9)).toEqual([other]);
      const was = { wrappedKey: wrapped(2, 8) };
      await store.apply([{ put: "manifest", chat: bela, was, now: { ...was, manifest: bytes(1) } }]);
      expect(await upkeep.allKeys(anna, 9)).toEqual([{ ...other, listed: true }]);
    });

    test("exchanges keys, each unless its chat has changed, and says how many", async () => {
      const { store, upkeep } = await begun(setting);
      const swaps = [
        { chat: anna, was: wrapped(1, 7), now: wrapped(2, 7) },
        { chat: bela, was: wrapped(1, 8), now: wrapped(2, 9) },
      ];
      expect(await upkeep.replaceKeys([])).toBe(0);
      expect(await upkeep.replaceKeys(swaps)).toBe(1);
      expect(await upkeep.replaceKeys(swaps)).toBe(0);
      expect((await store.chat(anna))?.wrappedKey).toEqual(wrapped(2, 7));
      expect((await store.chat(bela))?.wrappedKey).toEqual(wrapped(2, 8));
    });

    test("exchanges 500 keys at once", async () => {
      const { upkeep } = await begun(setting);
      await setting.query(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 498)
         INSERT INTO chats (chat, wrapped_key) SELECT randomblob(32), x'0000000107' FROM n`,
      );
      const kept = await upkeep.allKeys(nobody, 1_000);
      expect(kept).toHaveLength(500);
      const swaps = kept.map(({ chat, wrappedKey }) => ({ chat, was: wrappedKey, now: wrapped(3, 1) }));
      expect(await upkeep.replaceKeys(swaps)).toBe(500);
      expect(await upkeep.keyCounts()).toEqual([{ masterId: masterId(3), chats: 500 }]);
    });

    test("counts everything, and finds it whole", async () => {
      const { store, upkeep } = await begun(setting);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(1)), plan("j", 5)]);
      expect(await upkeep.counts()).toEqual({ chats: 2, records: 2, jobs: 1 });
      expect(await upkeep.isIntact()).toBe(true);
    });
  });
};
