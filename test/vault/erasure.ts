// What is left of people in the files after everything of theirs was erased.
import { randomBytes, randomInt } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { Search } from "./search.ts";
import { withDatabase } from "./temporary.ts";
import { keepCancellationCode, renameKey, replaceKey, setStep } from "../../src/vault/changes.ts";
import { commit, contentsOf, erase, schedule, storeKey } from "../support/chat-session.ts";

/** What came of erasing. */
export interface Erasure {
  /** Cells that ever held sealed data of a user who was erased, and the pieces that were searched for. */
  readonly cells: number;
  readonly pieces: number;
  /** How many pieces were there before, by which the search shows that it finds them. */
  readonly before: number;
  readonly after: number;
  /** Bytes of database and write-ahead log that were searched afterwards. */
  readonly bytes: number;
  /** Whether the people who did not ask for it still have their keys. */
  readonly othersLive: boolean;
}

const pieceLength = 16;

const piecesOf = (cell: Buffer): Buffer[] =>
  Array.from({ length: Math.floor(cell.length / pieceLength) }, (_, i) =>
    cell.subarray(i * pieceLength, (i + 1) * pieceLength),
  );

/** Every sealed cell of these people; in hex, so that each is there once. */
const cellsOf = async (client: Client, others: ReadonlySet<string>): Promise<string[]> => {
  const { rows } = await client.execute(
    `SELECT hex(chat) AS row, hex(sealed) AS cell FROM jobs UNION ALL SELECT hex(chat), hex(wrapped_key) FROM chats
     UNION ALL SELECT hex(chat), hex(contents) FROM chats`,
  );
  return rows.flatMap(({ row, cell }) => (others.has(row as string) ? [] : [cell as string]));
};

/** So many people live and have everything erased, as many others stay; the files are searched for each former cell. */
export const eraseAll = (people: number): Promise<Erasure> =>
  withDatabase(async ({ folder, store, client }) => {
    const vault = await Vault.open(store, KeyRing.parse(KeyRing.fresh()));
    const chatIds = Array.from({ length: people }, (_, i) => 5_100_000_001 + i);
    const otherIds = chatIds.map((id) => id + people);
    let updates = 0;
    const claim = () => newClaim((updates += 1));
    const key = () => new Key({ secret: randomBytes(20) });
    for (const id of otherIds) await storeKey(vault, id, "Ügyfélkapu+", key(), claim());
    const { rows } = await client.execute("SELECT hex(chat) AS row FROM chats");
    const others = new Set(rows.map(({ row }) => row as string));

    const cells = new Set<string>();
    for (const chatId of chatIds) {
      const digits = () => String(randomInt(10_000_000, 99_999_999));
      const first = (await storeKey(vault, chatId, "Ügyfélkapu+", key(), claim())) ?? "";
      const deeds = [
        () => commit(vault, chatId, [setStep("bot/send")], claim()),
        () => schedule(vault, chatId, { kind: "delete-message", messageId: 7 }, 10),
        () => commit(vault, chatId, [renameKey(first, "Anyukám kulcsa")], claim()),
        () => commit(vault, chatId, [keepCancellationCode({ digits: digits(), day: 1 })], claim()),
        () => commit(vault, chatId, [keepCancellationCode({ digits: digits(), day: 2 })], claim()),
        () => commit(vault, chatId, [setStep("bot/finish")], claim()),
        async () => {
          const fresh = (await storeKey(vault, chatId, "Új", key(), claim())) ?? "";
          for (const cell of await cellsOf(client, others)) cells.add(cell);
          await commit(vault, chatId, [replaceKey(fresh, first)], claim());
        },
        () => schedule(vault, chatId, { kind: "delete-message", messageId: 8 }, 10),
      ];
      for (const deed of deeds) {
        for (const cell of await cellsOf(client, others)) cells.add(cell);
        await deed();
      }
      for (const cell of await cellsOf(client, others)) cells.add(cell);
    }
    const search = new Search();
    for (const cell of cells) search.add(...piecesOf(Buffer.from(cell, "hex")));

    const look = async () => {
      const names = (await readdir(folder)).filter((name) => !name.endsWith(".lock"));
      const content = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
      return { hits: search.hits(content).length, bytes: content.length };
    };
    const before = await look();
    for (const chatId of chatIds) await erase(vault, chatId, claim());
    const after = await look();
    const kept = await Promise.all(otherIds.map((id) => contentsOf(vault, id)));
    return {
      cells: cells.size,
      pieces: search.size,
      before: before.hits,
      after: after.hits,
      bytes: after.bytes,
      othersLive: kept.every(({ keys }) => keys.length === 1),
    };
  });
