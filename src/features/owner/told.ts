import { randomBytes } from "node:crypto";

/** What the owner is told about. The names are stored, so their spelling stays. */
export type OwnerKind = "portal" | "jobs" | "backup" | "clock" | "pictures" | "disk" | "keyRing" | "facts";

/** What was told last about a kind. @see {@link isToTell} */
export interface Telling {
  /** In Hungary, since 1970. */
  readonly day: number;
  readonly is: "wrong" | "fine";
}

/** When to tell. */
interface Occasion extends Telling {
  /** Days after which what is still wrong is told again. */
  readonly repeatDays: number;
  /** Whether a reminder may come now. */
  readonly isDaytime: boolean;
}

/**
 * Whether the owner is to be told: that something is wrong at most once a day, and only after that, once, that it is fine
 * again.
 */
export const isToTell = (
  last: Telling | undefined,
  { day, is, repeatDays, isDaytime }: Occasion,
): boolean => {
  if (is === "fine") return last?.is === "wrong";
  if (last === undefined) return true;
  return last.is === "fine" ? day > last.day : isDaytime && day - last.day >= repeatDays;
};

/** Values about the whole database, which all instances share. */
export interface ToldStore {
  metadata(name: string): Promise<Uint8Array | undefined>;
  /** Sets a value unless it is another than `was`. @returns the stored value */
  replace(name: string, was: Uint8Array | undefined, now: Uint8Array): Promise<Uint8Array | undefined>;
}

/** Each telling is stored with a random token, so that of several instances only one finds its own stored. */
const pack = (telling: Telling): Buffer =>
  Buffer.from(JSON.stringify({ ...telling, token: randomBytes(6).toString("hex") }));

const unpack = (stored: Uint8Array | undefined): Telling | undefined =>
  stored && (JSON.parse(Buffer.from(stored).toString()) as Telling);

/**
 * Remembers in the database what the owner was told, so that neither a restart nor another instance repeats it. While the
 * database fails, which the owner must learn too, it remembers in memory.
 */
export class Told {
  readonly #store: ToldStore;
  readonly #inMemory = new Map<OwnerKind, Telling>();

  constructor(store: ToldStore) {
    this.#store = store;
  }

  /**
   * Notes that the owner is told now, if it is to be told and no other instance has done so.
   * @returns how to take that back, if it could not be sent; `undefined`: it is not to be sent
   */
  async claim(kind: OwnerKind, occasion: Occasion): Promise<(() => Promise<void>) | undefined> {
    const name = `owner:${kind}`;
    const { day, is } = occasion;
    const noted = this.#inMemory.get(kind);
    let was: Uint8Array | undefined;
    try {
      was = await this.#store.metadata(name);
      const last = noted ?? unpack(was);
      if (!isToTell(last, occasion)) return undefined;
      const mine = pack({ day, is });
      const stored = await this.#store.replace(name, was, mine);
      this.#inMemory.delete(kind);
      if (stored === undefined || !mine.equals(stored)) return undefined;
      return async () => {
        await this.#store.replace(name, mine, pack(last ?? { day: 0, is: "fine" }));
      };
    } catch {
      const last = noted ?? unpack(was);
      if (!isToTell(last, occasion)) return undefined;
      this.#inMemory.set(kind, { day, is });
      return () => Promise.resolve(void this.#inMemory.delete(kind));
    }
  }
}
