import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLog } from "../../src/observability/log.ts";
import { openStorage } from "../../src/open-storage.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Store } from "../../src/storage/store.ts";
import { Key } from "../../src/totp/key.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { storeAsEarlier } from "./earlier-layout.ts";
import { masterKeyUses, rewrap } from "../../src/vault/rotation.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { contentsOf, erase, inSession, schedule, storeKey } from "../support/chat-session.ts";

const anna = 5_100_000_001;
const bela = 5_100_000_002;
const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill) });
const ring = KeyRing.parse(KeyRing.fresh());

let folder: string;
let url: string;
let store: Store;
let vault: Vault;

const open = async () => {
  store = await Store.open({ url });
  vault = await Vault.open(store, ring);
};

/** Writes to the file directly, as an attacker who can. */
const tamper = async (...statements: string[]) => {
  await store.close();
  const client = createClient({ url });
  for (const statement of statements) await client.execute(statement);
  client.close();
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kapuseged-hostile-"));
  url = `file:${join(folder, "test.db")}`;
  await open();
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Reads everything that the program ever reads, as if time had passed and both chats were inactive. */
const readAll = async () => {
  const jobs = await vault.dueJobs(1_000);
  const chats = [...(await store.inactiveChats(1e6, 10)), ...(await store.expiredChats(1e6, 10))];
  await store.nextDue();
  await store.overdue(1_000);
  await store.pictureId("start");
  const maintenance = await Maintenance.open({ url });
  const uses = await masterKeyUses(maintenance);
  await rewrap(maintenance, ring, 1);
  await maintenance.counts();
  await maintenance.close();
  return { jobs, chats, uses };
};

describe("a cell with text that is not UTF-8", () => {
  const columns = {
    chats: ["chat", "wrapped_key", "contents", "manifest", "seen_day", "told_day"],
    records: ["chat", "id", "version", "sealed"],
    jobs: ["id", "chat", "due_at", "attempts", "sealed"],
    pictures: ["name", "file_id"],
    seen_updates: ["token", "seen_at", "answered"],
    turns: ["chat", "holder", "ends_at"],
  } as const;
  const cells = Object.entries(columns).flatMap(([table, names]) =>
    names.map((name) => [table, name] as const),
  );

  test("is tried in every column", async () => {
    const client = createClient({ url });
    const { rows } = await client.execute(
      "SELECT m.name || '.' || c.name AS cell FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    );
    client.close();
    const all = rows.map((row) => row["cell"] as string);
    // Rowids hold integers only, and the facts belong to no chat.
    const others = ["migrations.version", "seen_updates.update_id", "facts.name", "facts.value"];
    expect([...cells.map((cell) => cell.join(".")), ...others].toSorted()).toEqual(all.toSorted());
  });

  test.each(cells)("in %s.%s harms its own chat only", async (table, column) => {
    for (const chatId of [anna, bela]) {
      await storeKey(vault, chatId, "Ügyfélkapu+", keyOf(chatId % 100), newClaim(chatId));
      await schedule(vault, chatId, { kind: "delete-message", messageId: chatId % 100 }, 500);
    }
    await store.keepPictureId("start", "picture-1");
    const client = createClient({ url });
    const { rows } = await client.execute("SELECT DISTINCT chat FROM chats");
    const bin = (value: unknown) => Buffer.from(value as ArrayBuffer).toString("hex");
    client.close();
    const isOfChat = ["chats", "records", "jobs"].includes(table);
    const where = isOfChat ? `WHERE chat = x'${bin(rows[0]?.["chat"])}'` : "";
    await tamper(
      "INSERT INTO turns VALUES (x'00', x'00', 0)",
      // One row: ids are unique.
      `UPDATE OR IGNORE ${table} SET ${column} = CAST(x'fffe41' AS TEXT) ${where}`,
    );
    await open();
    const { jobs } = await readAll();

    const readable = [];
    for (const chatId of [anna, bela]) {
      const contents = await contentsOf(vault, chatId).catch((thrown: unknown) => {
        if (thrown instanceof DecryptionError) return undefined;
        throw thrown;
      });
      if (contents?.keys.length === 1) readable.push(chatId);
      await inSession(vault, chatId, (session) => session.inspect());
    }
    expect(readable.length).toBeGreaterThanOrEqual(1);
    expect(jobs.length).toBeGreaterThanOrEqual(1);
    for (const chatId of [anna, bela]) await erase(vault, chatId, newClaim(chatId + 1_000_000));
    await readAll();
  });
});

test("a database with chats whose root key is gone ends the start, and keeps its rows", async () => {
  await storeKey(vault, anna, "Ügyfélkapu+", keyOf(1), newClaim(1));
  await tamper("DELETE FROM facts WHERE name = 'root'");
  const config = { database: { url, authToken: undefined }, keyRing: ring };
  await expect(openStorage(config, createLog("silent"))).rejects.toThrow(
    /^DATABASE_URL: the database has chats, but the root key that opens them is gone\. [^\n]+$/,
  );
  const client = createClient({ url });
  expect((await client.execute("SELECT 1 FROM chats")).rows).toHaveLength(1);
  expect((await client.execute("SELECT 1 FROM facts WHERE name = 'root'")).rows).toHaveLength(0);
  client.close();
});

describe("triggers and views of a foreign hand", () => {
  const trigger = "CREATE TRIGGER keep BEFORE DELETE ON records BEGIN SELECT RAISE(IGNORE); END";

  test.each([trigger, "CREATE VIEW everything AS SELECT * FROM records"])(
    "end the start and the operator's commands: %s",
    async (statement) => {
      await tamper(statement);
      await expect(Store.open({ url })).rejects.toMatchObject({ code: "foreign-schema" });
      await expect(Maintenance.open({ url })).rejects.toMatchObject({ code: "foreign-schema" });
      await tamper("DROP TRIGGER IF EXISTS keep", "DROP VIEW IF EXISTS everything");
      await open();
    },
  );

  test.each(["chats", "records", "jobs"])(
    "make an erasure fail aloud when they come later and keep the rows of %s",
    async (table) => {
      await storeKey(vault, anna, "Ügyfélkapu+", keyOf(1), newClaim(1));
      await schedule(vault, anna, { kind: "delete-message", messageId: 7 }, 1e12);
      const client = createClient({ url });
      if (table === "records") await storeAsEarlier(client, ring, "listed");
      await client.execute(`CREATE TRIGGER keep BEFORE DELETE ON ${table} BEGIN SELECT RAISE(IGNORE); END`);
      client.close();
      const followUp = { dueAt: 10, receiptIn: 3 };
      await expect(erase(vault, anna, newClaim(2), followUp)).rejects.toMatchObject({ code: "not-erased" });
      // No receipt is planned that would say that everything is gone.
      expect((await vault.dueJobs(1_000)).filter(({ job }) => job.kind === "farewell")).toEqual([]);
    },
  );
});
