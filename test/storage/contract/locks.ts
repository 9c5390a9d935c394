import { describe, expect, test } from "vitest";
import { anna, bela, bytes, type TestDatabase } from "./fixture.ts";

const [one, other] = [bytes(1), bytes(2)];
/** Longer than any test. */
const longTtlMs = 600_000;

/** The table of chat locks. */
export const lockTests = (testDatabase: TestDatabase): void => {
  describe("chat locks", () => {
    test("belong to one holder until they are released or expire", async () => {
      const { locks } = await testDatabase.open();
      expect(await locks.acquire(anna, one, longTtlMs)).toBe(true);
      expect(await locks.acquire(anna, one, longTtlMs)).toBe(true);
      expect(await locks.acquire(anna, other, longTtlMs)).toBe(false);
      expect(await locks.acquire(bela, other, 0)).toBe(true);
      expect(await locks.acquire(bela, one, longTtlMs)).toBe(true);
      await locks.release(anna, other);
      expect(await locks.acquire(anna, other, longTtlMs)).toBe(false);
      await locks.release(anna, one);
      expect(await locks.acquire(anna, other, longTtlMs)).toBe(true);
    });

    test("are renewed together, and deleted when they have expired", async () => {
      const { locks } = await testDatabase.open();
      await locks.acquire(anna, one, 0);
      await locks.renew(one, longTtlMs);
      expect(await locks.acquire(anna, other, longTtlMs)).toBe(false);
      await locks.acquire(bela, one, -1);
      await locks.deleteExpired();
      expect(await testDatabase.query("SELECT count(*) FROM turns")).toEqual([[1]]);
    });

    test("go to one of many concurrent holders", async () => {
      const stores = [await testDatabase.open(), await testDatabase.open(), await testDatabase.open()];
      const got = await Promise.all(
        Array.from({ length: 12 }, (_, i) => stores[i % 3]!.locks.acquire(anna, bytes(i), longTtlMs)),
      );
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });
};
