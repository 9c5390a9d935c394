import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim } from "../../../src/storage/rows.ts";
import { anna, bela, bytes, found, inhabited, job, plan, put, recordsOf, type Setting } from "./fixture.ts";

/** What holds of chats and their records. */
export const recordsKept = (setting: Setting): void => {
  describe("records", () => {
    test("a chat nothing is kept of is undefined, one without records has an empty list", async () => {
      const store = await setting.open();
      expect(await store.chat(anna)).toBeUndefined();
      await store.apply([found(anna, 10)]);
      expect(await store.chat(anna)).toEqual({ wrappedKey: bytes(10), records: [] });
    });

    test("a chat begins once: who comes second fails, with all they brought, and the first key stays", async () => {
      const store = await setting.open();
      await store.apply([found(anna, 1), put("a", 1, bytes(1))]);
      await expect(
        store.apply([put("b", 1, bytes(2)), found(anna, 2), put("c", 1, bytes(2))]),
      ).rejects.toThrow("SQLITE_CONSTRAINT");
      expect((await store.chat(anna))?.wrappedKey).toEqual(bytes(1));
      expect(await recordsOf(store)).toEqual([["a", 1, 1]]);
    });

    test("a whole chat has its records, jobs and usage, and nothing of another chat", async () => {
      const store = await inhabited(setting);
      expect(await store.wholeChat(bytes(9))).toBeUndefined();
      await store.apply([put("a", 3, bytes(1)), plan("late", 30), plan("a", 10), plan("other", 20, bela)]);
      await store.recordUse(anna, 40_000);
      await store.markWarned(anna, 40_001, []);
      expect(await store.wholeChat(anna)).toEqual({
        ...(await store.chat(anna)),
        usage: { lastUsedDay: 40_000, warnedDay: 40_001 },
        jobs: await store.jobsOf(anna),
      });
      expect((await store.wholeChat(bela))?.records).toEqual([]);
    });

    test("a due job comes with what opens it, unless its chat is gone", async () => {
      const store = await inhabited(setting);
      await store.apply([plan("j", 10), { put: "farewell", job: job("k", 11, bytes(9)) }]);
      expect((await store.dueJobs(20, 9)).map(({ chatKey }) => chatKey)).toEqual([
        { wrappedKey: bytes(10), hasManifest: false },
        undefined,
      ]);
    });

    test("a refused claim does not begin a chat", async () => {
      const store = await setting.open();
      await store.apply([], newClaim(5));
      expect(await store.apply([found(anna, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
      expect(await store.chat(anna)).toBeUndefined();
    });

    test("a record is replaced by a newer version only", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 2, bytes(2))]);
      await store.apply([put("a", 1, bytes(1))]);
      await store.apply([put("a", 2, bytes(9))]);
      expect(await recordsOf(store)).toEqual([["a", 2, 2]]);
      await store.apply([put("a", 3, bytes(3))]);
      expect(await recordsOf(store)).toEqual([["a", 3, 3]]);
    });

    test("whatever the order in which versions arrive, the highest stays", async () => {
      const store = await inhabited(setting);
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

    test("chats do not meet: the same id in two chats is two records", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1)), put("a", 1, bytes(2), bela)]);
      await store.apply([{ drop: "record", chat: anna, id: "a" }]);
      expect(await recordsOf(store)).toEqual([]);
      expect(await recordsOf(store, bela)).toEqual([["a", 1, 2]]);
    });

    test("nothing is added to a chat that has no row", async () => {
      const store = await setting.open();
      expect(await store.apply([put("a", 1, bytes(1)), plan("j", 5)])).toBe(true);
      await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(1));
      expect(await setting.query("SELECT * FROM records")).toEqual([]);
      expect(await setting.query("SELECT * FROM jobs")).toEqual([]);
    });

    test("an erased chat leaves nothing, and its neighbour everything", async () => {
      const store = await inhabited(setting);
      await store.apply([
        put("a", 1, bytes(1)),
        plan("ja", 5),
        put("b", 1, bytes(2), bela),
        plan("jb", 6, bela),
      ]);
      await store.apply([{ drop: "chat", chat: anna }]);
      expect(await store.chat(anna)).toBeUndefined();
      expect(await store.jobsOf(anna)).toEqual([]);
      expect(await recordsOf(store, bela)).toEqual([["b", 1, 2]]);
      expect((await store.jobsOf(bela)).map(({ id }) => id)).toEqual(["jb"]);

      await store.apply([put("a", 9, bytes(1)), plan("late", 5)]);
      expect(await setting.query("SELECT count(*) FROM records UNION ALL SELECT count(*) FROM jobs")).toEqual(
        [[1], [1]],
      );
    });

    test("changes are applied together or not at all", async () => {
      const store = await inhabited(setting);
      const broken = { put: "record", chat: anna, record: { id: "b", version: 1, sealed: null } };
      await expect(store.apply([put("a", 1, bytes(1)), broken as unknown as Change])).rejects.toThrow(
        "SQLITE_CONSTRAINT",
      );
      expect(await recordsOf(store)).toEqual([]);
    });
  });
};
