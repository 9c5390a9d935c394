import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { inspectDatabase } from "../../src/vault/inspection.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { UnknownMasterKeyError, type KeyWrapper } from "../../src/vault/key-wrapper.ts";
import { createLog } from "../../src/observability/log.ts";
import { LiveKeyRing } from "../../src/vault/live-key-ring.ts";
import { masterKeyUses, countNeedingMasterKey, rewrap } from "../../src/vault/rotation.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import type { IdleChat } from "../../src/storage/rows.ts";
import { setStep } from "../../src/vault/changes.ts";
import { commit, contentsOf, erase, schedule, storeKey } from "../support/chat-session.ts";

const [one, two, three] = [KeyRing.fresh(1), KeyRing.fresh(2), KeyRing.fresh(3)];
const rings = {
  old: KeyRing.parse(one),
  both: KeyRing.parse(`${two},${one}`),
  new: KeyRing.parse(two),
};

let folder: string;
let url: string;
const closing: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-rotation-"));
  url = `file:${join(folder, "test.db")}`;
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

const openStore = async (at = url) => {
  const store = await Store.open({ url: at });
  closing.push(() => store.close());
  return store;
};
const openVault = async (masters: KeyWrapper, at = url) => Vault.open(await openStore(at), masters);
const openUpkeep = async (at = url) => {
  const upkeep = await Maintenance.open({ url: at });
  closing.push(() => upkeep.close());
  return upkeep;
};
const run = async (sql: string) => {
  const client = createClient({ url });
  try {
    return (await client.execute(sql)).rows;
  } finally {
    client.close();
  }
};

const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill) });
const from = 5_100_000_000;
let updates = 0;
const claim = () => newClaim((updates += 1));

/** A vault under the old master key, with so many chats. */
const peopled = async (chats: number) => {
  const vault = await openVault(rings.old);
  for (let i = 0; i < chats; i += 1) await storeKey(vault, from + i, `Kulcs ${i}`, keyOf((i % 250) + 1));
  return vault;
};
const namesIn = async (vault: Vault, chats: number) => {
  const names = [];
  for (let i = 0; i < chats; i += 1) names.push((await contentsOf(vault, from + i)).keys[0]?.name);
  return names;
};
const expected = (chats: number) => Array.from({ length: chats }, (_, i) => `Kulcs ${i}`);

test("rewrapping puts everything under the newest key; the old one can go then, and not before", async () => {
  await peopled(30);
  const upkeep = await openUpkeep();
  expect(await masterKeyUses(upkeep)).toEqual([{ id: 1, chats: 30, root: true }]);
  expect(await countNeedingMasterKey(upkeep, rings.both, 1)).toEqual({ chats: 30, root: true, broken: 0 });

  expect(await rewrap(upkeep, rings.both, 2)).toEqual({
    chats: 30,
    root: true,
    broken: 0,
    wiped: true,
  });
  expect(await masterKeyUses(upkeep)).toEqual([{ id: 2, chats: 30, root: true }]);
  expect(await countNeedingMasterKey(upkeep, rings.both, 1)).toEqual({ chats: 0, root: false, broken: 0 });
  expect(await rewrap(upkeep, rings.both, 2)).toMatchObject({ chats: 0, root: false });

  const vault = await openVault(rings.new);
  expect(await namesIn(vault, 30)).toEqual(expected(30));
  await expect(openVault(rings.old)).rejects.toThrow(new UnknownMasterKeyError(2));
});

