import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrations, NewerDatabase } from "../../src/store/migrations.ts";
import { newClaim, Store, type Change, type SealedJob } from "../../src/store/store.ts";

let folder: string;
let url: string;
const opened: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-store-"));
  url = `file:${join(folder, "test.db")}`;
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

const openStore = async () => {
  const store = await Store.open({ url });
  opened.push(store);
  return store;
};

/** Looks into the file past the store. */
const query = async (sql: string) => {
  const client = createClient({ url });
  try {
    return (await client.execute(sql)).rows.map((row) =>
      Array.from({ length: row.length }, (_, i) => row[i]),
    );
  } finally {
    client.close();
  }
};

const chatOf = (fill: number) => new Uint8Array(32).fill(fill);
const anna = chatOf(1);
const bela = chatOf(2);
const bytes = (...values: number[]) => Uint8Array.from(values);

const put = (id: string, version: number, sealed: Uint8Array, chat = anna): Change => ({
  put: "record",
  chat,
  record: { id, version, sealed },
});
const job = (id: string, dueAt: number, chat = anna): SealedJob => ({
  id,
  chat,
  dueAt,
  attempts: 0,
  sealed: bytes(7, 7),
});
const plan = (id: string, dueAt: number, chat = anna): Change => ({ put: "job", job: job(id, dueAt, chat) });

const found = (chat: Uint8Array, ...key: number[]): Change => ({
  put: "chat",
  chat,
  wrappedKey: bytes(...key),
});

const recordsOf = async (store: Store, chat = anna) =>
  (await store.chat(chat))?.records.map(({ id, version, sealed }) => [id, version, ...sealed]);

/** A store where Anna and Béla have a key of their own. */
const inhabited = async () => {
  const store = await openStore();
  await store.apply([found(anna, 10)]);
  await store.apply([found(bela, 20)]);
  return store;
};

describe("records", () => {
  test("a chat nothing is kept of is undefined, one without records has an empty list", async () => {
    const store = await openStore();
    expect(await store.chat(anna)).toBeUndefined();
    await store.apply([found(anna, 10)]);
    expect(await store.chat(anna)).toEqual({ wrappedKey: bytes(10), records: [] });
  });

  test("a chat begins once: who comes second fails, with all they brought, and the first key stays", async () => {
    const store = await openStore();
    await store.apply([found(anna, 1), put("a", 1, bytes(1))]);
    await expect(store.apply([put("b", 1, bytes(2)), found(anna, 2), put("c", 1, bytes(2))])).rejects.toThrow(
      "SQLITE_CONSTRAINT",
    );
    expect((await store.chat(anna))?.wrappedKey).toEqual(bytes(1));
    expect(await recordsOf(store)).toEqual([["a", 1, 1]]);
  });

  test("a refused claim does not begin a chat", async () => {
    const store = await openStore();
    await store.apply([], newClaim(5));
    expect(await store.apply([found(anna, 1), put("a", 1, bytes(1))], newClaim(5))).toBe(false);
    expect(await store.chat(anna)).toBeUndefined();
  });

  test("a record is replaced by a newer version only", async () => {
    const store = await inhabited();
    await store.apply([put("a", 2, bytes(2))]);
    await store.apply([put("a", 1, bytes(1))]);
    await store.apply([put("a", 2, bytes(9))]);
    expect(await recordsOf(store)).toEqual([["a", 2, 2]]);
    await store.apply([put("a", 3, bytes(3))]);
    expect(await recordsOf(store)).toEqual([["a", 3, 3]]);
  });

  test("whatever the order in which versions arrive, the highest stays", async () => {
    const store = await inhabited();
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
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1)), put("a", 1, bytes(2), bela)]);
    await store.apply([{ drop: "record", chat: anna, id: "a" }]);
    expect(await recordsOf(store)).toEqual([]);
    expect(await recordsOf(store, bela)).toEqual([["a", 1, 2]]);
  });

  test("nothing is added to a chat that has no row", async () => {
    const store = await openStore();
    expect(await store.apply([put("a", 1, bytes(1)), plan("j", 5)])).toBe(true);
    await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(1));
    expect(await query("SELECT * FROM records")).toEqual([]);
    expect(await query("SELECT * FROM jobs")).toEqual([]);
  });

  test("an erased chat leaves nothing, and its neighbour everything", async () => {
    const store = await inhabited();
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
    expect(await query("SELECT count(*) FROM records UNION ALL SELECT count(*) FROM jobs")).toEqual([
      [1],
      [1],
    ]);
  });

  test("changes are applied together or not at all", async () => {
    const store = await inhabited();
    const broken = { put: "record", chat: anna, record: { id: "b", version: 1, sealed: null } };
    await expect(store.apply([put("a", 1, bytes(1)), broken as unknown as Change])).rejects.toThrow(
      "SQLITE_CONSTRAINT",
    );
    expect(await recordsOf(store)).toEqual([]);
  });
});

