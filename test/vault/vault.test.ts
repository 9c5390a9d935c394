import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client, type InValue } from "@libsql/client";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Key, type Algorithm } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import type { Job } from "../../src/vault/records.ts";
import { UnknownMasterKeyError } from "../../src/vault/key-wrapper.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { formsOfId, formsOfSecret, formsOfText, Search } from "./search.ts";
import { replaceKey, setStep } from "../../src/vault/changes.ts";
import { commit, inSession, contentsOf, erase, schedule, storeKey } from "../support/chat-session.ts";
import { countStored, emptyContents } from "../../src/vault/chat-contents.ts";

let folder: string;
let url: string;
let ring: KeyRing;
let updates = 0;
const stores: Store[] = [];
const clients: Client[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-vault-"));
  url = `file:${join(folder, "test.db")}`;
  ring = KeyRing.parse(KeyRing.fresh());
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const store of stores.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

const openVault = async (by = ring) => {
  const store = await Store.open({ url });
  stores.push(store);
  return Vault.open(store, by);
};

/** Closes everything and opens it again, as another run of the program does. */
const reopened = async (by = ring) => {
  for (const store of stores.splice(0)) await store.close();
  return openVault(by);
};

/** An attacker who can write to the file directly, not through the vault. */
const intruder = () => {
  const client = createClient({ url });
  clients.push(client);
  const run = async (sql: string, args: InValue[] = []) =>
    (await client.execute({ sql, args })).rows.map((row) => ({ ...row }));
  const everything = async () => ({
    facts: await run("SELECT * FROM facts ORDER BY name"),
    chats: await run("SELECT * FROM chats ORDER BY chat"),
    records: await run("SELECT * FROM records ORDER BY chat, id"),
    jobs: await run("SELECT * FROM jobs ORDER BY id"),
  });
  return { run, everything };
};

const claim = () => newClaim((updates += 1));
const anna = 5_100_000_001;
const bela = 5_100_000_002;
const keyOf = (fill: number) =>
  new Key({ secret: Buffer.alloc(20, fill), issuer: "Minta", account: "minta.anna" });

/** All that can be told of a key. */
const told = ({ secret, issuer, account, algorithm, digits, period }: Key) => ({
  secret: Buffer.from(secret).toString("hex"),
  issuer,
  account,
  algorithm,
  digits,
  period,
});
const countsOf = async (vault: Vault, chatId: number) =>
  countStored(await inSession(vault, chatId, (session) => session.inspect()));
const heldBy = async (vault: Vault, chatId: number) =>
  Object.fromEntries(
    (await contentsOf(vault, chatId)).keys.map(({ id, name, key }) => [id, { name, ...told(key) }]),
  );
const nothing = { ...emptyContents(0), chatId: expect.any(Number) as number };

describe("keys", () => {
  test("survive a restart with their name and every parameter", async () => {
    const parts = fc.record({
      secret: fc.uint8Array({ minLength: 10, maxLength: 128 }),
      issuer: fc.option(fc.string({ unit: "grapheme", maxLength: 80 }), { nil: undefined }),
      account: fc.option(fc.string({ unit: "binary", maxLength: 80 }), { nil: undefined }),
      algorithm: fc.constantFrom<Algorithm>("SHA1", "SHA256", "SHA512"),
      digits: fc.constantFrom(6 as const, 7 as const, 8 as const),
      period: fc.integer({ min: 10, max: 300 }),
    });
    const name = fc.string({ unit: "grapheme", maxLength: 64 });
    let chatId = anna;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, parts), { minLength: 1, maxLength: 4 }), async (given) => {
        chatId += 1;
        const vault = await reopened();
        const expected: Record<string, unknown> = {};
        for (const [label, fields] of given) {
          const key = new Key(fields);
          const id = await storeKey(vault, chatId, label, key, claim());
          expect(id).toMatch(/^[\w-]{12}$/);
          expected[id!] = { name: label, ...told(key) };
        }
        expect(await heldBy(await reopened(), chatId)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test("are there for the chat they came in, and for no other", async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await commit(vault, anna, [setStep("send")], claim());
    await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    expect((await contentsOf(vault, anna)).keys.map(({ name }) => name)).toEqual(["Anna kulcsa"]);
    expect((await contentsOf(vault, bela)).keys.map(({ name }) => name)).toEqual(["Béla kulcsa"]);
    expect((await contentsOf(vault, bela)).step).toBeUndefined();
    expect(await countsOf(vault, bela)).toEqual({
      keys: 1,
      deleted: 0,
      step: false,
      jobs: 0,
      offers: 0,
      cancellation: false,
      numbers: 0,
      readings: 0,
      damaged: false,
    });
    expect(await countsOf(vault, anna)).toEqual({
      keys: 1,
      deleted: 0,
      step: true,
      jobs: 1,
      offers: 0,
      cancellation: false,
      numbers: 0,
      readings: 0,
      damaged: false,
    });
    // Neighbours in number are not neighbours in the vault.
    for (const id of [anna - 1, -anna, 0]) expect(await contentsOf(vault, id)).toEqual(nothing);
  });

  test("looking leaves nothing behind", async () => {
    const vault = await openVault();
    await contentsOf(vault, anna);
    await countsOf(vault, anna);
    await vault.dueJobs(1);
    expect((await intruder().everything()).chats).toEqual([]);
  });

  test("come in once however often the update comes", async () => {
    const vault = await openVault();
    const id = await storeKey(vault, anna, "Első", keyOf(1), newClaim(70_001));
    expect(await storeKey(vault, anna, "Első", keyOf(1), newClaim(70_001))).toBeUndefined();
    expect(Object.keys(await heldBy(vault, anna))).toEqual([id]);
  });

  test("a new key takes the old one's name and place, and a second claim changes nothing", async () => {
    const vault = await openVault();
    const old = await storeKey(vault, anna, "Ügyfélkapu+", keyOf(1), claim());
    const fresh = await storeKey(vault, anna, "Ügyfélkapu+ 2", keyOf(2), claim());
    const pressed = newClaim(70_002);
    expect(await commit(vault, anna, [replaceKey(fresh!, old!)], pressed)).toBe(true);
    const after = { [fresh!]: { name: "Ügyfélkapu+", ...told(keyOf(2)) } };
    expect(await heldBy(vault, anna)).toEqual(after);
    // Nothing is lost if the press was a mistake.
    expect((await contentsOf(vault, anna)).deletedKeys.map(({ id }) => id)).toEqual([old]);
    // The same handling once more, another handling of the update, and another press of the button.
    expect(await commit(vault, anna, [replaceKey(fresh!, old!)], pressed)).toBe(true);
    expect(await commit(vault, anna, [replaceKey(fresh!, old!)], newClaim(70_002))).toBe(false);
    expect(await commit(vault, anna, [replaceKey(fresh!, old!)], claim())).toBe(true);
    expect(await commit(vault, anna, [replaceKey(old!, fresh!)], claim())).toBe(true);
    expect(await heldBy(await reopened(), anna)).toEqual(after);
  });

  test("one chat cannot replace the key of another", async () => {
    const vault = await openVault();
    const old = await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const fresh = await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    await commit(vault, bela, [replaceKey(fresh!, old!)], claim());
    await commit(vault, anna, [replaceKey(fresh!, old!)], claim());
    expect(Object.keys(await heldBy(vault, anna))).toEqual([old]);
    expect(Object.keys(await heldBy(vault, bela))).toEqual([fresh]);
  });

  test("the step in the guide changes with every new update, and not with an old one", async () => {
    const vault = await openVault();
    await commit(vault, anna, [setStep("open")], newClaim(70_003));
    await commit(vault, anna, [setStep("login")], newClaim(70_004));
    await commit(vault, anna, [setStep("open")], newClaim(70_003));
    expect((await contentsOf(await reopened(), anna)).step).toBe("login");
  });
});

describe("a changed file", () => {
  const peopled = async () => {
    const vault = await openVault();
    const annas = await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const { run } = intruder();
    const [annasChat] = await run("SELECT chat FROM chats");
    const belas = await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const chat = annasChat!["chat"] as ArrayBuffer;
    const [belasChat] = await run("SELECT chat FROM chats WHERE chat <> ?", [chat]);
    return { vault, run, annas, belas, a: chat, b: belasChat!["chat"] as ArrayBuffer };
  };

  test("contents moved to another chat do not open", async () => {
    const { vault, run, a, b } = await peopled();
    await run("UPDATE chats SET contents = (SELECT contents FROM chats WHERE chat = ?) WHERE chat = ?", [
      a,
      b,
    ]);
    await expect(contentsOf(vault, bela)).rejects.toThrow(DecryptionError);
  });

  test("contents moved together with their chat's key do not open either", async () => {
    const { vault, run, a, b } = await peopled();
    await run("DELETE FROM chats WHERE chat = ?", [b]);
    await run("UPDATE chats SET chat = ? WHERE chat = ?", [b, a]);
    await expect(contentsOf(vault, bela)).rejects.toThrow(DecryptionError);
    expect(await contentsOf(vault, anna)).toEqual(nothing);
  });

  test("a job moved to another chat, or another job's content, is dropped", async () => {
    const { vault, run, b } = await peopled();
    await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
    await schedule(vault, anna, { kind: "delete-message", messageId: 2 }, 11);
    expect(await vault.dueJobs(20)).toHaveLength(2);
    await run("UPDATE jobs SET chat = ? WHERE due_at = 10", [b]);
    await run("UPDATE jobs SET id = 'x' WHERE due_at = 11");
    expect(await vault.dueJobs(20)).toEqual([]);
    expect(await run("SELECT * FROM jobs")).toEqual([]);
  });

  test("a chat that was tampered with does not hold up the jobs of others", async () => {
    const { vault, run, a } = await peopled();
    await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
    await schedule(vault, bela, { kind: "delete-message", messageId: 2 }, 11);
    await run("UPDATE chats SET wrapped_key = ? WHERE chat = ?", [
      Buffer.concat([Buffer.of(0, 0, 0, 1), randomBytes(61)]),
      a,
    ]);
    expect((await vault.dueJobs(20)).map(({ chatId }) => chatId)).toEqual([bela]);
  });

  test("a chat that was tampered with can still be erased", async () => {
    const { vault, run, a } = await peopled();
    await run("UPDATE chats SET contents = ? WHERE chat = ?", [randomBytes(797), a]);
    expect((await countsOf(vault, anna)).damaged).toBe(true);
    expect((await erase(vault, anna, claim()))?.counts.damaged).toBe(true);
    expect(await contentsOf(vault, anna)).toEqual(nothing);
    expect(await run("SELECT * FROM chats WHERE chat = ?", [a])).toEqual([]);
  });
});

describe("the master key", () => {
  test("that does not belong to the database is refused, and no row changes", async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
    const { everything } = intruder();
    const before = await everything();
    await expect(openVault(KeyRing.parse(KeyRing.fresh(1)))).rejects.toThrow(DecryptionError);
    await expect(openVault(KeyRing.parse(KeyRing.fresh(2)))).rejects.toThrow(new UnknownMasterKeyError(1));
    expect(await everything()).toEqual(before);
    expect(Object.keys(await heldBy(await reopened(), anna))).toHaveLength(1);
  });

  test("may be followed by a newer one that stands before it", async () => {
    const old = Buffer.alloc(32, 1).toString("base64");
    const vault = await openVault(KeyRing.parse(`1:${old}`));
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const both = KeyRing.parse(`2:${Buffer.alloc(32, 2).toString("base64")},1:${old}`);
    const later = await reopened(both);
    await storeKey(later, bela, "Béla kulcsa", keyOf(2), claim());
    expect(Object.keys(await heldBy(later, anna))).toHaveLength(1);
    expect(Object.keys(await heldBy(await reopened(both), bela))).toHaveLength(1);
  });

  test("of a new database is settled once by vaults that open at once", async () => {
    const [one, other] = await Promise.all([openVault(), openVault()]);
    await storeKey(one, anna, "Anna kulcsa", keyOf(1), claim());
    expect(Object.keys(await heldBy(other, anna))).toHaveLength(1);
    expect(one.derive("webhook")).toEqual(other.derive("webhook"));
  });

  test("gives other keys for other uses, the same after a restart", async () => {
    const vault = await openVault();
    const [webhook, chat] = [vault.derive("webhook"), vault.derive("chat")];
    expect(webhook).toHaveLength(32);
    expect(webhook).not.toEqual(chat);
    expect((await reopened()).derive("webhook")).toEqual(webhook);
  });

  test("is known to be needed once a vault was made", async () => {
    const store = await Store.open({ url });
    stores.push(store);
    expect(await Vault.exists(store)).toBe(false);
    await Vault.open(store, ring);
    expect(await Vault.exists(store)).toBe(true);
  });
});

describe("erasing", () => {
  const lived = async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), newClaim(80_001));
    await commit(vault, anna, [setStep("send")], newClaim(80_002));
    await schedule(vault, anna, { kind: "delete-message", messageId: 7 }, 10);
    await schedule(vault, anna, { kind: "expire-code", messageId: 8, keyId: "abcdefghijkl" }, 20);
    return vault;
  };

  test("takes everything of the chat away and tells what it was", async () => {
    const vault = await lived();
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const erased = await erase(vault, anna, claim());
    expect(erased?.counts).toEqual({
      keys: 1,
      deleted: 0,
      step: true,
      jobs: 2,
      offers: 0,
      cancellation: false,
      numbers: 0,
      readings: 0,
      damaged: false,
    });
    expect(await contentsOf(vault, anna)).toEqual(nothing);
    expect(await countsOf(vault, anna)).toEqual({
      keys: 0,
      deleted: 0,
      step: false,
      jobs: 0,
      offers: 0,
      cancellation: false,
      numbers: 0,
      readings: 0,
      damaged: false,
    });
    expect(await vault.dueJobs(100)).toEqual([]);
    expect(await vault.nextDue()).toBeUndefined();
    expect(Object.keys(await heldBy(vault, bela))).toHaveLength(1);
  });

  test("happens once for an update", async () => {
    const vault = await lived();
    expect(await erase(vault, anna, newClaim(80_003))).toBeDefined();
    await storeKey(vault, anna, "Új kulcs", keyOf(3), claim());
    expect(await erase(vault, anna, newClaim(80_003))).toBeUndefined();
    expect(Object.keys(await heldBy(vault, anna))).toHaveLength(1);
  });

  test("is not undone by an update that comes again afterwards", async () => {
    const vault = await lived();
    await erase(vault, anna, claim());
    expect(await storeKey(vault, anna, "Anna kulcsa", keyOf(1), newClaim(80_001))).toBeUndefined();
    await commit(vault, anna, [setStep("send")], newClaim(80_002));
    expect(await contentsOf(vault, anna)).toEqual(nothing);
    const { chats, records, jobs } = await intruder().everything();
    expect({ chats, records, jobs }).toEqual({ chats: [], records: [], jobs: [] });
  });

  test("ends jobs that were already on their way: they cannot be put off", async () => {
    const vault = await lived();
    const due = await vault.dueJobs(100);
    await erase(vault, anna, claim());
    for (const job of due) {
      await inSession(vault, anna, (session) => session.postponeJob(job, 50));
      await inSession(vault, anna, (session) => session.finishJob(job));
    }
    expect(await vault.nextDue()).toBeUndefined();
  });

  test("leaves room for a new beginning under a new key", async () => {
    const vault = await lived();
    await erase(vault, anna, claim());
    const id = await storeKey(vault, anna, "Új kulcs", keyOf(3), claim());
    expect(Object.keys(await heldBy(await reopened(), anna))).toEqual([id]);
  });
});

