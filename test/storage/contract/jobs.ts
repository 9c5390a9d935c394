import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { anna, bela, withTwoChats, job, plan, type TestDatabase, jobsOf } from "./fixture.ts";

/** Planned jobs. */
export const jobTests = (testDatabase: TestDatabase): void => {
  describe("jobs", () => {
    test("come when due, earliest first, up to the limit", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([plan("late", 30), plan("early", 10), plan("middle", 20, bela), plan("future", 31)]);
      const ids = async (now: number, limit: number) => (await store.dueJobs(now, limit)).map(({ id }) => id);
      expect(await ids(30, 50)).toEqual(["early", "middle", "late"]);
      expect(await ids(30, 2)).toEqual(["early", "middle"]);
      expect(await ids(9, 50)).toEqual([]);
      expect((await jobsOf(store, anna)).map(({ id }) => id)).toEqual(["early", "late", "future"]);
      expect(await store.nextDue()).toBe(10);
    });

    test("come back unchanged", async () => {
      const store = await withTwoChats(testDatabase);
      const given = { ...job("j", Date.UTC(2026, 10, 22)), sealed: new Uint8Array(randomBytes(200)) };
      await store.apply([{ put: "job", job: given }]);
      expect(await store.dueJobs(given.dueAt, 1)).toMatchObject([given]);
    });

    test("are inserted once, so that a repeated insert does not undo a delay", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([plan("j", 10)]);
      await store.apply([{ delay: "job", id: "j", dueAt: 40, attempts: 3 }]);
      await store.apply([plan("j", 10)]);
      expect(await store.dueJobs(40, 9)).toMatchObject([{ ...job("j", 40), attempts: 3 }]);
      expect(await store.nextDue()).toBe(40);
    });

    test("are planned until they are deleted", async () => {
      const store = await withTwoChats(testDatabase);
      expect(await store.isPlanned("j")).toBe(false);
      await store.apply([plan("j", 10)]);
      expect([await store.isPlanned("j"), await store.isPlanned("k")]).toEqual([true, false]);
      await store.apply([{ drop: "job", id: "j" }]);
      expect(await store.isPlanned("j")).toBe(false);
    });

    test("stay deleted when they are delayed or deleted again", async () => {
      const store = await withTwoChats(testDatabase);
      await store.apply([plan("j", 10)]);
      await store.apply([{ drop: "job", id: "j" }]);
      await store.apply([
        { delay: "job", id: "j", dueAt: 40, attempts: 3 },
        { drop: "job", id: "j" },
      ]);
      expect(await store.nextDue()).toBeUndefined();
    });
  });
};
