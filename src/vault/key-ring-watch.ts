import { randomBytes } from "node:crypto";
import type { Log } from "../observability/log.ts";
import type { Store } from "../storage/store.ts";
import { masterKeyOf, maxId, type KeyRing } from "./key-ring.ts";
import type { LiveKeyRing } from "./live-key-ring.ts";
import { unlessDamaged } from "./opened-chat.ts";

/** How often the ring's file is checked. */
const pollIntervalMs = 2_000;
/** How often an instance notes which master keys it has, unless they change. */
const noteIntervalMs = 10_000;
/** How often chats under missing master keys are counted, unless another is found to be missing: that reads all chats. */
const countIntervalMs = 60_000;
/** An instance counts as running for this long after its last note: two notes may fail. */
export const instanceTtlMs = 35_000;

/** What an instance notes of its ring: `id=fingerprint`, separated by commas, the newest first. */
export const noteOf = (ring: KeyRing): string =>
  ring.names.map(({ id, fingerprint }) => `${id}=${fingerprint}`).join(",");

/** Whether the instance that left a note has the newest key of a ring. */
export const hasNewestOf = (ring: KeyRing, note: string): boolean => {
  const [{ id, fingerprint }] = ring.names;
  return note.split(",").includes(`${id}=${fingerprint}`);
};

/** Whether the instance that left a note has a master key with this id. */
const hasId = (note: string, id: number): boolean => `,${note}`.includes(`,${id}=`);

/**
 * Keeps a running instance's key ring up to date, and its note in the database: so that a rotation can wait until every
 * instance has the new key. Also looks whether the database needs a master key that the ring lacks, and whether that keeps
 * the program from serving people in general: the root key needs it, half of the chats do, or another running instance has
 * it and may wrap new chats under it. A single damaged row names any number it likes, and must harm its own chat only.
 */
export class KeyRingWatch {
  readonly #store: Store;
  readonly #ring: LiveKeyRing;
  readonly #log: Log;
  readonly #instance = randomBytes(6).toString("hex");
  #noted = "";
  #notedAt = -Infinity;
  /** The missing master keys that were known when chats were counted last. */
  #counted: readonly number[] = [];
  #countedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(store: Store, ring: LiveKeyRing, log: Log) {
    this.#store = store;
    this.#ring = ring;
    this.#log = log;
  }

  /** Starts watching. The first note is stored when this returns. @throws DatabaseError */
  static async start(store: Store, ring: LiveKeyRing, log: Log): Promise<KeyRingWatch> {
    const watch = new KeyRingWatch(store, ring, log);
    await ring.reload();
    await watch.#note();
    let isRunning = false;
    watch.#timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      watch.#running = watch.#look().finally(() => (isRunning = false));
    }, pollIntervalMs).unref();
    return watch;
  }

  /** Stops watching, and takes the note back. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    // Without this the note expires by itself.
    await this.#store.forgetInstance(this.#instance).catch(() => undefined);
  }

  async #look(): Promise<void> {
    try {
      await this.#ring.reload();
      if (noteOf(this.#ring.current) !== this.#noted || performance.now() > this.#notedAt + noteIntervalMs) {
        await this.#note();
        await this.#lookAtRoot();
      }
      if (this.#isCountDue) await this.#lookAtChats();
    } catch (thrown) {
      this.#log.warn({ err: thrown }, "the master keys in use could not be noted");
    }
  }

  async #note(): Promise<void> {
    const note = noteOf(this.#ring.current);
    await this.#store.noteInstance(this.#instance, note);
    this.#noted = note;
    this.#notedAt = performance.now();
  }

  async #rootKeyId(): Promise<number | undefined> {
    const root = await this.#store.metadata("root");
    return root && unlessDamaged(() => masterKeyOf(root));
  }

  async #lookAtRoot(): Promise<void> {
    const id = await this.#rootKeyId();
    if (id !== undefined) await this.#ring.require(id);
  }

  get #isCountDue(): boolean {
    const { missingIds } = this.#ring;
    if (missingIds.some((id) => !this.#counted.includes(id))) return true;
    const isNeeded = missingIds.length > 0 || this.#countedAt === -Infinity;
    return isNeeded && performance.now() > this.#countedAt + countIntervalMs;
  }

  async #lookAtChats(): Promise<void> {
    const rootId = await this.#rootKeyId();
    const counts = (await this.#store.keyCounts()).filter(({ id }) => id >= 1 && id <= maxId);
    for (const { id } of counts) await this.#ring.require(id);
    for (const id of this.#ring.missingIds)
      if (id !== rootId && !counts.some((count) => count.id === id)) this.#ring.forget(id);
    const { missingIds } = this.#ring;
    const notes = missingIds.length === 0 ? [] : await this.#store.instanceNotes(instanceTtlMs);
    const sum = (of: typeof counts) => of.reduce((chats, one) => chats + one.chats, 0);
    const locked = sum(counts.filter(({ id }) => missingIds.includes(id)));
    const isMost = locked > 0 && locked * 2 >= sum(counts);
    const isEssential = (id: number) => isMost || id === rootId || notes.some((note) => hasId(note, id));
    this.#ring.noteEssential(missingIds.filter(isEssential));
    this.#counted = missingIds;
    this.#countedAt = performance.now();
  }
}