describe("jobs", () => {
  const job: Job = { kind: "deliver-code", messageId: 12, keyId: "abcdefghijkl" };

  test("survive a restart, come when they are due and go when they are done", async () => {
    const first = await openVault();
    await schedule(first, anna, job, 1_000);
    const vault = await reopened();
    const [due] = (await contentsOf(vault, anna)).jobs;
    const { id } = due!;
    const isPlanned = () => inSession(vault, anna, (session) => session.isPlanned(due!));
    expect(await vault.nextDue()).toBe(1_000);
    expect(await vault.dueJobs(999)).toEqual([]);
    expect(await vault.dueJobs(1_000)).toEqual([{ id, chatId: anna, dueAt: 1_000, attempts: 0, job }]);
    expect(await isPlanned()).toBe(true);
    await inSession(vault, anna, (session) => session.finishJob(due!));
    await inSession(vault, anna, (session) => session.finishJob(due!));
    expect(await isPlanned()).toBe(false);
    expect(await vault.dueJobs(9_999)).toEqual([]);
  });

  test("that failed come later, and know how often they were tried", async () => {
    const vault = await openVault();
    await schedule(vault, anna, job, 1_000);
    const [first] = (await contentsOf(vault, anna)).jobs;
    for (const attempts of [0, 1, 2]) {
      const [due] = await vault.dueJobs(9_000);
      expect(due).toEqual({ id: first?.id, chatId: anna, dueAt: 1_000 + attempts, attempts, job });
      await inSession(vault, anna, (session) => session.postponeJob(due!, 1_000 + attempts + 1));
    }
  });

  test("that an update plans are planned once however often it comes", async () => {
    const vault = await openVault();
    await schedule(vault, anna, job, 1_000, newClaim(90_001));
    await schedule(vault, anna, job, 1_000, newClaim(90_001));
    expect((await contentsOf(vault, anna)).jobs).toHaveLength(1);
    await schedule(vault, anna, job, 1_000);
    expect((await contentsOf(vault, anna)).jobs).toHaveLength(2);
    expect((await contentsOf(vault, bela)).jobs).toEqual([]);
  });

  test("come in order, as many as asked for", async () => {
    const vault = await openVault();
    for (const dueAt of [30, 10, 20]) await schedule(vault, dueAt % 20 === 0 ? bela : anna, job, dueAt);
    expect((await vault.dueJobs(99)).map(({ dueAt }) => dueAt)).toEqual([10, 20, 30]);
    expect((await vault.dueJobs(99, 2)).map(({ dueAt }) => dueAt)).toEqual([10, 20]);
  });
});

