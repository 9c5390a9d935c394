// Is it noticed when an attacker who can write to the database changes something?
import type { Client } from "@libsql/client";
import { Key } from "../../src/totp/key.ts";
import { newClaim, type SealedChat, type SealedJob } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { UnknownMasterKeyError } from "../../src/vault/key-wrapper.ts";
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
      if (!(thrown instanceof DecryptionError || thrown instanceof UnknownMasterKeyError)) throw thrown;
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
  cipher.openRecords(sealed);
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

const flipEverything = async (kept: Kept, wrappedRoot: Uint8Array): Promise<Tally> => {
  const tally = new Tally();
  const rejects = (change: Partial<SealedChat>) =>
    tally.rejects(() => read({ ...kept, sealed: { ...kept.sealed, ...change } }));
  const { wrappedKey, contents = new Uint8Array() } = kept.sealed;
  for (const changed of flips(wrappedKey)) await rejects({ wrappedKey: changed });
  for (const changed of flips(contents)) await rejects({ contents: changed });
  for (const [i, job] of kept.jobs.entries()) {
    const ids = flips(Buffer.from(job.id)).map((id) => Buffer.from(id).toString("latin1"));
    for (const change of [...flips(job.sealed).map((sealed) => ({ sealed })), ...ids.map((id) => ({ id }))])
      await tally.rejects(() => read({ ...kept, jobs: kept.jobs.with(i, { ...job, ...change }) }));
  }
  for (const changed of flips(wrappedRoot)) await tally.rejects(() => ring.unwrap(changed, rootAad));
  return tally;
};

/** Every pair of different ones. */
const pairs = <T>(all: readonly T[]): [T, T][] =>
  all.flatMap((a) => all.filter((b) => b !== a).map((b): [T, T] => [a, b]));

const swapEverything = async (crowd: readonly Kept[]): Promise<Tally> => {
  const tally = new Tally();
  for (const [a, b] of pairs(crowd)) {
    // Data key and contents of another's row, alone and together.
    const { wrappedKey, contents } = b.sealed;
    for (const taken of [{ wrappedKey }, { contents }, { wrappedKey, contents }])
      await tally.rejects(() => read({ ...a, jobs: [], sealed: { ...a.sealed, ...taken } }));
    await tally.rejects(() => read({ ...a, jobs: b.jobs }));
  }
  for (const kept of crowd) {
    for (const [one, other] of pairs(kept.jobs))
      await tally.rejects(() => read({ ...kept, jobs: [{ ...one, sealed: other.sealed }] }));
  }
  return tally;
};

/** Puts a part of earlier contents into newer ones, cuts them off, or makes the chat look like one of an earlier layout. */
const replayInto = async (now: Kept, earlier: readonly Kept[], tally: Tally): Promise<void> => {
  const rejects = (change: Partial<SealedChat>) =>
    tally.rejects(() => read({ ...now, jobs: [], sealed: { ...now.sealed, ...change } }));
  const newer = Buffer.from(now.sealed.contents ?? []);
  for (const { sealed } of earlier) {
    const older = Buffer.from(sealed.contents ?? []);
    for (let at = 16; at < newer.length; at += 16) {
      await rejects({ contents: Buffer.concat([older.subarray(0, at), newer.subarray(at)]) });
      await rejects({ contents: Buffer.concat([newer.subarray(0, at), older.subarray(at)]) });
    }
  }
  for (let length = 0; length < newer.length; length += 16)
    await rejects({ contents: newer.subarray(0, length) });
  await rejects({ contents: undefined });
  await rejects({ contents: undefined, manifest: newer });
  await rejects({ contents: undefined, manifest: newer.subarray(0, 29) });
};

/** Not among them: all contents put back together, which nothing in a database can show (SECURITY.md). */
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