describe("claims", () => {
  test("the same claim applies both times, and the second time changes nothing", async () => {
    const store = await inhabited();
    const claim = newClaim(5);
    const changes = [put("a", 1, bytes(1)), plan("j", 5)];
    expect(await store.apply(changes, claim)).toBe(true);
    const before = await query("SELECT * FROM records JOIN jobs");
    expect(await store.apply(changes, claim)).toBe(true);
    expect(await query("SELECT * FROM records JOIN jobs")).toEqual(before);
  });

  test("one claim may apply several changes one after the other", async () => {
    const store = await inhabited();
    const claim = newClaim(5);
    await store.apply([put("a", 1, bytes(1))], claim);
    await store.apply([put("b", 1, bytes(2))], claim);
    expect(await recordsOf(store)).toEqual([
      ["a", 1, 1],
      ["b", 1, 2],
    ]);
  });

  test("a second claim for the same update applies none of the kinds of change", async () => {
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1)), plan("j", 5)], newClaim(5));
    const all = "SELECT * FROM chats LEFT JOIN records USING (chat) LEFT JOIN jobs USING (chat)";
    const before = await query(all);
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
      expect(await query(all)).toEqual(before);
    }
  });

  test("a refused claim stands in no other update's way", async () => {
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1))], newClaim(5));
    expect(await store.apply([put("b", 1, bytes(2))], newClaim(5))).toBe(false);
    expect(await store.apply([put("b", 1, bytes(2))], newClaim(6))).toBe(true);
  });

  test("of many claims at once for the same update, one applies", async () => {
    const [one, other] = [await inhabited(), await openStore()];
    const applied = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        (i % 2 === 0 ? one : other).apply([put(`r${i}`, 1, bytes(i))], newClaim(5)),
      ),
    );
    expect(applied.filter(Boolean)).toHaveLength(1);
    expect(await recordsOf(one)).toHaveLength(1);
  });

  test("changes without a claim apply whatever was claimed", async () => {
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1))], newClaim(5));
    expect(await store.apply([put("a", 2, bytes(2))])).toBe(true);
    expect(await recordsOf(store)).toEqual([["a", 2, 2]]);
  });

  test("an update is answered once a handling has come to its end, whether or not it changed something", async () => {
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1))], newClaim(5));
    expect(await store.isAnswered(5)).toBe(false);
    // Not the one that had the effect: that one was interrupted.
    await store.noteAnswered(newClaim(5));
    expect(await store.isAnswered(5)).toBe(true);
    expect(await store.isAnswered(6)).toBe(false);
    await store.noteAnswered(newClaim(6));
    await store.noteAnswered(newClaim(6));
    expect(await store.isAnswered(6)).toBe(true);
  });

  test("updates are forgotten by age, and then may have an effect again", async () => {
    const store = await inhabited();
    await store.apply([put("a", 1, bytes(1))], newClaim(5));
    const [[seenAt] = []] = await query("SELECT seen_at FROM seen_updates");
    await store.forgetUpdates(Number(seenAt));
    expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(false);
    await store.forgetUpdates(Number(seenAt) + 1);
    expect(await query("SELECT * FROM seen_updates")).toEqual([]);
    expect(await store.apply([put("b", 1, bytes(1))], newClaim(5))).toBe(true);
  });
});

describe("jobs", () => {
  test("come when due, earliest first, no more than asked for", async () => {
    const store = await inhabited();
    await store.apply([plan("late", 30), plan("early", 10), plan("middle", 20, bela), plan("future", 31)]);
    const ids = async (now: number, limit: number) => (await store.dueJobs(now, limit)).map(({ id }) => id);
    expect(await ids(30, 50)).toEqual(["early", "middle", "late"]);
    expect(await ids(30, 2)).toEqual(["early", "middle"]);
    expect(await ids(9, 50)).toEqual([]);
    expect((await store.jobsOf(anna)).map(({ id }) => id)).toEqual(["early", "late", "future"]);
    expect(await store.nextDue()).toBe(10);
  });

  test("come back as they were put in", async () => {
    const store = await inhabited();
    const given = { ...job("j", Date.UTC(2026, 10, 22)), sealed: new Uint8Array(randomBytes(200)) };
    await store.apply([{ put: "job", job: given }]);
    expect(await store.dueJobs(given.dueAt, 1)).toEqual([given]);
  });

  test("are put in once, so that a repeated put does not undo a delay", async () => {
    const store = await inhabited();
    await store.apply([plan("j", 10)]);
    await store.apply([{ delay: "job", id: "j", dueAt: 40, attempts: 3 }]);
    await store.apply([plan("j", 10)]);
    expect(await store.dueJobs(40, 9)).toEqual([{ ...job("j", 40), attempts: 3 }]);
    expect(await store.nextDue()).toBe(40);
  });

  test("are planned until they are dropped", async () => {
    const store = await inhabited();
    expect(await store.isPlanned("j")).toBe(false);
    await store.apply([plan("j", 10)]);
    expect([await store.isPlanned("j"), await store.isPlanned("k")]).toEqual([true, false]);
    await store.apply([{ drop: "job", id: "j" }]);
    expect(await store.isPlanned("j")).toBe(false);
  });

  test("that are gone stay gone when delayed or dropped again", async () => {
    const store = await inhabited();
    await store.apply([plan("j", 10)]);
    await store.apply([{ drop: "job", id: "j" }]);
    await store.apply([
      { delay: "job", id: "j", dueAt: 40, attempts: 3 },
      { drop: "job", id: "j" },
    ]);
    expect(await store.nextDue()).toBeUndefined();
  });
});