test("an old copy cannot be opened with the ring that is left after rewrapping and retiring", async () => {
  await peopled(5);
  const copy = join(folder, "copy.db");
  const upkeep = await openUpkeep();
  await upkeep.copyInto(copy);
  await rewrap(upkeep, rings.both, 2);
  // The old copy still opens as long as the old master key exists …
  expect(await namesIn(await openVault(rings.both, `file:${copy}`), 5)).toEqual(expected(5));
  // … and not one of its chats, nor its root, does without.
  await expect(openVault(rings.new, `file:${copy}`)).rejects.toThrow(new UnknownMasterKeyError(1));
  const old = await openUpkeep(`file:${copy}`);
  expect(await countNeedingMasterKey(old, rings.new, 1)).toEqual({ chats: 0, root: true, broken: 5 });
  await expect(inspectDatabase(await openStore(`file:${copy}`), old, rings.new)).rejects.toThrow(
    new UnknownMasterKeyError(1),
  );
  // Nor does an old row put into the new database.
  const client = createClient({ url });
  await client.execute(`ATTACH '${copy}' AS old`);
  await client.execute(
    "UPDATE chats SET wrapped_key = (SELECT wrapped_key FROM old.chats o WHERE o.chat = chats.chat)",
  );
  client.close();
  const vault = await openVault(rings.new);
  await expect(contentsOf(vault, from)).rejects.toThrow(new UnknownMasterKeyError(1));
});

test("the old wrappings' bytes are on the disk no more", async () => {
  await peopled(20);
  const cells = (
    await run("SELECT wrapped_key AS cell FROM chats UNION ALL SELECT value FROM facts WHERE name = 'root'")
  ).map((row) => Buffer.from(row["cell"] as ArrayBuffer));
  const left = async () => {
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
    return cells.filter((cell) => files.some((file) => file.includes(cell))).length;
  };
  expect(await left()).toBe(21);
  expect((await rewrap(await openUpkeep(), rings.both, 2)).wiped).toBe(true);
  expect(await left()).toBe(0);
});

test("a running bot goes on working, with what it makes and changes meanwhile", async () => {
  await peopled(300);
  for (const close of closing.splice(0).reverse()) await close();
  const bot = await openVault(rings.both);
  const upkeep = await openUpkeep();
  const end = { seen: false };
  const rewrapping = rewrap(upkeep, rings.both, 2, { batch: 10 }).finally(() => (end.seen = true));
  let changed = 0;
  for (; !end.seen; changed += 1) {
    const chatId = from + ((changed * 37) % 300);
    await commit(bot, chatId, [setStep(`step ${changed}`)], claim());
    expect((await contentsOf(bot, chatId)).step).toBe(`step ${changed}`);
    if (changed % 10 === 0) await storeKey(bot, from + 10_000 + changed, "Új", keyOf(3), claim());
    if (changed === 3) await erase(bot, from + 299, claim());
  }
  expect((await rewrapping).broken).toBe(0);
  expect(changed).toBeGreaterThan(3);
  expect((await masterKeyUses(upkeep)).map(({ id }) => id)).toEqual([2]);
  expect(await inspectDatabase(await openStore(), upkeep, rings.new)).toMatchObject({ damaged: 0 });
  expect((await contentsOf(bot, from + 299)).keys).toEqual([]);
  expect(await namesIn(await openVault(rings.new), 299)).toEqual(expected(299));
});

test("several at once, or one that is begun again, end where one does", async () => {
  await peopled(500);
  const tools = await Promise.all([openUpkeep(), openUpkeep()]);
  const results = await Promise.all(tools.map((upkeep) => rewrap(upkeep, rings.both, 2, { batch: 20 })));
  expect(results.reduce((sum, { chats }) => sum + chats, 0)).toBe(500);
  expect(await masterKeyUses(tools[0])).toEqual([{ id: 2, chats: 500, root: true }]);
});

test("an exchange that comes too late changes nothing", async () => {
  await peopled(1);
  const upkeep = await openUpkeep();
  const [kept] = await upkeep.allKeys(new Uint8Array(), 10);
  const swap = { chat: kept!.chat, was: kept!.wrappedKey, now: new Uint8Array(65) };
  await rewrap(upkeep, rings.both, 2);
  expect(await upkeep.replaceKeys([swap])).toBe(0);
  expect(await upkeep.replaceKeys([])).toBe(0);
  expect(await upkeep.replaceRoot(new Uint8Array(3), new Uint8Array(65))).toBe(false);
  expect(await namesIn(await openVault(rings.new), 1)).toEqual(expected(1));
});

