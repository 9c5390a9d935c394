/**
 * Fills a database with chats that have one key each. The vault's own code makes and seals every row; only the way
 * into the database is another: thousands of chats in a transaction, in the order of the table, without waiting for
 * the disk.
 */
import { createHmac } from "node:crypto";
import { createClient, type Client, type InStatement, type InValue } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import type { Change } from "../../src/storage/changes.ts";
import { Store } from "../../src/storage/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";

/** The first of the chats' ids; the others follow. */
export const firstChat = 100_000_000;

/** Chats in one transaction, and rows in one statement: its price is a multiple of a row's. */
const batch = 2_000;
const rowsAtOnce = 500;

/** Days since 1970. */
const today = () => Math.floor(Date.now() / 86_400_000);

type Row = readonly InValue[];

const insert = (table: string, rows: readonly Row[]): InStatement[] =>
  Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, i) => {
    const some = rows.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce);
    const places = some.map((row) => `(${row.map(() => "?").join(", ")})`);
    return { sql: `INSERT INTO ${table} VALUES ${places.join(", ")}`, args: some.flat() };
  });

/** Takes the vault's changes and writes them a batch at a time. */
class Funnel {
  readonly #client: Client;
  #chats: Row[] = [];
  #records: Row[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** As {@link Store.apply}, but durable only after {@link write}. */
  apply(changes: readonly Change[]): Promise<boolean> {
    for (const change of changes) {
      if ("put" in change && change.put === "chat")
        this.#chats.push([change.chat, change.wrappedKey, change.manifest ?? null, today()]);
      else if ("put" in change && change.put === "record")
        this.#records.push([change.chat, change.record.id, change.record.version, change.record.sealed]);
      else throw new Error("a new chat with a key has no other changes");
    }
    return Promise.resolve(true);
  }

  async write(): Promise<void> {
    const statements = [
      ...insert("chats (chat, wrapped_key, listing, seen_day)", this.#chats),
      ...insert("records (chat, id, version, sealed)", this.#records),
    ];
    [this.#chats, this.#records] = [[], []];
    await this.#client.batch(statements, "write");
  }
}

/** An invented key, another one for each chat. */
const keyOf = (chatId: number): Key =>
  new Key({
    secret: createHmac("sha1", "bench").update(String(chatId)).digest(),
    issuer: "Ügyfélkapu",
    account: `MINTA${chatId}`,
  });

/** The ids in the order in which their rows stand in the table, where they are quickest to add. */
const inTableOrder = (vault: Vault, chats: number): number[] => {
  const naming = vault.derive("chat");
  const row = (id: number) => createHmac("sha256", naming).update(String(id)).digest();
  return Array.from({ length: chats }, (_, i) => ({ id: firstChat + i, row: row(firstChat + i) }))
    .sort((a, b) => Buffer.compare(a.row, b.row))
    .map(({ id }) => id);
};

/** Makes a database with so many chats. @param file its path @param masterKey as MASTER_KEY has it */
export const fill = async (file: string, masterKey: string, chats: number): Promise<void> => {
  const url = `file:${file}`;
  const ring = KeyRing.parse(masterKey);
  const store = await Store.open({ url });
  const root = await Vault.open(store, ring).then(() => store.metadata("root"));
  await store.close();
  const client = createClient({ url, concurrency: 1 });
  await client.execute("PRAGMA synchronous = OFF");
  const funnel = new Funnel(client);
  const pretended = {
    fact: () => Promise.resolve(root),
    chat: () => Promise.resolve(undefined),
    apply: (changes: readonly Change[]) => funnel.apply(changes),
  };
  const vault = await Vault.open(pretended as unknown as Store, ring);
  const ids = inTableOrder(vault, chats);
  for (let from = 0; from < ids.length; from += batch) {
    for (const id of ids.slice(from, from + batch))
      await vault.addKey(id, "Ügyfélkapu", keyOf(id), undefined);
    await funnel.write();
  }
  await client.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  client.close();
};

/** The same chats for the plain bot, in a table of its own. */
export const fillPlain = async (file: string, chats: number): Promise<void> => {
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  await client.batch(
    [
      "CREATE TABLE keys (chat_id INTEGER PRIMARY KEY, secret TEXT NOT NULL)",
      {
        sql: `WITH RECURSIVE ids (id) AS (VALUES (?) UNION ALL SELECT id + 1 FROM ids WHERE id < ?)
              INSERT INTO keys SELECT id, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' FROM ids`,
        args: [firstChat, firstChat + chats - 1],
      },
    ],
    "write",
  );
  client.close();
};