test("the files hold no secret, name or chat id of fifty people in any form", async () => {
  const vault = await openVault();
  const people = Array.from({ length: 50 }, (_, i) => {
    const secret = randomBytes(20);
    return { chatId: 5_123_456_001 + i * 7_919, secret, name: `Mintakulcs ${i} ŐŰ`, issuer: `Kibocsato${i}` };
  });
  for (const { chatId, secret, name, issuer } of people) {
    const key = new Key({ secret, issuer, account: `minta.anna.${chatId}` });
    const keyId = (await storeKey(vault, chatId, name, key, claim()))!;
    await commit(vault, chatId, [setStep("cancellationCode")], claim());
    await schedule(vault, chatId, { kind: "expire-code", messageId: 4_000_000, keyId }, 10);
  }
  const search = new Search();
  for (const { chatId, secret, name, issuer } of people) {
    search.add(...formsOfSecret(secret), ...formsOfId(chatId));
    search.add(...[name, issuer, `minta.anna.${chatId}`].flatMap(formsOfText));
  }
  search.add(Buffer.from("cancellationCode"), Buffer.from("expire-code"));
  const hits: string[] = [];
  const seen = new Set<string>();
  const [planned] = await intruder().run("SELECT id FROM jobs LIMIT 1");
  const jobId = planned!["id"] as string;
  const look = async () => {
    const names = await readdir(folder);
    for (const file of names) {
      const content = await readFile(join(folder, file));
      // The random ids of jobs stand there openly: the search looks where the rows are.
      if (content.includes(jobId)) seen.add(file);
      for (const form of search.hits(content)) hits.push(`${file}: ${form.toString("latin1")}`);
    }
    return names.sort();
  };
  expect(await look()).toEqual(["test.db", "test.db-shm", "test.db-wal"]);
  for (const store of stores.splice(0)) await store.close();
  expect(await look()).toContain("test.db");
  expect(hits).toEqual([]);
  expect([...seen].sort()).toEqual(["test.db", "test.db-wal"]);
});

