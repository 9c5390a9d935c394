// What a copy of the database shows of people who have stored different things.
import type { Client } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import {
  addKeys,
  addUndecidedDigits,
  deleteKey,
  keepCancellationCode,
  newKey,
  renameKey,
  scheduleJob,
  setStep,
  type ContentsChange,
} from "../../src/vault/changes.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { Vault } from "../../src/vault/vault.ts";
import { commit } from "../support/chat-session.ts";
import { withDatabase } from "./temporary.ts";

/** What one person stores, each change in a transaction of its own. */
export type Life = readonly ContentsChange[];

const key = (length: number, name: string, account?: string) =>
  newKey(name, new Key({ secret: Buffer.alloc(length, 7), issuer: "Minta", account }));
const kept = key(20, "Ügyfélkapu+");
const deleted = key(20, "Régi");
const at = 1_796_100_000_000;

/** People whose usual contents differ in every way that a thief could be curious about. Each plans one job. */
export const lives: Readonly<Record<string, Life>> = {
  "a step only": [setStep("bot/open"), scheduleJob({ kind: "tell-idle" }, at)],
  "a short key": [addKeys([key(10, "A")]), scheduleJob({ kind: "delete-message", messageId: 7 }, at)],
  "a long key": [
    addKeys([key(64, "Ű".repeat(60), "minta.anna.hosszú.fiók@example.hu")]),
    scheduleJob({ kind: "hide-key", messageId: 1_234_567, keyId: kept.id, last: true }, at),
  ],
  "a törlőkód, after many changes": [
    addKeys([kept]),
    ...Array.from({ length: 12 }, (_, i) => renameKey(kept.id, `Név ${i}`)),
    keepCancellationCode({ digits: "23421614", day: 20_000 }),
    scheduleJob({ kind: "hide-cancellation", messageId: 7 }, at),
  ],
  "a deleted key and digits to decide about": [
    addKeys([kept, deleted]),
    deleteKey(deleted.id),
    addUndecidedDigits("aaaaaaaaaaaa", "23421614"),
    scheduleJob({ kind: "drop-cancellation", offerId: "aaaaaaaaaaaa" }, at),
  ],
};

/** The words by which records were told apart before they were sealed together. */
const words = ["cancellation", "key:", "bin:", "offer:", "reading:", "step"];

const isBytes = (value: unknown): value is ArrayBuffer => value instanceof ArrayBuffer;

/** All rows without what is random or a day: a number stands for bytes of that length. */
const shapeOf = async (client: Client): Promise<unknown> => {
  const shape: Record<string, unknown[]> = {};
  for (const table of ["chats", "records", "jobs"]) {
    const { rows, columns } = await client.execute(`SELECT * FROM ${table}`);
    shape[table] = rows.map((row) =>
      Object.fromEntries(
        columns.map((column) => {
          const value = row[column];
          return [column, isBytes(value) ? value.byteLength : column === "id" ? String(value).length : value];
        }),
      ),
    );
  }
  const { rows } = await client.execute("SELECT seen_at % 3600000 AS rest FROM seen_updates");
  return { ...shape, rests: [...new Set(rows.map(({ rest }) => rest))] };
};

/** What was seen of one life. */
export interface Seen {
  readonly shape: string;
  /** Which of the words are in a cell. */
  readonly words: readonly string[];
}

/** Has one person live in a database of their own, and looks at its rows. */
export const see = (life: Life): Promise<Seen> =>
  withDatabase(async ({ store, client }) => {
    const vault = await Vault.open(store, KeyRing.parse(KeyRing.fresh()));
    for (const [i, change] of life.entries()) await commit(vault, 5_100_000_001, [change], newClaim(i + 1));
    const cells: string[] = [];
    for (const table of ["facts", "chats", "records", "jobs"])
      for (const row of (await client.execute(`SELECT * FROM ${table}`)).rows)
        for (const value of Object.values(row))
          cells.push(isBytes(value) ? Buffer.from(value).toString("latin1") : String(value));
    return {
      shape: JSON.stringify(await shapeOf(client)),
      words: words.filter((word) => cells.some((cell) => cell.includes(word))),
    };
  });