describe("what does not open", () => {
  test("is left as it is, counted, and does not keep the old key from being retired", async () => {
    await peopled(3);
    const broken = `(SELECT min(chat) FROM chats)`;
    await run(
      `UPDATE chats SET wrapped_key = CAST(substr(wrapped_key, 1, 40) || x'FF' || substr(wrapped_key, 42) AS BLOB) WHERE chat = ${broken}`,
    );
    const [before] = await run(`SELECT wrapped_key FROM chats WHERE chat = ${broken}`);
    const upkeep = await openUpkeep();
    expect(await rewrap(upkeep, rings.both, 2)).toMatchObject({ chats: 2, broken: 1 });
    expect(await run(`SELECT wrapped_key FROM chats WHERE chat = ${broken}`)).toEqual([before]);
    expect(await countNeedingMasterKey(upkeep, rings.both, 1)).toEqual({ chats: 0, root: false, broken: 1 });
    expect(await inspectDatabase(await openStore(), upkeep, rings.both)).toMatchObject({
      chats: 3,
      damaged: 1,
    });
  });

  test("because the ring is another's is refused before anything changes", async () => {
    await peopled(3);
    const upkeep = await openUpkeep();
    const before = await run("SELECT * FROM chats");
    const other = KeyRing.parse(`${three},${KeyRing.fresh(1)}`);
    await expect(rewrap(upkeep, other, 3)).rejects.toThrow(DecryptionError);
    await expect(rewrap(upkeep, KeyRing.parse(three), 3)).rejects.toThrow(new UnknownMasterKeyError(1));
    expect(await run("SELECT * FROM chats")).toEqual(before);
  });
});

test("a chat whose master key is missing is neither warned nor expired, and its jobs hide no others", async () => {
  const vault = await peopled(3);
  for (let i = 0; i < 3; i += 1)
    await schedule(vault, from + i, { kind: "delete-message", messageId: i }, 10 + i);
  // Two of the three are under a key that is in no ring.
  await run(
    "UPDATE chats SET wrapped_key = CAST(x'00000009' || substr(wrapped_key, 5) AS BLOB) WHERE chat > (SELECT min(chat) FROM chats)",
  );
  const rows = async () =>
    run("SELECT hex(chat) AS chat, hex(contents) AS contents FROM chats ORDER BY chat");
  const before = await rows();
  const none = { ids: [], chatIds: [] };
  expect(await vault.nextJobs(100, 1, none)).toHaveLength(1);
  expect(await vault.nextJobs(100, 10, none)).toHaveLength(1);
  expect(await run("SELECT 1 FROM jobs")).toHaveLength(3);
  const day = 30_000;
  const warning = { day, today: day, dueAt: 200 };
  const warned = async (limit: number) => {
    let [sum, next] = [0, undefined as IdleChat | undefined];
    do {
      const page = await vault.inactive.scheduleWarnings(warning, { limit, after: next });
      [sum, next] = [sum + page.warned, page.next];
    } while (next !== undefined);
    return sum;
  };
  // The locked chats fill the first pages.
  const locked = "hex(substr(CAST(wrapped_key AS BLOB), 1, 4)) = '00000009'";
  await run(`UPDATE chats SET seen_day = seen_day - 1 WHERE ${locked}`);
  expect(await warned(1)).toBe(1);
  expect(await warned(10)).toBe(0);
  await run(`UPDATE chats SET told_day = ${day}`);
  await run(`UPDATE chats SET told_day = ${day - 1} WHERE ${locked}`);
  const first = await vault.inactive.expired(day, { limit: 2 });
  expect(first.chats).toHaveLength(0);
  expect((await vault.inactive.expired(day, { limit: 2, after: first.next })).chats).toHaveLength(1);
  expect(await rows()).toEqual(before);
});