describe("what is left to do of an erasure", () => {
  const erased = async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await schedule(vault, anna, { kind: "delete-message", messageId: 7 }, 10);
    await schedule(vault, anna, { kind: "expire-code", messageId: 8, keyId: "abcdefghijkl" }, 20);
    await schedule(vault, anna, { kind: "hide-cancellation", messageId: 8 }, 20);
    return { vault, done: await erase(vault, anna, claim(), { dueAt: 500, receiptIn: 9 }) };
  };
  const left = {
    kind: "farewell",
    messageIds: [7, 8],
    receiptIn: 9,
    erased: {
      keys: 1,
      deleted: 0,
      offers: 0,
      cancellation: false,
      numbers: 0,
      step: false,
      jobs: 3,
      damaged: false,
    },
  };

  test("survives a restart, tells no name, and goes when it is done", async () => {
    const { done } = await erased();
    expect(done?.pending).toMatchObject({ chatId: anna, dueAt: 500, job: left });
    const vault = await reopened();
    expect(await vault.dueJobs(499)).toEqual([]);
    const [due] = await vault.dueJobs(500);
    expect(due).toEqual(done?.pending);
    expect((await contentsOf(vault, anna)).jobs).toEqual([]);
    await inSession(vault, anna, (session) => session.finishJob(due!));
    const { chats, records, jobs } = await intruder().everything();
    expect({ chats, records, jobs }).toEqual({ chats: [], records: [], jobs: [] });
  });

  test("comes again later, and brings no chat back", async () => {
    const { vault } = await erased();
    const [due] = await vault.dueJobs(500);
    await inSession(vault, anna, (session) => session.postponeJob(due!, 900));
    expect((await (await reopened()).dueJobs(900))[0]).toMatchObject({ attempts: 1, job: left });
    expect((await intruder().everything()).chats).toEqual([]);
  });

  test("is not for a chat of which there was nothing", async () => {
    const vault = await openVault();
    expect((await erase(vault, anna, claim(), { dueAt: 1 }))?.pending).toBeUndefined();
    expect(await vault.nextDue()).toBeUndefined();
  });

  test("does not open under another id, or in a chat", async () => {
    const { vault } = await erased();
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const { run } = intruder();
    await run("UPDATE jobs SET chat = (SELECT chat FROM chats)");
    expect(await vault.dueJobs(900)).toEqual([]);
  });
});

