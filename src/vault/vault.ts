import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Key } from "../totp/key.ts";
import type { Change } from "../storage/changes.ts";
import { DatabaseError } from "../storage/database-error.ts";
import { type Store } from "../storage/store.ts";
import type { ChatPseudonym, Claim, SealedJob } from "../storage/rows.ts";
import { CancellationCodes } from "./cancellation-codes.ts";
import { ChatLocks } from "./chat-locks.ts";
import type { Chats } from "./chats.ts";
import {
  emptyInventory,
  PendingErasures,
  type Ending,
  type Erased,
  type Inventory,
} from "./pending-erasures.ts";
import { InactiveChats, putSelf } from "./inactive-chats.ts";
import { keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { ChatKeys, withoutDate } from "./keys.ts";
import { OpenChat } from "./open-chat.ts";
import { rootAad } from "./associated-data.ts";
import { portray, type Portrait } from "./chat-contents.ts";
import { keyPrefix, offerPrefix, stepId, type DueJob, type Job, type StoredKey } from "./records.ts";
import { DecryptionError } from "./seal.ts";

/** What is kept of one chat. */
export interface Holdings {
  readonly keys: readonly StoredKey[];
  /** Keys of which the person has yet to say whether they are to be kept. */
  readonly offers: readonly StoredKey[];
  /** The guide's step the person stands at. */
  readonly step: string | undefined;
}

const newId = () => randomBytes(9).toString("base64url");

/** The secrets of all chats, each sealed under its chat's own key. Knows records, not SQL. */
export class Vault {
  readonly #store: Store;
  readonly #masters: KeyWrapper;
  readonly #naming: Uint8Array;
  readonly #root: Uint8Array;
  readonly #chats: Chats;
  readonly #farewells: PendingErasures;
  /** What people do with the keys they keep. */
  readonly keys: ChatKeys;
  /** The törlőkódok. */
  readonly cancellation: CancellationCodes;
  /** Chats that nobody uses. */
  readonly inactive: InactiveChats;
  /** Chats this instance is dealing with, among several that share the store. */
  readonly locks: ChatLocks;

  private constructor(store: Store, masters: KeyWrapper, root: Uint8Array) {
    this.#store = store;
    this.#masters = masters;
    this.#root = root;
    this.#naming = this.derive("chat");
    this.#chats = {
      row: (chatId) => this.#row(chatId),
      read: async (chatId, work) => this.#read(await this.#find(chatId), work),
      readRow: async (row, work) => this.#read(await this.#openRow(row), work),
      change: (...change) => this.#change(...change),
      wipeDropped: () => store.wipeDeleted().then(() => undefined),
    };
    this.#farewells = new PendingErasures(this.derive("farewell"), this.#row("farewell"));
    this.keys = new ChatKeys(this.#chats);
    this.cancellation = new CancellationCodes(this.#chats);
    this.inactive = new InactiveChats(store, this.#chats, this.#farewells);
    this.locks = new ChatLocks(store.locks, this.#chats);
  }

  /** Whether a vault has been made in this store, so that a new master key could not open it. */
  static async exists(store: Store): Promise<boolean> {
    return (await store.metadata("root")) !== undefined;
  }

  /**
   * Opens the vault, or makes it in an empty store.
   * @throws BrokenSeal when the master keys do not belong to this store; nothing is changed then.
   */
  static async open(store: Store, masters: KeyWrapper): Promise<Vault> {
    const wrapped =
      (await store.metadata("root")) ??
      (await store.putIfAbsent("root", await masters.wrap(randomBytes(keyLength), rootAad)));
    return new Vault(store, masters, await masters.unwrap(wrapped, rootAad));
  }

  /** A 32-byte key for another use, the same as long as this vault lives (RFC 5869). */
  derive(use: string): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", this.#root, Buffer.alloc(0), `kapuseged/${use}/v1`, keyLength));
  }

  /** Everything kept of a chat, keys in the order they came. @throws BrokenSeal, StoreFault */
  async contents(chatId: number): Promise<Holdings> {
    const chat = await this.#find(chatId);
    if (chat === undefined) return { keys: [], offers: [], step: undefined };
    return this.#using(chat, () => ({
      keys: chat.keys(keyPrefix).map(withoutDate),
      offers: chat.keys(offerPrefix).map(withoutDate),
      step: chat.text(stepId),
    }));
  }

  /** Seals a key into the chat, as an update's effect if there is a claim. @returns its id, or `undefined` if this update has had its effect before. */
  async addKey(
    chatId: number,
    name: string,
    key: Key,
    claim: Claim | undefined,
  ): Promise<string | undefined> {
    return (await this.#addKeys(chatId, keyPrefix, [{ name, key }], claim))?.[0];
  }

  /** Seals keys that may be kept, until the person has said so. @returns their ids, or `undefined` as for addKey */
  async offerKeys(
    chatId: number,
    offers: readonly { readonly name: string; readonly key: Key }[],
    claim: Claim | undefined,
  ): Promise<string[] | undefined> {
    return this.#addKeys(chatId, offerPrefix, offers, claim);
  }

  /** Drops all keys the person has not said to keep. */
  async dropOffers(chatId: number): Promise<void> {
    if ((await this.#find(chatId)) === undefined) return;
    await this.#change(chatId, undefined, ({ row, records }) =>
      records
        .filter(({ id }) => id.startsWith(offerPrefix))
        .map(({ id }) => ({ drop: "record", chat: row, id })),
    );
    await this.#store.wipeDeleted();
  }

  /**
   * The new key takes the old one's place and name. @returns whether this update did it; also when the old key
   * is gone already.
   */
  async replaceKey(chatId: number, newId: string, oldId: string, claim: Claim): Promise<boolean> {
    const applied = await this.#change(chatId, claim, (chat) => {
      const all = chat.keys(keyPrefix);
      const [fresh, old] = [newId, oldId].map((wanted) => all.find(({ id }) => id === wanted));
      if (fresh === undefined || old === undefined) return [];
      return [
        { drop: "record", chat: chat.row, id: keyPrefix + old.id },
        chat.putKey(keyPrefix + fresh.id, old.name, { ...fresh, rank: old.rank ?? old.added }),
      ];
    });
    if (applied) await this.#store.wipeDeleted();
    return applied;
  }

  /** Notes where the person stands in the guide. */
  async setStep(chatId: number, step: string, claim: Claim | undefined): Promise<void> {
    await this.#change(chatId, claim, (chat) => [chat.put(stepId, Buffer.from(step, "utf8"))]);
  }

  /** Plans a job for `dueAt` (ms since 1970), as an update's effect if there is a claim. */
  async schedule(chatId: number, job: Job, dueAt: number, claim?: Claim): Promise<void> {
    await this.#change(chatId, claim, (chat) => [chat.putJob(newId(), dueAt, { chatId, job })]);
  }

  /**
   * Jobs due at `now` (ms since 1970), earliest first. A job that does not open is dropped: its chat is gone.
   * @param isKnown whether the job of this id need not be opened
   */
  async dueJobs(now: number, limit = 50, isKnown: (id: string) => boolean = () => false): Promise<DueJob[]> {
    const due: DueJob[] = [];
    for (const sealed of (await this.#store.dueJobs(now, limit)).filter(({ id }) => !isKnown(id))) {
      const job = await this.#openJob(sealed);
      if (job === undefined) await this.finishJob(sealed.id);
      else due.push(job);
    }
    return due;
  }

  /** All jobs of one chat, earliest first. */
  async jobsOf(chatId: number): Promise<DueJob[]> {
    const jobs = await Promise.all(
      (await this.#store.jobsOf(this.#row(chatId))).map((job) => this.#openJob(job)),
    );
    return jobs.filter((job) => job !== undefined);
  }

  /** Whether a job is still on the list. */
  async isPlanned(id: string): Promise<boolean> {
    return this.#store.isPlanned(id);
  }

  /** When the next job is due (ms since 1970). */
  async nextDue(): Promise<number | undefined> {
    return this.#store.nextDue();
  }

  /** Takes a job off the list. */
  async finishJob(id: string): Promise<void> {
    await this.#store.apply([{ drop: "job", id }]);
  }

  /** Moves a failed job to `dueAt` (ms since 1970), unless its chat has been erased meanwhile. */
  async postponeJob({ id, attempts }: DueJob, dueAt: number): Promise<void> {
    await this.#store.apply([{ delay: "job", id, dueAt, attempts: attempts + 1 }]);
  }

  /** What there is of a chat. */
  async inventory(chatId: number): Promise<Inventory> {
    return this.#inventory(chatId, (await this.jobsOf(chatId)).length);
  }

  async #inventory(chatId: number, jobs: number): Promise<Inventory> {
    try {
      const { keys, offers, step } = await this.contents(chatId);
      return {
        ...emptyInventory,
        keys: keys.map(({ name }) => name),
        deleted: (await this.keys.deleted(chatId)).map(({ name }) => name),
        offers: offers.length,
        cancellation: (await this.cancellation.kept(chatId)) !== undefined,
        numbers: await this.cancellation.offers(chatId),
        step: step !== undefined,
        jobs,
      };
    } catch (thrown) {
      if (!(thrown instanceof DecryptionError)) throw thrown;
      return { ...emptyInventory, jobs, damaged: true };
    }
  }

  /** Everything there is of a chat, secrets and all. */
  async portrait(chatId: number): Promise<Portrait> {
    return portray(this.#chats, this.cancellation, chatId, await this.jobsOf(chatId));
  }

  /**
   * Erases every row of the chat, its own key among them, and overwrites them on the disk.
   * @param ending plans in the same stroke what is left to do in the chat, should this run of the program not come to it
   * @returns what there was, or `undefined` if this update has had its effect before.
   */
  async erase(chatId: number, claim: Claim, ending?: Ending): Promise<Erased | undefined> {
    const jobs = await this.jobsOf(chatId);
    const inventory = await this.#inventory(chatId, jobs.length);
    const erased = { inventory, jobs: jobs.map(({ job }) => job) };
    const farewell = ending && this.#farewells.after(chatId, erased, ending);
    const changes: Change[] = [
      ...(farewell === undefined ? [] : [{ put: "farewell", job: farewell.sealed } as const]),
      { drop: "chat", chat: this.#row(chatId) },
    ];
    if (!(await this.#store.apply(changes, claim))) return undefined;
    await this.#store.wipeDeleted();
    return { ...erased, farewell: farewell?.due };
  }

  /** Takes a farewell off the list: nothing is left of the person, on the disk either. */
  async completeErasure(id: string): Promise<void> {
    await this.finishJob(id);
    await this.#store.wipeDeleted();
  }

  /** The chat's name in the database. An unkeyed hash would not do: all chat ids can be tried in hours. */
  #row(chatId: number | "farewell"): ChatPseudonym {
    return createHmac("sha256", this.#naming).update(String(chatId)).digest();
  }

  /** @throws BrokenSeal, also when the records are not those that the last change left */
  async #find(chatId: number): Promise<OpenChat | undefined> {
    const chat = await this.#openRow(this.#row(chatId));
    chat?.prove();
    return chat;
  }

  async #openRow(row: ChatPseudonym): Promise<OpenChat | undefined> {
    const chat = await this.#store.chat(row);
    return chat && OpenChat.open(row, chat, this.#masters);
  }

  #read<T>(chat: OpenChat | undefined, work: (chat: OpenChat) => T): T | undefined {
    return chat && this.#using(chat, work);
  }

  /** Hands the opened chat over and wipes its data key afterwards. */
  #using<T>(chat: OpenChat, work: (chat: OpenChat) => T): T {
    try {
      return work(chat);
    } finally {
      chat.wipe();
    }
  }

  /**
   * Applies changes to a chat, and makes the chat in the same stroke if need be, or not at all.
   * @param changes is asked anew when somebody else has changed or made the chat in between
   */
  async #change(
    chatId: number,
    claim: Claim | undefined,
    changes: (chat: OpenChat) => Change[],
  ): Promise<boolean> {
    const found = await this.#find(chatId);
    const chat = found ?? OpenChat.begin(this.#row(chatId));
    try {
      const wanted = changes(chat);
      const all = found === undefined ? [putSelf(chat, chatId), ...wanted] : wanted;
      return await this.#store.apply(await chat.listed(all, this.#masters), claim);
    } catch (thrown) {
      const made = found === undefined && (await this.#store.chat(this.#row(chatId))) !== undefined;
      if (!made && !DatabaseError.is(thrown, "concurrent-update")) throw thrown;
      return await this.#change(chatId, claim, changes);
    } finally {
      chat.wipe();
    }
  }

  async #addKeys(
    chatId: number,
    prefix: string,
    keys: readonly { readonly name: string; readonly key: Key }[],
    claim: Claim | undefined,
  ): Promise<string[] | undefined> {
    const dated = keys.map((one) => ({ id: newId(), ...one }));
    const applied = await this.#change(chatId, claim, (chat) => {
      // Their times tell the order in which they came, also of two that come in one moment.
      const latest = Math.max(0, ...chat.keys(prefix).map(({ added }) => added));
      const first = Math.max(Date.now(), latest + 1);
      return dated.map(({ id, name, key }, i) => chat.putKey(prefix + id, name, { key, added: first + i }));
    });
    return applied ? dated.map(({ id }) => id) : undefined;
  }

  /** @returns `undefined` when the job does not open: its chat is gone, or somebody has changed the bytes. */
  async #openJob(sealed: SealedJob): Promise<DueJob | undefined> {
    try {
      if (this.#farewells.has(sealed)) return this.#farewells.open(sealed);
      const chat = await this.#openRow(sealed.chat);
      return chat && this.#using(chat, () => chat.openJob(sealed));
    } catch (thrown) {
      if (thrown instanceof DecryptionError) return undefined;
      throw thrown;
    }
  }
}
