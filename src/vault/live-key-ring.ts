import type { Log } from "../observability/log.ts";
import { KeyRingError, masterKeyOf, type KeyRing } from "./key-ring.ts";
import { UnknownMasterKeyError, type KeyWrapper } from "./key-wrapper.ts";

/** Where a key ring comes from that can change while the program runs. */
export interface KeyRingSource {
  /** Changes whenever the ring may have. Never rejects. */
  readonly version: () => Promise<string>;
  /** @throws KeyRingError */
  readonly read: () => Promise<KeyRing>;
  /** Whether a ring opens the root key of the database in use. @throws DatabaseError */
  readonly belongs: (ring: KeyRing) => Promise<boolean>;
}

/**
 * How long a master key that has left the ring can still unwrap. A data key may be read from the database just before it is
 * rewrapped, and unwrapped just after.
 */
const formerRingMs = 60_000;

const lacks = (ids: readonly number[]): string | undefined =>
  ids.length === 0 ? undefined : `the key ring lacks master key ${ids.join(", ")}`;

/**
 * The key ring of a running instance. It follows its source, so that a master key can be added and retired without a
 * restart: {@link reload} is to be called regularly, and is called when something is under a master key that the ring lacks.
 * A ring that cannot be used, or opens another database, leaves the former one in use.
 */
export class LiveKeyRing implements KeyWrapper {
  readonly #source: KeyRingSource | undefined;
  readonly #log: Log;
  /** The ids of master keys that something was found under and the ring lacks. */
  readonly #missing = new Set<number>();
  /** Those among them without which the program cannot serve people in general. */
  #essential: readonly number[] = [];
  #ring: KeyRing;
  #formerRing: KeyRing | undefined;
  #version: string | undefined;
  #fileProblem: string | undefined;
  #reloading: Promise<void> | undefined;

  /** @param source without one, the ring stays as it is */
  constructor(ring: KeyRing, source: KeyRingSource | undefined, log: Log) {
    this.#ring = ring;
    this.#source = source;
    this.#log = log;
  }

  /** The ring in use. */
  get current(): KeyRing {
    return this.#ring;
  }

  /** Why not everything can be opened, or a change of the file is not followed; in a few words without a secret. */
  get problem(): string | undefined {
    return lacks(this.missingIds) ?? this.#fileProblem;
  }

  /** The same, but not for master keys that only a few chats need: see {@link noteEssential}. */
  get outage(): string | undefined {
    return lacks(this.#essential.filter((id) => this.#missing.has(id))) ?? this.#fileProblem;
  }

  /** The ids of master keys that something was found under and the ring lacks. */
  get missingIds(): readonly number[] {
    return [...this.#missing];
  }

  wrap(key: Uint8Array, aad: Uint8Array): Uint8Array {
    return this.#ring.wrap(key, aad);
  }

  /** Opens what {@link wrap} made; reads the ring again first if it lacks the master key. */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Uint8Array | Promise<Uint8Array> {
    try {
      return this.#unwrap(wrapped, aad);
    } catch (thrown) {
      if (!(thrown instanceof UnknownMasterKeyError)) throw thrown;
      return this.reload().then(() => this.#unwrapOrNote(wrapped, aad));
    }
  }

  /** Reads the ring again if it has changed. */
  async isNewest(wrapped: Uint8Array): Promise<boolean> {
    // A check that is under way may have looked at the file before this was called.
    await this.#reloading;
    await this.reload();
    return masterKeyOf(wrapped) === this.#ring.ids[0];
  }

  /** Notes that something needs a master key; reads the ring again first if it lacks it. */
  async require(id: number): Promise<void> {
    if (!this.#ring.ids.includes(id)) await this.reload();
    if (!this.#ring.ids.includes(id)) this.#note(id);
  }

  /** Notes without which of the missing master keys the program cannot serve people in general. */
  noteEssential(ids: readonly number[]): void {
    this.#essential = ids;
  }

  /** Notes that nothing needs a master key any more. */
  forget(id: number): void {
    this.#missing.delete(id);
  }

  /** Reads the ring again if it has changed. Never rejects. */
  reload(): Promise<void> {
    this.#reloading ??= this.#reload()
      .catch((thrown: unknown) => this.#log.warn({ err: thrown }, "the key ring could not be checked"))
      .finally(() => (this.#reloading = undefined));
    return this.#reloading;
  }

  async #reload(): Promise<void> {
    if (this.#source === undefined) return;
    const version = await this.#source.version();
    if (version === this.#version) return;
    try {
      const ring = await this.#source.read();
      if (await this.#source.belongs(ring)) this.#use(ring);
      else this.#report("the key ring file does not open this database");
    } catch (thrown) {
      if (!(thrown instanceof KeyRingError)) throw thrown;
      this.#report(`the key ring file cannot be used (${thrown.code})`);
    }
    this.#version = version;
  }

  #use(ring: KeyRing): void {
    this.#fileProblem = undefined;
    for (const id of ring.ids) this.#missing.delete(id);
    const names = (one: KeyRing) => JSON.stringify(one.names);
    if (names(ring) === names(this.#ring)) return;
    const former = this.#ring;
    this.#formerRing = former;
    setTimeout(() => {
      if (this.#formerRing === former) this.#formerRing = undefined;
    }, formerRingMs).unref();
    this.#ring = ring;
    this.#log.info({ masterKeys: ring.ids }, "the key ring has changed and is in use");
  }

  #unwrap(wrapped: Uint8Array, aad: Uint8Array): Uint8Array {
    try {
      return this.#ring.unwrap(wrapped, aad);
    } catch (thrown) {
      const former = this.#formerRing;
      if (!(thrown instanceof UnknownMasterKeyError) || former === undefined) throw thrown;
      return former.unwrap(wrapped, aad);
    }
  }

  #unwrapOrNote(wrapped: Uint8Array, aad: Uint8Array): Uint8Array {
    try {
      return this.#unwrap(wrapped, aad);
    } catch (thrown) {
      if (thrown instanceof UnknownMasterKeyError) this.#note(thrown.id);
      throw thrown;
    }
  }

  #note(id: number): void {
    if (this.#missing.has(id)) return;
    this.#missing.add(id);
    this.#log.error({ masterKey: id }, "the key ring lacks a master key that the database needs");
  }

  #report(problem: string): void {
    if (problem !== this.#fileProblem) this.#log.error(problem);
    this.#fileProblem = problem;
  }
}