describe("chats that are not used", () => {
  const day = 20_000;

  test("are warned once, and erased only if their user does not come back", async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const { run } = intruder();
    await run("UPDATE chats SET seen_day = ?", [day]);
    expect(
      (await vault.inactive.scheduleWarnings({ day: day - 1, today: day + 9, dueAt: 1 }, { limit: 50 }))
        .warned,
    ).toBe(0);
    expect(
      (await vault.inactive.scheduleWarnings({ day: day, today: day + 10, dueAt: 1 }, { limit: 50 })).warned,
    ).toBe(2);
    expect(
      (await vault.inactive.scheduleWarnings({ day: day, today: day + 10, dueAt: 1 }, { limit: 50 })).warned,
    ).toBe(0);
    const told = (await vault.dueJobs(1)).map(({ chatId, job }) => [chatId, job.kind]);
    expect(told.sort()).toEqual([
      [anna, "tell-idle"],
      [bela, "tell-idle"],
    ]);
    expect(await inSession(vault, bela, (session) => session.recordUse(day + 11))).toBe(true);
    expect((await contentsOf(vault, bela)).usage?.warnedDay).toBeUndefined();
    const [forsaken, another] = (await vault.inactive.expired(day + 10, { limit: 50 })).chats;
    expect([forsaken?.chatId, another]).toEqual([anna, undefined]);
    expect(await vault.inactive.erase(forsaken!, day + 10, 5)).toMatchObject({
      chatId: anna,
      job: { kind: "farewell", messageIds: [] },
    });
    expect(await contentsOf(vault, anna)).toEqual(nothing);
    expect(Object.keys(await heldBy(vault, bela))).toHaveLength(1);
  });

  test("that are used between the look and the erasure stay", async () => {
    const vault = await openVault();
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await intruder().run("UPDATE chats SET seen_day = ?", [day]);
    await vault.inactive.scheduleWarnings({ day: day, today: day + 10, dueAt: 1 }, { limit: 50 });
    const [forsaken] = (await vault.inactive.expired(day + 10, { limit: 50 })).chats;
    await inSession(vault, anna, (session) => session.recordUse(day + 40));
    expect(await vault.inactive.erase(forsaken!, day + 10, 5)).toBeUndefined();
    expect(Object.keys(await heldBy(vault, anna))).toHaveLength(1);
  });

  test("that do not open are erased without a word", async () => {
    const vault = await openVault();
    await commit(vault, anna, [setStep("open")], claim());
    await commit(vault, bela, [setStep("open")], claim());
    const { run } = intruder();
    await run("UPDATE chats SET contents = NULL, seen_day = ?", [day]);
    expect(
      (await vault.inactive.scheduleWarnings({ day: day, today: day, dueAt: 1 }, { limit: 50 })).warned,
    ).toBe(2);
    expect(await vault.dueJobs(1)).toEqual([]);
    const { chats: all } = await vault.inactive.expired(day, { limit: 50 });
    expect(all.map(({ chatId }) => chatId)).toEqual([undefined, undefined]);
    for (const one of all) expect(await vault.inactive.erase(one, day, 1)).toBeUndefined();
    expect((await intruder().everything()).chats).toEqual([]);
  });

  test("nothing is made of a person who only looks", async () => {
    const vault = await openVault();
    expect(await inSession(vault, anna, (session) => session.recordUse(day))).toBe(false);
    expect((await contentsOf(vault, anna)).usage).toBeUndefined();
    expect((await intruder().everything()).chats).toEqual([]);
  });
});
