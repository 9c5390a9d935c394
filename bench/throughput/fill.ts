/**
 * Fills a database with chats that have one key each. The vault's own code seals every row, but the rows are written
 * faster: thousands of chats in one transaction, in the table's order, without waiting for the disk.
 */
import { createHmac } from "node:crypto";
import { createClient, type Client, type InStatement, type InValue } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import type { Change } from "../../src/storage/changes.ts";
import { Store } from "../../src/storage/store.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { storeKey } from "../../test/support/chat-session.ts";

/** The lowest chat id; the others follow. */
export const firstChat = 100_000_000;

const chatsPerTransaction = 2_000;
/** A statement costs several times as much as a row. */
const rowsPerStatement = 500;

/** Days since 1970. */
const today = () => Math.floor(Date.now() / 86_400_000);

type Row = readonly InValue[];

const insert = (table: string, rows: readonly Row[]): InStatement[] =>
  Array.from({ length: Math.ceil(rows.length / rowsPerStatement) }, (_, i) => {
    const slice = rows.slice(i * rowsPerStatement, (i + 1) * rowsPerStatement);
    const placeholders = slice.map((row) => `(${row.map(() => "?").join(", ")})`);
    return { sql: `INSERT INTO ${table} VALUES ${placeholders.join(", ")}`, args: slice.flat() };
  });

/** Collects the vault's changes and writes them in batches. */
class BatchWriter {
  readonly #client: Client;
  #chats: Row[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  /** As {@link Store.apply}, but durable only after {@link write}. */
  apply(changes: readonly Change[]): Promise<boolean> {
    for (const change of changes) {
      if ("put" in change && change.put === "chat")
        this.#chats.push([change.chat, change.wrappedKey, change.contents, today()]);
      else throw new Error("a new chat with a key has no other changes");
    }
    return Promise.resolve(true);
  }

  async write(): Promise<void> {
    const statements = [...insert("chats (chat, wrapped_key, contents, seen_day)", this.#chats)];
    this.#chats = [];
    await this.#client.batch(statements, "write");
  }
}

/** An invented key, different for each chat. */
const keyOf = (chatId: number): Key =>
  new Key({
    secret: createHmac("sha1", "bench").update(String(chatId)).digest(),
    issuer: "Ügyfélkapu",
    account: `MINTA${chatId}`,
  });

/** The chat ids in the order of their rows in the table, which is the fastest to insert. */
const inTableOrder = (vault: Vault, chats: number): number[] => {
  const pseudonymKey = vault.derive("chat");
  const pseudonymOf = (id: number) => createHmac("sha256", pseudonymKey).update(String(id)).digest();
  return Array.from({ length: chats }, (_, i) => ({
    id: firstChat + i,
    pseudonym: pseudonymOf(firstChat + i),
  }))
    .sort((a, b) => Buffer.compare(a.pseudonym, b.pseudonym))
    .map(({ id }) => id);
};

/** Creates a database with `chats` chats. @param file its path @param masterKey in the form of MASTER_KEY */
export const fill = async (file: string, masterKey: string, chats: number): Promise<void> => {
  const url = `file:${file}`;
  const ring = KeyRing.parse(masterKey);
  const store = await Store.open({ url });
  const root = await Vault.open(store, ring).then(() => store.metadata("root"));
  await store.close();
  const client = createClient({ url, concurrency: 1 });
  await client.execute("PRAGMA synchronous = OFF");
  const writer = new BatchWriter(client);
  const batchStore: Pick<Store, "metadata" | "wholeChat" | "apply"> = {
    metadata: () => Promise.resolve(root),
    wholeChat: () => Promise.resolve(undefined),
    apply: (changes: readonly Change[]) => writer.apply(changes),
  };
  const vault = await Vault.open(batchStore as Store, ring);
  const ids = inTableOrder(vault, chats);
  for (let from = 0; from < ids.length; from += chatsPerTransaction) {
    for (const id of ids.slice(from, from + chatsPerTransaction))
      await storeKey(vault, id, "Ügyfélkapu", keyOf(id));
    await writer.write();
  }
  await client.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  client.close();
};

/** Creates a database with the same chats for the plain bot and the floor. */
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
