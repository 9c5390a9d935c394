// A database of schema 5 (see the fixture's README) under today's program.
import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, type Client } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DatabaseError } from "../../src/storage/database-error.ts";
import { Store } from "../../src/storage/store.ts";
import { convertEarlierChats } from "../../src/vault/conversion.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { deleteKey, eraseDeletedKey, setStep } from "../../src/vault/changes.ts";
import { Vault } from "../../src/vault/vault.ts";
import { commit, contentsOf } from "../support/chat-session.ts";
import { readAll } from "./reader.ts";

const fixture = fileURLToPath(new URL("../fixtures/database-schema-5/", import.meta.url));
const [anna, bela, csilla, dora] = [5_100_000_001, 5_100_000_002, 5_100_000_003, 5_100_000_004];

let folder: string;
let url: string;
let ring: KeyRing;
let client: Client;
const stores: Store[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-upgrade-"));
  await copyFile(join(fixture, "kapuseged.db"), join(folder, "kapuseged.db"));
  url = `file:${join(folder, "kapuseged.db")}`;
  ring = KeyRing.parse((await readFile(join(fixture, "master.key"), "utf8")).trim());
  client = createClient({ url });
});

afterEach(async () => {
  client.close();
  for (const store of stores.splice(0)) await store.close();
  await rm(folder, { recursive: true, force: true });
});

const opened = async () => {
  const store = await Store.open({ url });
  stores.push(store);
  return { store, vault: await Vault.open(store, ring) };
};
const count = async (sql: string) =>
  Number((await client.execute(`SELECT count(*) AS n FROM ${sql}`)).rows[0]!["n"]);
const everything = async (vault: Vault) =>
  Promise.all(
    [anna, bela, csilla, dora].map(async (chatId) => ({ ...(await contentsOf(vault, chatId)), usage: 0 })),
  );

describe("a database of schema 5", () => {
  test("its copy stays while nothing is erased, and is gone before a key is erased", async () => {
    const { vault } = await opened();
    const copies = async () => (await readdir(folder)).filter((name) => name.includes("before-schema"));
    await vault.convertEarlierChats(() => false);
    await commit(vault, csilla, [setStep("email/open")]);
    expect(await copies()).toEqual(["kapuseged.db.before-schema-6"]);
    const { keys } = await contentsOf(vault, anna);
    const [{ id }] = keys as [(typeof keys)[number]];
    await commit(vault, anna, [deleteKey(id)]);
    expect(await copies()).toHaveLength(1);
    await commit(vault, anna, [eraseDeletedKey(id)]);
    expect(await copies()).toEqual([]);
  });

  test("opens before, during and after the conversion with the same contents and the same ids", async () => {
    const { store, vault } = await opened();
    const before = await everything(vault);
    const [annas, belas, csillas, doras] = before;
    expect(annas!.keys.map(({ id, name }) => [id, name])).toEqual([
      ["annaKulcs002", "Édesanyám"],
      ["annaKulcs001", "Az enyém"],
    ]);
    expect(annas!.deletedKeys.map(({ id }) => id)).toEqual(["annaKulcs003"]);
    expect(annas!.cancellationCode).toEqual({ digits: "48151623", day: 20_700 });
    expect(annas!.jobs).toHaveLength(2);
    expect(belas!.undecidedKeys.map(({ id }) => id)).toEqual(["belaKulcs001"]);
    expect(belas!.undecidedDigits).toEqual([{ id: "belaSzamok01", digits: "23421614" }]);
    expect(belas!.readings.map(({ id }) => id)).toEqual(["belaOlvas001"]);
    expect(csillas!.step).toBe("email/open");
    expect(doras!.keys).toHaveLength(50);
    expect(await count("chats WHERE contents IS NOT NULL")).toBe(0);

    await commit(vault, csilla, [setStep("email/open")]);
    await convertEarlierChats(store, ring);
    expect(await count("chats WHERE contents IS NULL OR manifest IS NOT NULL")).toBe(0);
    expect(await count("records")).toBe(0);
    expect(await everything(vault)).toEqual(before);
    expect(await vault.dueJobs(2e12)).toHaveLength(4);
  });

  test("is read by the document alone, before and after", async () => {
    const { store } = await opened();
    const [, key = ""] = (await readFile(join(fixture, "master.key"), "utf8")).trim().split(":");
    const master = { id: 1, key: Buffer.from(key, "base64") };
    const before = await readAll(client, master);
    await convertEarlierChats(store, ring);
    const after = await readAll(client, master);
    expect(after.chats).toEqual(before.chats);
    expect(after.farewells).toEqual(before.farewells);
  });

  test("is converted beside users: no change is lost, and nothing comes back", async () => {
    const [one, other] = [await opened(), await opened()];
    const changes = Array.from({ length: 10 }, (_, i) =>
      commit(i % 2 === 0 ? one.vault : other.vault, dora, [
        (contents) => ({ ...contents, keys: contents.keys.slice(1) }),
      ]),
    );
    await Promise.all([
      ...changes,
      convertEarlierChats(one.store, ring),
      convertEarlierChats(other.store, ring),
    ]);
    expect((await contentsOf(one.vault, dora)).keys).toHaveLength(40);
    expect(await count("records")).toBe(0);
  });

  test("leaves nothing of the former rows in the file", async () => {
    const { rows } = await client.execute("SELECT sealed FROM records");
    const cells = rows.map(({ sealed }) => Buffer.from(sealed as ArrayBuffer).subarray(0, 60));
    expect((await readFile(join(folder, "kapuseged.db"))).includes("cancellation")).toBe(true);
    const { store } = await opened();
    await convertEarlierChats(store, ring);
    const file = await readFile(join(folder, "kapuseged.db"));
    expect(cells.filter((cell) => file.includes(cell))).toEqual([]);
    for (const id of ["cancellation", "annaKulcs001", "reading:"]) expect(file.includes(id)).toBe(false);
  });

  test("makes an instance of the earlier version fail instead of taking chats for damaged", async () => {
    const { store } = await opened();
    await convertEarlierChats(store, ring);
    const before = await count("jobs");
    // The statements with which schema 5 read a chat, its due jobs, and wrote one.
    for (const sql of [
      "SELECT wrapped_key, listing FROM chats",
      "SELECT listing IS NOT NULL FROM jobs LEFT JOIN chats USING (chat)",
      "INSERT INTO chats (chat, wrapped_key, listing, seen_day) SELECT x'00', x'00', NULL, 1",
      "UPDATE chats SET wrapped_key = x'00', listing = x'00' WHERE listing IS NULL",
    ])
      await expect(client.execute(sql)).rejects.toThrow("listing");
    expect(await count("jobs")).toBe(before);
  });

  test("is refused by a program of an earlier schema with a code of its own", async () => {
    const { store } = await opened();
    await store.close();
    stores.length = 0;
    await client.execute("INSERT INTO migrations SELECT max(version) + 1 FROM migrations");
    const refusal = await Store.open({ url }).catch((thrown: unknown) => thrown);
    expect(DatabaseError.is(refusal, "schema-too-new")).toBe(true);
  });
});
