// What somebody who may write to the database changes: is it noticed?
import type { Client } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import { newClaim, type SealedChat, type SealedJob, type SealedRecord } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { unwrapChatKey } from "../../src/vault/opened-chat.ts";
import { rootAad } from "../../src/vault/associated-data.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { withDatabase, type Temporary } from "./temporary.ts";
import { dropCancellationCode, keepCancellationCode, renameKey, setStep } from "../../src/vault/changes.ts";
import { commit, schedule, storeKey } from "../support/chat-session.ts";

/** How often something was tried, and how often it was rejected. */
export class Tally {
  tried = 0;
  rejected = 0;

  /** Tries something that must not open. */
  async rejects(opening: () => unknown): Promise<void> {
    this.tried += 1;
    try {
      await opening();
    } catch (thrown) {
      if (!(thrown instanceof DecryptionError)) throw thrown;
      this.rejected += 1;
    }
  }
}

const ring = KeyRing.parse(KeyRing.fresh());

/** A chat as the database holds it. */
interface Kept {
  readonly row: Uint8Array;
  readonly sealed: SealedChat;
  readonly jobs: readonly SealedJob[];
}

/** Reads a chat as the vault does, records and jobs. @throws DecryptionError */
const read = async ({ row, sealed, jobs }: Kept): Promise<void> => {
  const cipher = await unwrapChatKey(row, sealed, ring);
  cipher.verifyManifest(sealed);
  for (const record of sealed.records) cipher.openRecord(record);
  for (const job of jobs) cipher.openJob(job);
};

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

/** These bytes with each of their bits flipped, one at a time. */
const flips = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length * 8 }, (_, bit) => flipped(bytes, bit));

/** The same record with one bit of its seal, its version or its id flipped, for each of them. */
const flipsOf = (record: SealedRecord): SealedRecord[] => [
  ...flips(record.sealed).map((sealed) => ({ ...record, sealed })),
  ...Array.from({ length: 31 }, (_, bit) => ({ ...record, version: record.version ^ (1 << bit) })),
  ...flips(Buffer.from(record.id)).map((id) => ({ ...record, id: Buffer.from(id).toString("latin1") })),
];

const flipEverything = async (kept: Kept, wrappedRoot: Uint8Array): Promise<Tally> => {
  const tally = new Tally();
  const rejects = (change: Partial<SealedChat>) =>
    tally.rejects(() => read({ ...kept, sealed: { ...kept.sealed, ...change } }));
  const { wrappedKey, manifest: listing = new Uint8Array(), records } = kept.sealed;
  for (const changed of flips(wrappedKey)) await rejects({ wrappedKey: changed });
  for (const changed of flips(listing)) await rejects({ manifest: changed });
  for (const [i, record] of records.entries())
    for (const changed of flipsOf(record)) await rejects({ records: records.with(i, changed) });
  for (const [i, job] of kept.jobs.entries())
    for (const sealed of flips(job.sealed))
      await tally.rejects(() => read({ ...kept, jobs: kept.jobs.with(i, { ...job, sealed }) }));
  for (const changed of flips(wrappedRoot)) await tally.rejects(() => ring.unwrap(changed, rootAad));
  return tally;
};

/** Every pair of different ones. */
const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((a) => all.filter((b) => b !== a).map((b): [T, T] => [a, b]));

const swapEverything = async (crowd: readonly Kept[]): Promise<Tally> => {
  const tally = new Tally();
  for (const [a, b] of pairs(crowd)) {
    // Data key, listing and records of another's row, in every combination, all three together among them.
    for (let chosen = 1; chosen < 8; chosen += 1) {
      const parts = (["wrappedKey", "manifest", "records"] as const).filter((_, i) => (chosen >> i) & 1);
      const taken = Object.fromEntries(parts.map((part) => [part, b.sealed[part]]));
      await tally.rejects(() => read({ ...a, jobs: [], sealed: { ...a.sealed, ...taken } }));
    }
    for (const [i, record] of a.sealed.records.entries()) {
      const sealed = b.sealed.records[i]?.sealed ?? new Uint8Array();
      const records = a.sealed.records.with(i, { ...record, sealed });
      await tally.rejects(() => read({ ...a, sealed: { ...a.sealed, records } }));
    }
    await tally.rejects(() => read({ ...a, jobs: b.jobs }));
  }
  for (const kept of crowd) {
    const { records } = kept.sealed;
    for (const [one, other] of pairs(records)) {
      const changed = records.map((record) => (record === one ? { ...one, sealed: other.sealed } : record));
      await tally.rejects(() => read({ ...kept, sealed: { ...kept.sealed, records: changed } }));
    }
    for (const [one, other] of pairs(kept.jobs))
      await tally.rejects(() => read({ ...kept, jobs: [{ ...one, sealed: other.sealed }] }));
  }
  return tally;
};

