import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client, type InValue, type Row } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Key } from "../../src/totp/key.ts";
import { Store } from "../../src/storage/store.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { openChat, sealChanges } from "../../src/vault/opened-chat.ts";
import { convertEarlierChats } from "../../src/vault/conversion.ts";
import { rewrap } from "../../src/vault/rotation.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { storeAsEarlier } from "./earlier-layout.ts";
import { setStep } from "../../src/vault/changes.ts";
import { commit, contentsOf, erase, inSession, schedule, storeKey } from "../support/chat-session.ts";

let folder: string;
let url: string;
let store: Store;
let vault: Vault;
let client: Client;
let updates = 0;
const first = KeyRing.fresh(1);
const ring = KeyRing.parse(first);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-contents-"));
  url = `file:${join(folder, "test.db")}`;
  store = await Store.open({ url });
  vault = await Vault.open(store, ring);
  client = createClient({ url });
});

afterEach(async () => {
  client.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const claim = () => newClaim((updates += 1));
const anna = 5_100_000_001;
const bela = 5_100_000_002;
const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill) });
const namesOf = async (chatId: number) => (await contentsOf(vault, chatId)).keys.map(({ name }) => name);

/** An attacker who can write to the file directly, not through the vault. */
const run = async (sql: string, ...args: InValue[]): Promise<Row[]> =>
  (await client.execute({ sql, args })).rows;

/** All rows of these tables, to be put back later. */
const snapshot = async (...tables: string[]) =>
  Promise.all(tables.map(async (table) => ({ table, rows: await run(`SELECT * FROM ${table}`) })));

const putBack = async (tables: Awaited<ReturnType<typeof snapshot>>) => {
  for (const { table, rows } of tables) {
    await run(`DELETE FROM ${table}`);
    for (const row of rows) {
      const values = Array.from({ length: row.length }, (_, i) => row[i] as InValue);
      await run(`INSERT INTO ${table} VALUES (${values.map(() => "?").join(", ")})`, ...values);
    }
  }
};

/** The one chat there is, as an earlier version of the program left one. */
const makeOld = (layout: "listed" | "bare" = "bare", without: readonly string[] = []) =>
  storeAsEarlier(client, ring, layout, without);

describe("an attacker who can write to the database cannot", () => {
  test("take the contents away, or have them taken for another layout", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const whole = await snapshot("chats");
    for (const other of ["NULL", "''", "'text'", "7", "x'00'"]) {
      await putBack(whole);
      await run(`UPDATE chats SET contents = ${other}`);
      await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
      await run("UPDATE chats SET contents = NULL, manifest = ?", whole[0]!.rows[0]!["contents"] as InValue);
      await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    }
    await putBack(whole);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });

  test("bring a record of an earlier layout in", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const whole = await snapshot("chats");
    await makeOld("listed");
    await putBack(whole);
    await run("UPDATE records SET id = 'key:aaaaaaaaaaaa' WHERE id LIKE 'key:%'");
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });

  test("give one chat the rows of another, in any combination", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const [row] = await run("SELECT chat FROM chats");
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const a = row!["chat"] as ArrayBuffer;
    const [other] = await run("SELECT chat FROM chats WHERE chat <> ?", a);
    const b = other!["chat"] as ArrayBuffer;
    const whole = await snapshot("chats");
    const columns = ["wrapped_key", "contents"];
    for (let chosen = 1; chosen < 1 << columns.length; chosen += 1) {
      await putBack(whole);
      for (const name of columns.filter((_, i) => (chosen >> i) & 1))
        await run(
          `UPDATE chats SET ${name} = (SELECT ${name} FROM chats WHERE chat = ?2) WHERE chat = ?1`,
          a,
          b,
        );
      await expect(contentsOf(vault, anna), `${chosen}`).rejects.toThrow(DecryptionError);
    }
  });

  test("flip a bit of any cell", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await commit(vault, anna, [setStep("send")], claim());
    for (const column of ["wrapped_key", "contents"]) {
      const whole = await snapshot("chats");
      const [one] = await run(`SELECT ${column} AS cell FROM chats`);
      const changed = Uint8Array.from(new Uint8Array(one!["cell"] as ArrayBuffer));
      changed[25]! ^= 1;
      await run(`UPDATE chats SET ${column} = ?`, changed);
      await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
      await putBack(whole);
    }
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });

  test("have a change made on top of what they did: it is refused too, and erasing works", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await run("UPDATE chats SET contents = 'no bytes'");
    await expect(commit(vault, anna, [setStep("code")], claim())).rejects.toThrow(DecryptionError);
    await expect(storeKey(vault, anna, "Új", keyOf(3), claim())).rejects.toThrow(DecryptionError);
    await erase(vault, anna, claim());
    expect(await run("SELECT * FROM chats")).toEqual([]);
  });

  test("but may put everything of a chat back together: that is not to be seen", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const all = await snapshot("chats");
    await storeKey(vault, anna, "Másik", keyOf(2), claim());
    await putBack(all);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });
});

