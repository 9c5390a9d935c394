import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim } from "../../../src/storage/rows.ts";
import { anna, bytes, withTwoChats, plan, put, putIn, type TestDatabase } from "./fixture.ts";

/** Claims: an update takes effect once. */
export const claimTests = (testDatabase: TestDatabase): void => {
  describe("claims", () => {
    test("applies the same claim twice, the second time without effect", async () => {
      const store = await withTwoChats(testDatabase);
      const claim = newClaim(5);
      const changes = [put("a", 1, bytes(1)), plan("j", 5)];
      expect(await store.apply(changes, claim)).toBe(true);
      const before = await testDatabase.query("SELECT * FROM jobs");
      expect(await store.apply(changes, claim)).toBe(true);
      expect(await testDatabase.query("SELECT * FROM jobs")).toEqual(before);
    });

    test("applies several batches under one claim", async () => {
      const store = await withTwoChats(testDatabase);
      const claim = newClaim(5);
      await store.apply([put("a", 1, bytes(1))], claim);
      await store.apply([put("b", 1, bytes(2))], claim);
      expect(await putIn(store)).toEqual([
        ["a", 1, 1],
        ["b", 1, 2],
      ]);
    });

    test("applies no kind of change under a second claim for the same update", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(5));
      const all = "SELECT * FROM chats LEFT JOIN jobs USING (chat)";
      const before = await testDatabase.query(all);
      const changes: Change[] = [
        put("b", 1, bytes(9)),
        plan("k", 6),
        { delay: "job", id: "j", dueAt: 99, attempts: 9 },
        { drop: "job", id: "j" },
        { drop: "chat", chat: anna },
      ];
      for (const change of changes) {
        expect(await store.apply([change], newClaim(5))).toBe(false);
        expect(await testDatabase.query(all)).toEqual(before);
      }
    });

    test("does not block another update after a refused claim", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.apply([put("b", 1, bytes(2))], newClaim(5))).toBe(false);
      expect(await store.apply([put("b", 1, bytes(2))], newClaim(6))).toBe(true);
    });

    test("applies one of many concurrent claims for the same update", async () => {
      const [one, other] = [await withTwoChats(testDatabase), await testDatabase.open()];
      const applied = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 === 0 ? one : other).apply([put(`r${i}`, 1, bytes(i))], newClaim(5)),
        ),
      );
      expect(applied.filter(Boolean)).toHaveLength(1);
      expect(await putIn(one)).toHaveLength(1);
    });

    test("gives each of 600 updates one effect when three instances handle them concurrently", async () => {
      const stores = [await withTwoChats(testDatabase), await testDatabase.open(), await testDatabase.open()];
      const handle = async (update: number) => {
        const applied = await Promise.all(
          stores.map((store, i) => store.apply([plan(`${update}-${i}`, update)], newClaim(update))),
        );
        expect(applied.filter(Boolean)).toHaveLength(1);
      };
      for (let first = 0; first < 600; first += 20)
        await Promise.all(Array.from({ length: 20 }, (_, i) => handle(first + i)));
      expect(await testDatabase.query("SELECT count(*), count(DISTINCT due_at) FROM jobs")).toEqual([
        [600, 600],
      ]);
    });

    test("applies changes without a claim whatever was claimed", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.apply([put("b", 2, bytes(2))])).toBe(true);
      expect(await putIn(store)).toEqual([
        ["a", 1, 1],
        ["b", 2, 2],
      ]);
    });

    test("marks an update as processed after any handling that finished, with or without changes", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.isProcessed(5)).toBe(false);
      // By another handling than the one that had the effect, which was interrupted.
      await store.markProcessed(newClaim(5));
      expect(await store.isProcessed(5)).toBe(true);
      expect(await store.isProcessed(6)).toBe(false);
      await store.markProcessed(newClaim(6));
      await store.markProcessed(newClaim(6));
      expect(await store.isProcessed(6)).toBe(true);
    });

    test("stores the hour of an update only, and deletes old ids, after which an update may take effect again", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      const [[seenAt] = []] = await testDatabase.query("SELECT seen_at FROM seen_updates");
      expect(Number(seenAt) % 3_600_000).toBe(0);
      await store.deleteOldUpdates(Number(seenAt));
      expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(false);
      await store.deleteOldUpdates(Number(seenAt) + 1);
      expect(await testDatabase.query("SELECT * FROM seen_updates")).toEqual([]);
      expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(true);
    });

    test("marks an update as processed together with its changes, and not under a refused claim", async () => {
      const store = await withTwoChats(testDatabase);
      const [mine, late] = [newClaim(5), newClaim(5)];
      await store.apply([put("a", 1, bytes(1))], mine);
      expect(await store.apply([plan("j", 1), { put: "processed", claim: late }], late)).toBe(false);
      expect([await store.isProcessed(5), await store.isPlanned("j")]).toEqual([false, false]);
      expect(await store.apply([plan("j", 1), { put: "processed", claim: mine }], mine)).toBe(true);
      expect([await store.isProcessed(5), await store.isPlanned("j")]).toEqual([true, true]);
    });
  });
};
