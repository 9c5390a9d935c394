import { describe, expect, test } from "vitest";
import { anna, bela, bytes, type Setting } from "./fixture.ts";

const [one, other] = [bytes(1), bytes(2)];
/** ms: longer than any test. */
const long = 600_000;

/** What holds of the table of who deals with which chat. */
export const turnsTaken = (setting: Setting): void => {
  describe("turns", () => {
    test("a chat's turn is one holder's, until given back or over", async () => {
      const { locks: turns } = await setting.open();
      expect(await turns.acquire(anna, one, long)).toBe(true);
      expect(await turns.acquire(anna, one, long)).toBe(true);
      expect(await turns.acquire(anna, other, long)).toBe(false);
      expect(await turns.acquire(bela, other, 0)).toBe(true);
      expect(await turns.acquire(bela, one, long)).toBe(true);
      await turns.release(anna, other);
      expect(await turns.acquire(anna, other, long)).toBe(false);
      await turns.release(anna, one);
      expect(await turns.acquire(anna, other, long)).toBe(true);
    });

    test("turns are prolonged together, and forgotten when over", async () => {
      const { locks: turns } = await setting.open();
      await turns.acquire(anna, one, 0);
      await turns.renew(one, long);
      expect(await turns.acquire(anna, other, long)).toBe(false);
      await turns.acquire(bela, one, -1);
      await turns.deleteExpired();
      expect(await setting.query("SELECT count(*) FROM turns")).toEqual([[1]]);
    });

    test("of many who reach for one at the same time, one gets it", async () => {
      const stores = [await setting.open(), await setting.open(), await setting.open()];
      const got = await Promise.all(
        Array.from({ length: 12 }, (_, i) => stores[i % 3]!.locks.acquire(anna, bytes(i), long)),
      );
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });
};