describe("facts", () => {
  test("settle once, and last", async () => {
    const store = await openStore();
    expect(await store.fact("root")).toBeUndefined();
    expect(await store.settleFact("root", bytes(1, 2))).toEqual(bytes(1, 2));
    expect(await store.settleFact("root", bytes(3))).toEqual(bytes(1, 2));
    await store.probe();
    await store.probe();
    expect(await (await openStore()).fact("root")).toEqual(bytes(1, 2));
  });

  test("two instances that settle at once agree", async () => {
    const [one, other] = [await openStore(), await openStore()];
    const [a, b] = await Promise.all([one.settleFact("root", bytes(1)), other.settleFact("root", bytes(2))]);
    expect(a).toEqual(b);
  });
});

test("a picture's id is kept by name, replaced, and dropped only if it is still that one", async () => {
  const store = await openStore();
  expect(await store.pictureId("a")).toBeUndefined();
  await store.keepPictureId("a", "1");
  await store.keepPictureId("a", "2");
  await store.dropPictureId("a", "1");
  expect(await (await openStore()).pictureId("a")).toBe("2");
  await store.dropPictureId("a", "2");
  expect(await store.pictureId("a")).toBeUndefined();
});

describe("migrations", () => {
  const versions = () => query("SELECT version FROM migrations ORDER BY version");

  test("make the schema in an empty file, and leave a migrated one with what it holds", async () => {
    const store = await inhabited();
    const expected = migrations.map((_, i) => [i + 1]);
    expect(await versions()).toEqual(expected);
    await store.apply([put("a", 1, bytes(1))]);
    const again = await openStore();
    expect(await versions()).toEqual(expected);
    expect(await recordsOf(again)).toEqual([["a", 1, 1]]);
  });

  test("are done once when two instances open one new file", async () => {
    for (let round = 0; round < 5; round += 1) {
      url = `file:${join(folder, `race-${round}.db`)}`;
      const [one, other] = await Promise.all([openStore(), openStore()]);
      await one.settleFact("by", bytes(1));
      expect(await other.settleFact("by", bytes(2))).toEqual(bytes(1));
      expect(await versions()).toEqual(migrations.map((_, i) => [i + 1]));
    }
  });

  test("refuse a database from a later version, and leave it as it is", async () => {
    await openStore();
    const later = migrations.length + 1;
    await query(`INSERT INTO migrations VALUES (${later})`);
    const before = await query("SELECT * FROM sqlite_schema");
    await expect(Store.open({ url })).rejects.toThrow(NewerDatabase);
    expect(await query("SELECT * FROM sqlite_schema")).toEqual(before);
    expect((await versions()).at(-1)).toEqual([later]);
  });
});

describe("what was deleted", () => {
  const holding = async (marker: Buffer) => {
    const found: string[] = [];
    for (const name of await readdir(folder)) {
      if ((await readFile(join(folder, name))).includes(marker)) found.push(name);
    }
    return found;
  };

  test("is in no file any more once it has been wiped", async () => {
    const store = await inhabited();
    const marker = randomBytes(24);
    const kept = randomBytes(24);
    const fat = Buffer.concat([randomBytes(1500), marker, randomBytes(9000)]);
    const changes = Array.from({ length: 40 }, (_, i) => put(`r${i}`, 1, i % 2 === 0 ? fat : marker));
    await store.apply([...changes, { put: "job", job: { ...job("j", 1), sealed: marker } }]);
    await store.apply([put("kept", 1, kept, bela)]);
    // Some of it in the database file, some in the log.
    await store.wipeDeleted();
    await store.apply([put("r1", 2, marker)]);
    expect(await holding(marker)).not.toEqual([]);

    await store.apply([{ drop: "chat", chat: anna }], newClaim(1));
    expect(await store.wipeDeleted()).toBe(true);
    expect(await holding(marker)).toEqual([]);
    expect(await holding(kept)).toEqual(["test.db"]);
  });

  test("includes the older version of a record", async () => {
    const store = await inhabited();
    const marker = randomBytes(24);
    await store.apply([put("a", 1, marker)]);
    await store.apply([put("a", 2, bytes(1))]);
    expect(await store.wipeDeleted()).toBe(true);
    expect(await holding(marker)).toEqual([]);
  });
});