/** Puts back in the newest of these states whatever an earlier one had, or leaves something out. */
const replayInto = async (now: Kept, earlier: readonly Kept[], tally: Tally): Promise<void> => {
  const rejects = (change: Partial<SealedChat>) =>
    tally.rejects(() => read({ ...now, sealed: { ...now.sealed, ...change } }));
  const { records } = now.sealed;
  for (const { sealed } of earlier) {
    await rejects({ manifest: sealed.manifest });
    await rejects({ records: sealed.records });
    for (const older of sealed.records) {
      const at = records.findIndex(({ id }) => id === older.id);
      if (at < 0) await rejects({ records: [...records, older] });
      else if (!Buffer.from(records[at]!.sealed).equals(older.sealed))
        await rejects({ records: records.with(at, older) });
    }
  }
  for (const left of records) await rejects({ records: records.filter((record) => record !== left) });
};

/** Not among them: listing and records put back together, which nothing in a database can show (SECURITY.md). */
const replayEverything = async (history: readonly Kept[]): Promise<Tally> => {
  const tally = new Tally();
  for (const [i, now] of history.entries()) await replayInto(now, history.slice(0, i), tally);
  return tally;
};

const keyOf = (fill: number) => new Key({ secret: Buffer.alloc(20, fill), issuer: "Minta" });

const rowsOf = async (client: Client): Promise<Set<string>> => {
  const { rows } = await client.execute("SELECT chat FROM chats");
  return new Set(rows.map(({ chat }) => Buffer.from(chat as ArrayBuffer).toString("hex")));
};

const live = async ({ store, client }: Temporary, people: number) => {
  const vault = await Vault.open(store, ring);
  const crowd: Kept[] = [];
  const history: Kept[] = [];
  let updates = 0;
  const keep = async (row: Uint8Array): Promise<Kept> => {
    const sealed = await store.wholeChat(row);
    if (sealed === undefined) throw new Error("the chat is gone");
    return { row, sealed, jobs: sealed.jobs };
  };
  for (let i = 0; i < people; i += 1) {
    const chatId = 5_100_000_001 + i;
    const known = await rowsOf(client);
    const id = (await storeKey(vault, chatId, "Ügyfélkapu+", keyOf(1), newClaim((updates += 1)))) ?? "";
    const name = [...(await rowsOf(client))].find((row) => !known.has(row)) ?? "";
    const row = new Uint8Array(Buffer.from(name, "hex"));
    const note = async () => (i === 0 ? history.push(await keep(row)) : undefined);
    await note();
    const deeds = [
      () => commit(vault, chatId, [setStep("bot/open")], newClaim((updates += 1))),
      () => commit(vault, chatId, [renameKey(id, "Anyukám kulcsa")], newClaim((updates += 1))),
      () =>
        commit(
          vault,
          chatId,
          [keepCancellationCode({ digits: "23421614", day: 1 })],
          newClaim((updates += 1)),
        ),
      () => storeKey(vault, chatId, "Második", keyOf(2), newClaim((updates += 1))),
      () => commit(vault, chatId, [setStep("bot/send")], newClaim((updates += 1))),
      () => commit(vault, chatId, [dropCancellationCode], newClaim((updates += 1))),
      () =>
        commit(
          vault,
          chatId,
          [keepCancellationCode({ digits: "99887766", day: 2 })],
          newClaim((updates += 1)),
        ),
      () => commit(vault, chatId, [renameKey(id, "Ügyfélkapu+")], newClaim((updates += 1))),
      () => commit(vault, chatId, [setStep("bot/finish")], newClaim((updates += 1))),
    ];
    for (const deed of deeds) {
      await deed();
      await note();
    }
    for (const messageId of [7, 8]) await schedule(vault, chatId, { kind: "delete-message", messageId }, 10);
    crowd.push(await keep(row));
  }
  return { crowd, history, wrappedRoot: (await store.metadata("root")) ?? new Uint8Array() };
};

/** What came of changing everything that can be changed. */
export interface Tampering {
  readonly flips: Tally;
  readonly swaps: Tally;
  readonly replays: Tally;
}

/** Lets so many people live, changes what is kept of them, and counts what the vault rejects. */
export const tamper = (people: number): Promise<Tampering> =>
  withDatabase(async (database) => {
    const { crowd, history, wrappedRoot } = await live(database, people);
    // Untouched, everything opens.
    for (const kept of crowd) await read(kept);
    return {
      flips: await flipEverything(crowd[0]!, wrappedRoot),
      swaps: await swapEverything(crowd),
      replays: await replayEverything(history),
    };
  });
