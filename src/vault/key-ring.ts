import { hkdfSync, randomBytes } from "node:crypto";
import { UnknownMasterKeyError, type KeyWrapper } from "./key-wrapper.ts";
import { DecryptionError, open, associatedData, seal } from "./seal.ts";

/** Bytes of a master key and of every key it wraps. */
export const keyLength = 32;

/** Why a key ring, or the file that holds it, cannot be used. */
export type KeyRingErrorCode =
  | "invalid-id"
  | "invalid-key"
  | "duplicate-id"
  | "repeated-key"
  | "weak-key"
  | "wrong-order"
  | "file-unreadable"
  | "file-exposed"
  | "file-damaged"
  | "file-missing"
  | "file-unwritable";

/** A key ring cannot be used. Never holds a part of its text. */
export class KeyRingError extends Error {
  readonly code: KeyRingErrorCode;
  /** The file, for a code that concerns one. */
  readonly path: string | undefined;

  constructor(code: KeyRingErrorCode, path?: string) {
    super(`key ring: ${code}`);
    this.name = "KeyRingError";
    this.code = code;
    this.path = path;
  }
}

/** Why a ring that can be read must not wrap anything. */
const weaknesses = ["weak-key", "repeated-key", "wrong-order"] as const;
type Weakness = (typeof weaknesses)[number];

/** Whether a ring was refused although it can be read. */
export const isWeakness = (thrown: unknown): thrown is KeyRingError =>
  thrown instanceof KeyRingError && weaknesses.some((weakness) => weakness === thrown.code);

interface MasterKey {
  readonly id: number;
  readonly wrapping: Uint8Array;
  readonly fingerprint: string;
}

/** What may be shown and stored of a master key. */
export interface MasterKeyName {
  readonly id: number;
  /** Twelve hexadecimal digits in groups of four, which tell the key from others and reveal nothing of it. */
  readonly fingerprint: string;
}

const idLength = 4;

const parseId = (text: string): number => {
  const id = Number(text);
  if (!/^[1-9]\d{0,8}$/.test(text) || !Number.isSafeInteger(id)) {
    throw new KeyRingError("invalid-id");
  }
  return id;
};

const parseRoot = (text: string): Uint8Array => {
  const root = Buffer.from(text, "base64");
  if (root.length !== keyLength || root.toString("base64") !== text) {
    throw new KeyRingError("invalid-key");
  }
  return root;
};

/** Random bytes are below this about once in five billion keys. */
const minDistinctBytes = 17;
/** The same for bytes that are not printable ASCII, of which a random key has 20 on average. */
const minBinaryBytes = 5;

const isUtf8Text = (bytes: Uint8Array): boolean => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /^(?:\P{Cc}|\s)*$/u.test(text);
  } catch {
    return false;
  }
};

/** Whether a master key is text, repeats a few bytes, or counts in regular steps: all that a person would make up. */
const isGuessable = (root: Uint8Array): boolean => {
  const steps = root.map((byte, i) => byte - (root[i - 1] ?? 0));
  const binary = root.filter((byte) => byte < 0x20 || byte > 0x7e);
  return (
    new Set(root).size < minDistinctBytes ||
    new Set(steps).size < minDistinctBytes ||
    binary.length < minBinaryBytes ||
    isUtf8Text(root)
  );
};