describe("an instance that was paused during a whole rotation", () => {
  /** Follows a ring that a test replaces. */
  const following = () => {
    const now = { ring: rings.old, version: "1" };
    const source = {
      version: () => Promise.resolve(now.version),
      read: () => Promise.resolve(now.ring),
      belongs: () => Promise.resolve(true),
    };
    return { now, live: new LiveKeyRing(rings.old, source, createLog("silent")) };
  };
  const rotateTo2 = async (now: { ring: KeyRing; version: string }) => {
    const upkeep = await openUpkeep();
    await rewrap(upkeep, rings.both, 2);
    Object.assign(now, { ring: rings.new, version: "2" });
  };

  test("makes no chat under the old key when it goes on", async () => {
    await peopled(2);
    const { now, live } = following();
    const vault = await openVault(live);
    await rotateTo2(now);
    await storeKey(vault, from + 9, "Új", keyOf(9), claim());
    expect((await masterKeyUses(await openUpkeep())).map(({ id }) => id)).toEqual([2]);
    const later = await openVault(rings.new);
    expect((await contentsOf(later, from + 9)).keys[0]?.name).toBe("Új");
  });

  test("leaves no chat under the old key whose key it had wrapped before", async () => {
    await peopled(2);
    const { now, live } = following();
    const paused: KeyWrapper = {
      unwrap: (wrapped, aad) => live.unwrap(wrapped, aad),
      isNewest: (wrapped) => live.isNewest(wrapped),
      wrap: async (key, aad) => {
        const wrapped = live.wrap(key, aad);
        if (now.version === "1") await rotateTo2(now);
        return wrapped;
      },
    };
    const vault = await openVault(paused);
    await storeKey(vault, from + 9, "Új", keyOf(9), claim());
    expect((await masterKeyUses(await openUpkeep())).map(({ id }) => id)).toEqual([2]);
    await commit(vault, from + 9, [setStep("send")], claim());
    expect((await contentsOf(await openVault(rings.new), from + 9)).step).toBe("send");
  });
});

test("the vault and rotation work with master keys that are far away", async () => {
  const local = rings.both;
  let calls = 0;
  const far: KeyWrapper = {
    wrap: async (key, where) => {
      calls += 1;
      await new Promise(setImmediate);
      return local.wrap(key, where);
    },
    unwrap: async (wrapped, where) => {
      calls += 1;
      await new Promise(setImmediate);
      return local.unwrap(wrapped, where);
    },
  };
  await peopled(3);
  const vault = await openVault(far);
  await commit(vault, from, [setStep("send")], claim());
  expect(await namesIn(vault, 3)).toEqual(expected(3));
  const upkeep = await openUpkeep();
  expect((await rewrap(upkeep, far, 2)).chats).toBe(3);
  expect(await namesIn(vault, 3)).toEqual(expected(3));
  expect(calls).toBeGreaterThan(8);
});

test("a copy is whole while others write, and holds nothing that was deleted", async () => {
  const vault = await peopled(200);
  const [gone] = await run("SELECT hex(chat) AS chat, contents FROM chats LIMIT 1");
  const cell = Buffer.from(gone!["contents"] as ArrayBuffer);
  await run(`DELETE FROM chats WHERE hex(chat) = '${gone!["chat"] as string}'`);
  const upkeep = await openUpkeep();
  const copy = join(folder, "copy.db");
  const copying = upkeep.copyInto(copy);
  await storeKey(vault, from + 5_000, "Utána", keyOf(1), claim());
  await copying;
  expect((await readFile(copy)).includes(cell)).toBe(false);
  const later = await openUpkeep(`file:${copy}`);
  expect(await later.isIntact()).toBe(true);
  const found = await inspectDatabase(await openStore(`file:${copy}`), later, rings.old);
  expect(found.damaged).toBe(0);
  expect(found.chats).toBeGreaterThanOrEqual(199);
});
