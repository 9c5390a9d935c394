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
import { chatKeyAad } from "../../src/vault/associated-data.ts";
import { rewrap } from "../../src/vault/rotation.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { replaceKey, setStep } from "../../src/vault/changes.ts";
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
  folder = await mkdtemp(join(tmpdir(), "kapuseged-listing-"));
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

/** Somebody who may write to the file, past the vault. */
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

/** The one chat there is, as an earlier version of the program left one: without a listing, its data key wrapped for that place. */
const makeOld = async (by = ring) => {
  const [row, ...others] = await run("SELECT chat, wrapped_key FROM chats");
  expect(others).toEqual([]);
  const chat = new Uint8Array(row!["chat"] as ArrayBuffer);
  const dataKey = by.unwrap(new Uint8Array(row!["wrapped_key"] as ArrayBuffer), chatKeyAad(chat, true));
  await run("UPDATE chats SET listing = NULL, wrapped_key = ?", by.wrap(dataKey, chatKeyAad(chat, false)));
};

describe("somebody who may write to the database cannot", () => {
  /** Anna with a key and a step; the step has changed since `older`. */
  const lived = async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await commit(vault, anna, [setStep("open")], claim());
    const older = await snapshot("records");
    await commit(vault, anna, [setStep("send")], claim());
    return older;
  };

  test("put back an older record with its version and its seal", async () => {
    await putBack(await lived());
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    expect((await inSession(vault, anna, (session) => session.inspect())).damaged).toBe(true);
  });

  test("put back what was deleted, or what had its place before a deletion", async () => {
    await storeKey(vault, anna, "Ügyfélkapu+", keyOf(1), claim());
    const [old] = (await contentsOf(vault, anna)).keys;
    const fresh = await storeKey(vault, anna, "Új", keyOf(2), claim());
    const before = await snapshot("records");
    await commit(vault, anna, [replaceKey(fresh!, old!.id)], claim());
    const after = await snapshot("records");
    await putBack(before);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    await putBack(after);
    expect(await namesOf(anna)).toEqual(["Ügyfélkapu+"]);
  });

  test("put back a record of the same id and version from before it was deleted and made anew", async () => {
    // Ids that are not random, such as the step's, may begin again with version 1.
    const putStep = (step: string | undefined) =>
      commit(vault, anna, [(contents) => ({ ...contents, step })]);
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await putStep("egy");
    const older = await snapshot("records");
    await putStep(undefined);
    await putStep("kettő");
    expect((await contentsOf(vault, anna)).step).toBe("kettő");
    const [was, is] = [older[0]!.rows, await run("SELECT * FROM records")];
    expect(was.map((row) => row["version"])).toEqual(is.map((row) => row["version"]));
    await putBack(older);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
  });

  test("leave a record out, or bring one in", async () => {
    await lived();
    const whole = await snapshot("records");
    await run("DELETE FROM records WHERE id = 'step'");
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    await putBack(whole);
    await run("INSERT INTO records SELECT chat, 'key:aaaaaaaaaaaa', version, sealed FROM records LIMIT 1");
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    await run("DELETE FROM records");
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
  });

  test("take the listing away, or put an older one back alone", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const older = await snapshot("chats");
    await commit(vault, anna, [setStep("send")], claim());
    const now = await snapshot("chats");
    await putBack(older);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    await putBack(now);
    await run("UPDATE chats SET listing = NULL");
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    for (const other of ["''", "'text'", "7", "x'00'"]) {
      await run(`UPDATE chats SET listing = ${other}`);
      await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    }
  });

  test("give one chat the rows of another, in any combination", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const [row] = await run("SELECT chat FROM chats");
    await storeKey(vault, bela, "Béla kulcsa", keyOf(2), claim());
    const a = row!["chat"] as ArrayBuffer;
    const [other] = await run("SELECT chat FROM chats WHERE chat <> ?", a);
    const b = other!["chat"] as ArrayBuffer;
    const whole = await snapshot("chats", "records");
    const moves = {
      records: [
        "UPDATE records SET chat = x'00' WHERE chat = ?1",
        "UPDATE records SET chat = ?1 WHERE chat = ?2",
      ],
      keys: [
        "UPDATE chats SET wrapped_key = (SELECT wrapped_key FROM chats WHERE chat = ?2) WHERE chat = ?1",
      ],
      listings: ["UPDATE chats SET listing = (SELECT listing FROM chats WHERE chat = ?2) WHERE chat = ?1"],
    };
    const names = Object.keys(moves) as (keyof typeof moves)[];
    for (let chosen = 1; chosen < 1 << names.length; chosen += 1) {
      await putBack(whole);
      for (const name of names.filter((_, i) => (chosen >> i) & 1))
        for (const sql of moves[name]) await run(sql, ...(sql.includes("?2") ? [a, b] : [a]));
      await expect(contentsOf(vault, anna), `${chosen}`).rejects.toThrow(DecryptionError);
    }
  });

  test("flip a bit of any cell", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await commit(vault, anna, [setStep("send")], claim());
    const cells = [
      ["chats", "wrapped_key", "1"],
      ["chats", "listing", "1"],
      ["records", "sealed", "id = 'step'"],
      ["records", "sealed", "id <> 'step'"],
    ] as const;
    for (const [table, column, where] of cells) {
      const whole = await snapshot("chats", "records");
      const [one] = await run(`SELECT ${column} AS cell FROM ${table} WHERE ${where}`);
      const changed = Uint8Array.from(new Uint8Array(one!["cell"] as ArrayBuffer));
      changed[25]! ^= 1;
      await run(`UPDATE ${table} SET ${column} = ? WHERE ${where}`, changed);
      await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
      await putBack(whole);
    }
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });

  test("have a change made on top of what they did: it is refused too, and erasing works", async () => {
    await putBack(await lived());
    await expect(commit(vault, anna, [setStep("code")], claim())).rejects.toThrow(DecryptionError);
    await expect(storeKey(vault, anna, "Új", keyOf(3), claim())).rejects.toThrow(DecryptionError);
    await run("UPDATE records SET sealed = 'no bytes'");
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
    await erase(vault, anna, claim());
    expect(await run("SELECT * FROM records")).toEqual([]);
  });

  test("but may put everything of a chat back together: that is not to be seen", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    const all = await snapshot("chats", "records");
    await storeKey(vault, anna, "Másik", keyOf(2), claim());
    await putBack(all);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });
});

