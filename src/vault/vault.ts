import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Key } from "../otp/key.ts";
import {
  Overtaken,
  type Change,
  type ChatRow,
  type Claim,
  type SealedJob,
  type Store,
} from "../store/store.ts";
import { keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { OpenChat } from "./open-chat.ts";
import { rootPlace } from "./places.ts";
import type { DueJob, Job, StoredKey } from "./records.ts";
import { BrokenSeal } from "./seal.ts";

/** What is kept of one chat. */
export interface Holdings {
  readonly keys: readonly StoredKey[];
  /** Keys of which the person has yet to say whether they are to be kept. */
  readonly offers: readonly StoredKey[];
  /** The guide's step the person stands at. */
  readonly step: string | undefined;
}

/** What there is of a chat, for the person to read. */
export interface Inventory {
  /** The keys' names. */
  readonly keys: readonly string[];
  /** How many keys wait for the person to say whether they are to be kept. */
  readonly offers: number;
  readonly step: boolean;
  /** How many things are planned in the chat. */
  readonly jobs: number;
  /** Something is kept, but does not open. */
  readonly damaged: boolean;
}

/** What an erasure took away. */
export interface Erased {
  readonly inventory: Inventory;
  /** What was planned in the chat and will not happen any more by itself. */
  readonly jobs: readonly Job[];
}

const keyPrefix = "key:";
const offerPrefix = "offer:";
const stepId = "step";
const newId = () => randomBytes(9).toString("base64url");

/** As the outside sees a key. */
const withoutDate = ({ id, name, key }: StoredKey): StoredKey => ({ id, name, key });

/** The secrets of all chats, each sealed under its chat's own key. Knows records, not SQL. */
export class Vault {
  readonly #store: Store;
  readonly #masters: KeyWrapper;
  readonly #naming: Uint8Array;
  readonly #root: Uint8Array;

  private constructor(store: Store, masters: KeyWrapper, root: Uint8Array) {
    this.#store = store;
    this.#masters = masters;
    this.#root = root;
    this.#naming = this.derive("chat");
  }

  /** Whether a vault has been made in this store, so that a new master key could not open it. */
  static async exists(store: Store): Promise<boolean> {
    return (await store.fact("root")) !== undefined;
  }

  /**
   * Opens the vault, or makes it in an empty store.
   * @throws BrokenSeal when the master keys do not belong to this store; nothing is changed then.
   */
  static async open(store: Store, masters: KeyWrapper): Promise<Vault> {
    const wrapped =
      (await store.fact("root")) ??
      (await store.settleFact("root", await masters.wrap(randomBytes(keyLength), rootPlace)));
    return new Vault(store, masters, await masters.unwrap(wrapped, rootPlace));
  }

  /** A 32-byte key for another use, the same as long as this vault lives (RFC 5869). */
  derive(use: string): Uint8Array {
    return new Uint8Array(hkdfSync("sha256", this.#root, Buffer.alloc(0), `kapuseged/${use}/v1`, keyLength));
  }

  /** Everything kept of a chat, keys in the order they came. @throws BrokenSeal, StoreFault */
  async holdings(chatId: number): Promise<Holdings> {
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
        chat.putKey(keyPrefix + fresh.id, old.name, fresh),
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

  /** Jobs due at `now` (ms since 1970), earliest first. A job that does not open is dropped: its chat is gone. */
  async dueJobs(now: number, limit = 50): Promise<DueJob[]> {
    const due: DueJob[] = [];
    for (const sealed of await this.#store.dueJobs(now, limit)) {
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

  /** @param jobs how many things are planned in the chat */
  async #inventory(chatId: number, jobs: number): Promise<Inventory> {
    try {
      const { keys, offers, step } = await this.holdings(chatId);
      return {
        keys: keys.map(({ name }) => name),
        offers: offers.length,
        step: step !== undefined,
        jobs,
        damaged: false,
      };
    } catch (thrown) {
      if (!(thrown instanceof BrokenSeal)) throw thrown;
      return { keys: [], offers: 0, step: false, jobs, damaged: true };
    }
  }

  /**
   * Erases every row of the chat, its own key among them, and overwrites them on the disk.
   * @returns what there was, or `undefined` if this update has had its effect before.
   */
  async erase(chatId: number, claim: Claim): Promise<Erased | undefined> {
    const jobs = await this.jobsOf(chatId);
    const inventory = await this.#inventory(chatId, jobs.length);
    if (!(await this.#store.apply([{ drop: "chat", chat: this.#row(chatId) }], claim))) return undefined;
    await this.#store.wipeDeleted();
    return { inventory, jobs: jobs.map(({ job }) => job) };
  }

  /** The chat's name in the database. An unkeyed hash would not do: all chat ids can be tried in hours. */
  #row(chatId: number): ChatRow {
    return createHmac("sha256", this.#naming).update(String(chatId)).digest();
  }

  /** @throws BrokenSeal, also when the records are not those that the last change left */
  async #find(chatId: number): Promise<OpenChat | undefined> {
    const chat = await this.#openRow(this.#row(chatId));
    chat?.prove();
    return chat;
  }

  async #openRow(row: ChatRow): Promise<OpenChat | undefined> {
    const chat = await this.#store.chat(row);
    return chat && OpenChat.open(row, chat, this.#masters);
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
      return await this.#store.apply(await chat.listed(changes(chat), this.#masters), claim);
    } catch (thrown) {
      const made = found === undefined && (await this.#store.chat(this.#row(chatId))) !== undefined;
      if (!made && !(thrown instanceof Overtaken)) throw thrown;
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
    // Their times tell the order in which they came.
    const dated = keys.map(({ name, key }, i) => ({ id: newId(), name, key, added: Date.now() + i }));
    const applied = await this.#change(chatId, claim, (chat) =>
      dated.map(({ id, name, ...key }) => chat.putKey(prefix + id, name, key)),
    );
    return applied ? dated.map(({ id }) => id) : undefined;
  }

  /** @returns `undefined` when the job does not open: its chat is gone, or somebody has changed the bytes. */
  async #openJob(sealed: SealedJob): Promise<DueJob | undefined> {
    try {
      const chat = await this.#openRow(sealed.chat);
      return chat && this.#using(chat, () => chat.openJob(sealed));
    } catch (thrown) {
      if (thrown instanceof BrokenSeal) return undefined;
      throw thrown;
    }
  }
}