/** Derives a 32-byte key for one use (HKDF-SHA256, RFC 5869); the root itself is used for nothing else. */
export const deriveKey = (root: Uint8Array, use: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", root, Buffer.alloc(0), `kapuseged/${use}/v1`, keyLength));

/** The largest id of a master key: nine digits. */
export const maxId = 999_999_999;

const fingerprintBytes = 6;

/** @returns for example `7f3a-91c2-e05d` */
const fingerprintOf = (root: Uint8Array): string => {
  const digits = Buffer.from(deriveKey(root, "fingerprint").subarray(0, fingerprintBytes)).toString("hex");
  return digits.replace(/.{4}(?=.)/g, "$&-");
};

/** The id of the master key that something is wrapped under. @throws DecryptionError when no master key can have it */
export const masterKeyOf = (wrapped: Uint8Array): number => {
  if (wrapped.length <= idLength) throw new DecryptionError();
  const id = Buffer.from(wrapped).readUInt32BE(0);
  if (id < 1 || id > maxId) throw new DecryptionError();
  return id;
};

/** The operator's master keys, newest first. The newest wraps; the others only open. */
export class KeyRing implements KeyWrapper {
  readonly #keys: readonly [MasterKey, ...MasterKey[]];
  readonly #weakness: Weakness | undefined;

  private constructor(keys: readonly [MasterKey, ...MasterKey[]], weakness: Weakness | undefined) {
    this.#keys = keys;
    this.#weakness = weakness;
  }

  /**
   * Reads `id:base64,id:base64`, newest first; a bare base64 value is id 1.
   * A ring with a {@link weakness} is read like any other.
   * @throws KeyRingError
   */
  static parse(text: string): KeyRing {
    const entries = text.split(",").map((entry) => {
      const [, id = "1", root = ""] = /^(?:([^:]*):)?([^:]*)$/.exec(entry.trim()) ?? [];
      return { id: parseId(id), root: parseRoot(root) };
    });
    const keys = entries.map(({ id, root }) => ({
      id,
      wrapping: deriveKey(root, "wrap"),
      fingerprint: fingerprintOf(root),
    }));
    if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new KeyRingError("duplicate-id");
    const [newest, ...others] = keys;
    if (newest === undefined) throw new KeyRingError("invalid-key");
    const [newestRoot, ...otherRoots] = entries.map(({ root }) => root);
    const isRepeated = otherRoots.some((root) => Buffer.compare(root, newestRoot ?? root) === 0);
    const isWeak = newestRoot !== undefined && isGuessable(newestRoot);
    // Ids grow with each new key, so another one first means that the ring is the wrong way round.
    const isWrongWay = others.some(({ id }) => id > newest.id);
    const weakness = isRepeated
      ? "repeated-key"
      : isWeak
        ? "weak-key"
        : isWrongWay
          ? "wrong-order"
          : undefined;
    return new KeyRing([newest, ...others], weakness);
  }

  /** Reads a ring that the bot is to run with. @throws KeyRingError as {@link parse}, and for a {@link weakness} */
  static parseStrong(text: string): KeyRing {
    const ring = KeyRing.parse(text);
    if (ring.weakness !== undefined) throw new KeyRingError(ring.weakness);
    return ring;
  }

  /** A fresh master key as text, to be kept by the operator. */
  static fresh(id = 1): string {
    return `${id}:${randomBytes(keyLength).toString("base64")}`;
  }

  /** The ids of the master keys, the newest one's first. */
  get ids(): readonly [number, ...number[]] {
    const [newest, ...others] = this.#keys;
    return [newest.id, ...others.map(({ id }) => id)];
  }

  /** The master keys without their secrets, the newest first. */
  get names(): readonly [MasterKeyName, ...MasterKeyName[]] {
    const nameOf = ({ id, fingerprint }: MasterKey): MasterKeyName => ({ id, fingerprint });
    const [newest, ...others] = this.#keys;
    return [nameOf(newest), ...others.map(nameOf)];
  }

  /**
   * Why the newest key must not wrap anything: it can be guessed, or is also an older one, so that rotation would end
   * nothing; or another has a higher id. The older ones may be weak, or rotation could not replace them.
   */
  get weakness(): Weakness | undefined {
    return this.#weakness;
  }

  /** Seals a key under the newest master key. @returns master key id (4 bytes, big-endian), then the seal. */
  wrap(key: Uint8Array, aad: Uint8Array): Uint8Array {
    const [{ id, wrapping }] = this.#keys;
    const prefix = Buffer.alloc(idLength);
    prefix.writeUInt32BE(id);
    return Buffer.concat([prefix, seal(wrapping, associatedData("wrap", id, aad), key)]);
  }

  /** Opens what {@link wrap} made. The caller wipes the result. @throws DecryptionError; UnknownMasterKeyError */
  unwrap(wrapped: Uint8Array, aad: Uint8Array): Buffer {
    const id = masterKeyOf(wrapped);
    const master = this.#keys.find((key) => key.id === id);
    if (master === undefined) throw new UnknownMasterKeyError(id);
    return open(master.wrapping, associatedData("wrap", id, aad), wrapped.subarray(idLength));
  }

  /** What the ring looks like in a log or an error. */
  toJSON(): string {
    return "[key ring]";
  }
}
