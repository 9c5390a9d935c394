import { createHmac, randomBytes } from "node:crypto";
import type { ChatPseudonym, Claim, DueSealedJob } from "../storage/rows.ts";
import type { Store } from "../storage/store.ts";
import { rootAad } from "./associated-data.ts";
import { ChatCipher } from "./chat-cipher.ts";
import { ChatLeases } from "./chat-leases.ts";
import { ChatSession } from "./chat-session.ts";
import { countKeys, type KeyCount } from "./count-keys.ts";
import { convertEarlierChats } from "./conversion.ts";
import { InactiveChats } from "./inactive-chats.ts";
import { deriveKey, keyLength } from "./key-ring.ts";
import type { KeyWrapper } from "./key-wrapper.ts";
import { unlessDamaged, unlessMasterKeyMissing } from "./opened-chat.ts";
import { PendingErasures } from "./pending-erasures.ts";
import type { DueJob } from "./records.ts";

/** How long a job whose master key is missing is passed over. */
const lockedJobRetryMs = 10_000;

/** The secrets of all chats, each sealed under its chat's own data key. Knows records, not SQL. */
export class Vault {
  readonly #store: Store;
  readonly #masters: KeyWrapper;
  readonly #root: Uint8Array;
  readonly #pseudonymKey: Uint8Array;
  readonly #pendingErasures: PendingErasures;
  /** Jobs whose master key is missing, by id; passed over until this time (ms since 1970). */
  readonly #lockedJobs = new Map<string, number>();
  #onJobScheduled: (dueAt: number) => void = () => undefined;
  /** Chats that have not been used for long. */
  readonly inactive: InactiveChats;
  /** The locks of this instance, among several that share the store. */
  readonly locks: ChatLeases;

  private constructor(store: Store, masters: KeyWrapper, root: Uint8Array) {
    this.#store = store;
    this.#masters = masters;
    this.#root = root;
    this.#pseudonymKey = this.derive("chat");
    // "farewell" is stored: as a pseudonym, and in what is sealed under the derived key.
    this.#pendingErasures = new PendingErasures(this.derive("farewell"), this.#pseudonymOf("farewell"));
    this.inactive = new InactiveChats(store, masters, this.#pendingErasures);
    this.locks = new ChatLeases(store.locks, (chatId) => this.#pseudonymOf(chatId));
  }

  /** Whether a vault has been made in this store, so that a new master key could not open it. */
  static async exists(store: Store): Promise<boolean> {
    return (await store.metadata("root")) !== undefined;
  }

  /**
   * Opens the vault, or makes it in an empty store.
   * @throws DecryptionError or UnknownMasterKeyError when the master keys do not belong to this store; nothing is changed
   *   then.
   */
  static async open(store: Store, masters: KeyWrapper): Promise<Vault> {
    const wrapped =
      (await store.metadata("root")) ??
      (await store.putIfAbsent("root", await masters.wrap(randomBytes(keyLength), rootAad)));
    return new Vault(store, masters, await masters.unwrap(wrapped, rootAad));
  }

  /** A 32-byte key for another use, the same as long as this vault exists. */
  derive(use: string): Uint8Array {
    return deriveKey(this.#root, use);
  }

  /**
   * A session in a chat. Close it afterwards.
   * @param claim of the update that is being handled; a job has none
   * @param topic of the private chat, in which the jobs that the session plans will write
   */
  session(chatId: number, claim?: Claim, topic?: number): ChatSession {
    return new ChatSession({ chatId, topic }, this.#pseudonymOf(chatId), claim, {
      store: this.#store,
      masters: this.#masters,
      pendingErasures: this.#pendingErasures,
      onJobScheduled: (dueAt) => this.#onJobScheduled(dueAt),
    });
  }

  /** Has `listener` called with the due time (ms since 1970) of every job that this vault plans; one listener at a time. */
  onJobScheduled(listener: (dueAt: number) => void): void {
    this.#onJobScheduled = listener;
  }

  /**
   * Jobs due at `now` (ms since 1970), earliest first. A job that does not open is dropped: its chat is gone, or the
   * bytes were changed. One whose master key is missing is left out and stays planned.
   */
  async dueJobs(now: number, limit = 50): Promise<DueJob[]> {
    return this.#openJobs(await this.#store.dueJobs(now, limit), now);
  }

  /**
   * The first due job of each chat, so that one chat with many jobs hides no other.
   * @param taken jobs and chats to pass over @throws DatabaseError
   */
  async nextJobs(
    now: number,
    limit: number,
    { ids, chatIds }: { readonly ids: Iterable<string>; readonly chatIds: Iterable<number> },
  ): Promise<DueJob[]> {
    const chats = Array.from(chatIds, (chatId) => this.#pseudonymOf(chatId));
    const shared = this.#pseudonymOf("farewell");
    for (const [id, until] of this.#lockedJobs) if (until <= now) this.#lockedJobs.delete(id);
    for (;;) {
      const passed = [...ids, ...this.#lockedJobs.keys()];
      const sealed = await this.#store.nextJobs(now, limit, { ids: passed, chats, shared });
      const due = await this.#openJobs(sealed, now);
      // Jobs that are passed over, or were dropped, must not hide those behind them.
      if (due.length > 0 || sealed.length < limit) return due;
    }
  }

  /** When the next job after `after` is due (ms since 1970). */
  async nextDue(after?: number): Promise<number | undefined> {
    return this.#store.nextDue(after);
  }

  async #openJobs(sealedJobs: readonly DueSealedJob[], now: number): Promise<DueJob[]> {
    const due: DueJob[] = [];
    for (const sealed of sealedJobs) {
      const opened = await unlessMasterKeyMissing(async () => ({
        job: await unlessDamaged(() => this.#openJob(sealed)),
      }));
      if (opened === undefined) this.#lockedJobs.set(sealed.id, now + lockedJobRetryMs);
      else if (opened.job === undefined) await this.#store.apply([{ drop: "job", id: sealed.id }]);
      else due.push(opened.job);
    }
    return due;
  }

  /** @see countKeys */
  countKeys(isStopped: () => boolean): Promise<KeyCount | undefined> {
    return countKeys(this.#store, this.#masters, isStopped);
  }

  /** @see convertEarlierChats */
  convertEarlierChats(isStopped: () => boolean): Promise<number> {
    return convertEarlierChats(this.#store, this.#masters, isStopped);
  }

  /** The chat's name in the database. An unkeyed hash would not do: all chat ids can be tried in hours. */
  #pseudonymOf(chatId: number | "farewell"): ChatPseudonym {
    return createHmac("sha256", this.#pseudonymKey).update(String(chatId)).digest();
  }

  /** @returns `undefined` when the job's chat is gone. @throws DecryptionError; UnknownMasterKeyError */
  async #openJob(sealed: DueSealedJob): Promise<DueJob | undefined> {
    if (this.#pendingErasures.has(sealed)) return this.#pendingErasures.open(sealed);
    if (sealed.chatKey === undefined) return undefined;
    const cipher = await ChatCipher.open(sealed.chat, sealed.chatKey, this.#masters);
    try {
      return cipher.openJob(sealed);
    } finally {
      cipher.wipe();
    }
  }
}