describe("in the layout of earlier versions, an attacker who can write to the database cannot", () => {
  beforeEach(async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await commit(vault, anna, [setStep("open")], claim());
    await makeOld("listed");
    expect((await contentsOf(vault, anna)).step).toBe("open");
  });

  test.each([
    ["leave a record out", "DELETE FROM records WHERE id = 'step'"],
    ["leave all records out", "DELETE FROM records"],
    [
      "bring a record in",
      "INSERT INTO records SELECT chat, 'key:aaaaaaaaaaaa', 1, sealed FROM records LIMIT 1",
    ],
    ["change a version", "UPDATE records SET version = version + 1 WHERE id = 'step'"],
    ["change a record", "UPDATE records SET sealed = 'no bytes' WHERE id = 'step'"],
    ["take the manifest away", "UPDATE chats SET manifest = NULL"],
    ["change the manifest", "UPDATE chats SET manifest = x'00'"],
    ["put the manifest in place of the contents", "UPDATE chats SET contents = manifest"],
  ])("%s, and has it neither read nor converted", async (_, sql) => {
    await run(sql);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    expect(await convertEarlierChats(store, ring)).toBe(0);
    expect((await inSession(vault, anna, (session) => session.inspect())).damaged).toBe(true);
    await erase(vault, anna, claim());
    expect([...(await run("SELECT * FROM chats")), ...(await run("SELECT * FROM records"))]).toEqual([]);
  });

  test("put back an older record with its version and its seal", async () => {
    const [older] = await run("SELECT sealed FROM records WHERE id = 'step'");
    await commit(vault, anna, [setStep("send")], claim());
    await makeOld("listed");
    await run("UPDATE records SET sealed = ? WHERE id = 'step'", older!["sealed"] as InValue);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
  });
});

