import { describe, expect, test } from "vitest";
import { type Store } from "../../../src/storage/store.ts";
import { newClaim, type Claim } from "../../../src/storage/rows.ts";
import { anna, bela, bytes, inhabited, plan, put, type Setting } from "./fixture.ts";

const tables = ["facts", "chats", "records", "jobs", "seen_updates", "pictures"];

/** Everything, but for when an update was seen, and proofs that something can be written. */
const contents = async (setting: Setting) => {
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const columns = table === "seen_updates" ? "update_id, hex(token), answered" : "*";
    const where = table === "facts" ? "WHERE name <> 'probe'" : "";
    all[table] = await setting.query(`SELECT ${columns} FROM ${table} ${where} ORDER BY 1, 2`);
  }
  return all;
};

/** A write, and what of a chat it is about. */
type Write = (store: Store, claim: Claim) => Promise<unknown>;

const was = { wrappedKey: bytes(10) };
const now = { wrappedKey: bytes(10), manifest: bytes(1) };

const writes: Record<string, Write> = {
  "a record": (store) => store.apply([put("a", 2, bytes(3))]),
  "a record under a claim": (store, claim) => store.apply([put("a", 2, bytes(3))], claim),
  "a manifest with a record": (store, claim) =>
    store.apply([{ put: "manifest", chat: anna, was, now }, put("a", 2, bytes(3))], claim),
  "a job": (store) => store.apply([plan("k", 9)]),
  "a farewell": (store) =>
    store.apply([
      { put: "farewell", job: { id: "f", chat: bytes(9), dueAt: 1, attempts: 0, sealed: bytes(1) } },
    ]),
  "a delay": (store) => store.apply([{ delay: "job", id: "j", dueAt: 99, attempts: 2 }]),
  "a dropped job": (store) => store.apply([{ drop: "job", id: "j" }]),
  "a dropped record": (store) => store.apply([{ drop: "record", chat: anna, id: "a" }]),
  "a dropped chat": (store, claim) => store.apply([{ drop: "chat", chat: anna }], claim),
  "a chat dropped for being idle": async (store) => {
    await store.markWarned(anna, 1, []);
    return store.applyIfIdle([{ drop: "chat", chat: anna }], anna, 1);
  },
  "a fact": (store) => store.putIfAbsent("root", bytes(1)),
  "a use": (store) => store.recordUse(anna, 40_000),
  "a telling": (store) => store.markWarned(anna, 40_000, [plan("k", 9)]),
  "an answer": (store, claim) => store.markProcessed(claim),
  "a forgetting": (store) => store.deleteOldUpdates(Date.now() + 1_000),
  "a picture": (store) => store.keepPictureId("p", "2"),
  "a dropped picture": (store) => store.dropPictureId("p", "1"),
};

/** What holds of every write: when its answer is lost, it may be sent again. */
export const writesRepeat = (setting: Setting): void => {
  describe("a write that is sent twice has one effect", () => {
    test.each(Object.entries(writes))("%s", async (_name, write) => {
      const store = await inhabited(setting);
      await store.apply([put("a", 1, bytes(1)), put("b", 1, bytes(2), bela), plan("j", 5)], newClaim(1));
      await store.keepPictureId("p", "1");
      const before = await contents(setting);
      const claim = newClaim(7);
      await write(store, claim);
      const once = await contents(setting);
      expect(once).not.toEqual(before);
      await write(store, claim);
      expect(await contents(setting)).toEqual(once);
    });
  });
};