describe("a chat from before listings", () => {
  test("opens, and has a listing from its next change on", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await schedule(vault, anna, { kind: "delete-message", messageId: 1 }, 10);
    await makeOld();
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
    expect((await contentsOf(vault, anna)).jobs).toHaveLength(1);
    const older = await snapshot("records");
    await schedule(vault, anna, { kind: "delete-message", messageId: 2 }, 10);
    expect(await run("SELECT 1 FROM chats WHERE listing IS NULL")).toHaveLength(1);

    await storeKey(vault, anna, "Másik", keyOf(2), claim());
    expect(await run("SELECT 1 FROM chats WHERE listing IS NULL")).toEqual([]);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa", "Másik"]);
    expect((await contentsOf(vault, anna)).jobs).toHaveLength(2);
    await putBack(older);
    await expect(contentsOf(vault, anna)).rejects.toThrow(DecryptionError);
  });

  test("has one as soon as its person comes back, whatever they do", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await makeOld();
    // Which chat it is was not noted then, either.
    await run("DELETE FROM records WHERE id = 'chat'");
    await inSession(vault, anna, (session) => session.recordUse(20_000));
    expect(await run("SELECT 1 FROM chats WHERE listing IS NULL")).toEqual([]);
    expect(await namesOf(anna)).toEqual(["Anna kulcsa"]);
  });

  test("is wrapped anew as it is, and its next change finds it so", async () => {
    await storeKey(vault, anna, "Anna kulcsa", keyOf(1), claim());
    await makeOld();
    const both = KeyRing.parse(`${KeyRing.fresh(2)},${first}`);
    const upkeep = await Maintenance.open({ url });
    expect((await rewrap(upkeep, both, 2)).chats).toBe(1);
    await upkeep.close();
    vault = await Vault.open(store, both);
    await storeKey(vault, anna, "Másik", keyOf(2), claim());
    expect(await namesOf(anna)).toEqual(["Anna kulcsa", "Másik"]);
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
    const before = await snapshot("chats", "records");
    await expect(store.apply(late)).rejects.toMatchObject({ code: "concurrent-update" });
    await expect(store.apply(late, claim())).rejects.toMatchObject({ code: "concurrent-update" });
    expect(await snapshot("chats", "records")).toEqual(before);
    await erase(vault, anna, claim());
    // A chat that was erased in between stays erased.
    expect(await store.apply(late)).toBe(true);
    expect([...(await run("SELECT * FROM chats")), ...(await run("SELECT * FROM records"))]).toEqual([]);
  });
});
