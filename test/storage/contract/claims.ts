import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/storage/changes.ts";
import { newClaim } from "../../../src/storage/rows.ts";
import { anna, bytes, inhabited, plan, put, recordsOf, type Setting } from "./fixture.ts";

/** What holds of claims: an update takes effect once. */
export const claimsHeld = (setting: Setting): void => {
  describe("claims", () => {
    test("the same claim applies both times, and the second time changes nothing", async () => {
      const store = await inhabited(setting);
      const claim = newClaim(5);
      const changes = [put("a", 1, bytes(1)), plan("j", 5)];
      expect(await store.apply(changes, claim)).toBe(true);
      const before = await setting.query("SELECT * FROM records JOIN jobs");
      expect(await store.apply(changes, claim)).toBe(true);
      expect(await setting.query("SELECT * FROM records JOIN jobs")).toEqual(before);
    });

    test("one claim may apply several changes one after the other", async () => {
      const store = await inhabited(setting);
      const claim = newClaim(5);
      await store.apply([put("a", 1, bytes(1))], claim);
      await store.apply([put("b", 1, bytes(2))], claim);
      expect(await recordsOf(store)).toEqual([
        ["a", 1, 1],
        ["b", 1, 2],
      ]);
    });

    test("a second claim for the same update applies none of the kinds of change", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(5));
      const all = "SELECT * FROM chats LEFT JOIN records USING (chat) LEFT JOIN jobs USING (chat)";
      const before = await setting.query(all);
      const changes: Change[] = [
        put("a", 2, bytes(9)),
        put("b", 1, bytes(9)),
        plan("k", 6),
        { delay: "job", id: "j", dueAt: 99, attempts: 9 },
        { drop: "job", id: "j" },
        { drop: "record", chat: anna, id: "a" },
        { drop: "chat", chat: anna },
      ];
      for (const change of changes) {
        expect(await store.apply([change], newClaim(5))).toBe(false);
        expect(await setting.query(all)).toEqual(before);
      }
    });

    test("a refused claim stands in no other update's way", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.apply([put("b", 1, bytes(2))], newClaim(5))).toBe(false);
      expect(await store.apply([put("b", 1, bytes(2))], newClaim(6))).toBe(true);
    });

    test("of many claims at once for the same update, one applies", async () => {
      const [one, other] = [await inhabited(setting), await setting.open()];
      const applied = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 === 0 ? one : other).apply([put(`r${i}`, 1, bytes(i))], newClaim(5)),
        ),
      );
      expect(applied.filter(Boolean)).toHaveLength(1);
      expect(await recordsOf(one)).toHaveLength(1);
    });

    test("each of 600 updates that three instances handle at the same time has one effect", async () => {
      const stores = [await inhabited(setting), await setting.open(), await setting.open()];
      const handle = async (update: number) => {
        const applied = await Promise.all(
          stores.map((store, i) => store.apply([plan(`${update}-${i}`, update)], newClaim(update))),
        );
        expect(applied.filter(Boolean)).toHaveLength(1);
      };
      for (let first = 0; first < 600; first += 20)
        await Promise.all(Array.from({ length: 20 }, (_, i) => handle(first + i)));
      expect(await setting.query("SELECT count(*), count(DISTINCT due_at) FROM jobs")).toEqual([[600, 600]]);
    });

    test("changes without a claim apply whatever was claimed", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.apply([put("a", 2, bytes(2))])).toBe(true);
      expect(await recordsOf(store)).toEqual([["a", 2, 2]]);
    });

    test("an update is answered once a handling has come to its end, whether or not it changed something", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      expect(await store.isProcessed(5)).toBe(false);
      // Not the one that had the effect: that one was interrupted.
      await store.markProcessed(newClaim(5));
      expect(await store.isProcessed(5)).toBe(true);
      expect(await store.isProcessed(6)).toBe(false);
      await store.markProcessed(newClaim(6));
      await store.markProcessed(newClaim(6));
      expect(await store.isProcessed(6)).toBe(true);
    });

    test("updates are forgotten by age, and then may have an effect again", async () => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1))], newClaim(5));
      const [[seenAt] = []] = await setting.query("SELECT seen_at FROM seen_updates");
      await store.deleteOldUpdates(Number(seenAt));
      expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(false);
      await store.deleteOldUpdates(Number(seenAt) + 1);
      expect(await setting.query("SELECT * FROM seen_updates")).toEqual([]);
      expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(true);
    });

    test("an update is marked as processed together with its changes, and not by a refused claim", async () => {
      const store = await inhabited(setting);
      const [mine, late] = [newClaim(5), newClaim(5)];
      await store.apply([put("a", 1, bytes(1))], mine);
      expect(await store.apply([plan("j", 1), { put: "processed", claim: late }], late)).toBe(false);
      expect([await store.isProcessed(5), await store.isPlanned("j")]).toEqual([false, false]);
      expect(await store.apply([plan("j", 1), { put: "processed", claim: mine }], mine)).toBe(true);
      expect([await store.isProcessed(5), await store.isPlanned("j")]).toEqual([true, true]);
    });
  });
};
