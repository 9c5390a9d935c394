import { describe, expect, test } from "vitest";
import { type Store } from "../../../src/storage/store.ts";
import { newClaim, type Claim } from "../../../src/storage/rows.ts";
import { anna, bela, bytes, withTwoChats, plan, put, type TestDatabase } from "./fixture.ts";

const tables = ["facts", "chats", "records", "jobs", "seen_updates", "pictures"];

/** All rows, except for the times of updates and the probe. */
const contents = async (testDatabase: TestDatabase) => {
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const columns = table === "seen_updates" ? "update_id, hex(token), answered" : "*";
    const where = table === "facts" ? "WHERE name <> 'probe'" : "";
    all[table] = await testDatabase.query(`SELECT ${columns} FROM ${table} ${where} ORDER BY 1, 2`);
  }
  return all;
};

/** One write. */
type Write = (store: Store, claim: Claim) => Promise<unknown>;

const was = { wrappedKey: bytes(10), contents: bytes(0) };
const now = { wrappedKey: bytes(10), contents: bytes(1) };

const writes: Record<string, Write> = {
  "a job under a claim": (store, claim) => store.apply([put("c", 2, bytes(3))], claim),
  "contents with a job": (store, claim) =>
    store.apply([{ put: "contents", chat: anna, was, now }, put("c", 2, bytes(3))], claim),
  "a job": (store) => store.apply([plan("k", 9)]),
  "a job that outlives its chat": (store) =>
    store.apply([
      { put: "farewell", job: { id: "f", chat: bytes(9), dueAt: 1, attempts: 0, sealed: bytes(1) } },
    ]),
  "a delay": (store) => store.apply([{ delay: "job", id: "j", dueAt: 99, attempts: 2 }]),
  "a deleted job": (store) => store.apply([{ drop: "job", id: "j" }]),
  "a deleted chat": (store, claim) => store.apply([{ drop: "chat", chat: anna }], claim),
  "an inactive chat's deletion": async (store) => {
    await store.markWarned(anna, 1, []);
    return store.applyIfIdle([{ drop: "chat", chat: anna }], anna, 1);
  },
  metadata: (store) => store.putIfAbsent("root", bytes(1)),
  "a day of use": (store) => store.recordUse(anna, 40_000),
  "a warning": (store) => store.markWarned(anna, 40_000, [plan("k", 9)]),
  "a processed update": (store, claim) => store.markProcessed(claim),
  "the deletion of old updates": (store) => store.deleteOldUpdates(Date.now() + 1_000),
  "a picture's file id": (store) => store.keepPictureId("p", "2"),
  "a deleted file id": (store) => store.dropPictureId("p", "1"),
};

/** Every write may be repeated when its answer is lost. */
export const repeatedWriteTests = (testDatabase: TestDatabase): void => {
  describe("a repeated write has one effect", () => {
    test.each(Object.entries(writes))("%s", async (_name, write) => {
      const store = await withTwoChats(testDatabase);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(2), bela), plan("j", 5)], newClaim(1));
      await store.keepPictureId("p", "1");
      const before = await contents(testDatabase);
      const claim = newClaim(7);
      await write(store, claim);
      const once = await contents(testDatabase);
      expect(once).not.toEqual(before);
      await write(store, claim);
      expect(await contents(testDatabase)).toEqual(once);
    });
  });
};