describe("a chat of an earlier layout", () => {
  const isWhole = async () => {
    const chats = await run("SELECT 1 FROM chats WHERE contents IS NOT NULL AND manifest IS NULL");
    return chats.length === 1 && (await run("SELECT 1 FROM records")).length === 0;
  };

  test.each(["listed", "bare"] as const)(
    "(%s) opens, and is converted by its next change",
    async (layout) => {
      const id = await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
      await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
      await makeOld(layout);
      expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
      expect((await contentsOf(vault, anna)).jobs).toHaveLength(1);
      await schedule(vault, anna, { kind: "delete-message", messageId: 2 }, 10);
      expect(await isWhole()).toBe(false);
      expect(await vault.dueJobs(20)).toHaveLength(2);

      await storeKey(vault, anna, "Másik", keyOf(2), claim());
      expect(await isWhole()).toBe(true);
      const { keys, jobs } = await contentsOf(vault, anna);
      expect(keys.map(({ name }) => name)).toEqual(["Anna kulcsa", "Másik"]);
      expect(keys[0]?.id).toBe(id);
      expect(jobs).toHaveLength(2);
      expect(await vault.dueJobs(20)).toHaveLength(2);
    },
  );

  test("is converted as soon as its user comes back, whatever they do, and then notes its chat", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await makeOld("bare", ["chat"]);
    await inSession(vault, anna, (session) => session.recordUse(20_000));
    expect(await isWhole()).toBe(true);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
    await run("UPDATE chats SET seen_day = 1");
    expect((await vault.inactive.scheduleWarnings({ day: 1, today: 2, dueAt: 3 }, { limit: 9 })).warned).toBe(
      1,
    );
    expect((await vault.dueJobs(4)).map(({ chatId }) => chatId)).toEqual([anna]);
  });

  test("is converted in the background if a manifest vouches for it and it says whose it is", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await makeOld("listed", ["chat"]);
    expect(await convertEarlierChats(store, ring)).toBe(0);
    await commit(vault, anna, [setStep("open")], claim());
    await makeOld("bare");
    expect(await convertEarlierChats(store, ring)).toBe(0);
    await commit(vault, anna, [setStep("send")], claim());
    await makeOld("listed");
    expect(await convertEarlierChats(store, ring, () => true)).toBe(0);
    expect(await convertEarlierChats(store, ring)).toBe(1);
    expect(await isWhole()).toBe(true);
    expect((await contentsOf(vault, anna)).step).toBe("send");
    expect(await convertEarlierChats(store, ring)).toBe(0);
  });

  test("is rewrapped as it is, and its next change finds it so", async () => {
    for (const layout of ["listed", "bare"] as const) {
      await storeKey(vault, anna, layout, keyOf(1), claim());
      await makeOld(layout);
      const both = KeyRing.parse(`${KeyRing.fresh(2)},${first}`);
      const upkeep = await Maintenance.open({ url });
      expect((await rewrap(upkeep, both, 2)).chats).toBe(1);
      await upkeep.close();
      const rotated = await Vault.open(store, both);
      await storeKey(rotated, anna, "Másik", keyOf(2), claim());
      expect((await contentsOf(rotated, anna)).keys.map(({ name }) => name)).toEqual([layout, "Másik"]);
      await erase(rotated, anna, claim());
      await run("DELETE FROM facts");
      vault = await Vault.open(store, ring);
    }
  });
});

describe("changes of one chat that meet", () => {
  test("are all there in the end, whichever program makes them", async () => {
    const other = await Store.open({ url });
    const second = await Vault.open(other, ring);
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        storeKey(i % 2 === 0 ? vault : second, anna, `${i}`, keyOf(i + 1), claim()),
      ),
    );
    await other.close();
    expect((await namesOf(anna)).sort()).toEqual(Array.from({ length: 12 }, (_, i) => `${i}`).sort());
  });

  test("are not applied on top of what was not read", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const [row] = await run("SELECT chat FROM chats");
    const chat = new Uint8Array(row!["chat"] as ArrayBuffer);
    const read = await openChat({ chatId: anna, chat }, await store.wholeChat(chat), ring);
    const { changes: late } = await sealChanges(read, setStep("late")(read.contents), { masters: ring });
    await commit(vault, anna, [setStep("send")], claim());
    const before = await snapshot("chats");
    await expect(store.apply(late)).rejects.toMatchObject({ code: "concurrent-update" });
    await expect(store.apply(late, claim())).rejects.toMatchObject({ code: "concurrent-update" });
    expect(await snapshot("chats")).toEqual(before);
    await erase(vault, anna, claim());
    // A chat that was erased in between stays erased.
    expect(await store.apply(late)).toBe(true);
    expect([...(await run("SELECT * FROM chats")), ...(await run("SELECT * FROM records"))]).toEqual([]);
  });
});
