import { readFile, stat } from "node:fs/promises";
import { OperatorError } from "../operator-error.ts";
import { KeyRing, KeyRingError, type MasterKeyName } from "../vault/key-ring.ts";
import { isOpenToOthers } from "../vault/master-key-file.ts";

/** A key ring as its file has it. */
export interface RingText {
  readonly ring: KeyRing;
  /** The entries as written, the newest first. */
  readonly entries: readonly string[];
}

/** @throws KeyRingError */
export const asRingText = (text: string): RingText => ({
  ring: KeyRing.parse(text),
  entries: text.split(",").map((entry) => entry.trim()),
});

/** Reads a key ring's file as it is. @returns `undefined` when there is none @throws KeyRingError */
export const readRing = async (path: string): Promise<RingText | undefined> => {
  try {
    const status = await stat(path);
    // Reading a named pipe would wait for a writer.
    if (!status.isFile()) throw new KeyRingError("file-unreadable", path);
    const text = (await readFile(path, "utf8")).trim();
    if (isOpenToOthers(status)) throw new KeyRingError("file-exposed", path);
    return asRingText(text);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (thrown instanceof KeyRingError)
      throw thrown.path === undefined ? new KeyRingError("file-damaged", path) : thrown;
    throw new KeyRingError("file-unreadable", path);
  }
};

/** Whether a ring has this very key, not only one with its id. */
export const hasMasterKey = (ring: KeyRing, { id, fingerprint }: MasterKeyName): boolean =>
  ring.names.some((name) => name.id === id && name.fingerprint === fingerprint);

/**
 * Checks that a safe copy is of this ring. It may be older, or newer by the key of a rotation that was interrupted.
 * @throws OperatorError when it is not
 */
export const checkCopy = (copy: RingText, { ring }: RingText, path: string): void => {
  const isOlder = hasMasterKey(ring, copy.ring.names[0]);
  const isNewer = hasMasterKey(copy.ring, ring.names[0]) && copy.ring.ids[0] > ring.ids[0];
  if (!isOlder && !isNewer)
    throw new OperatorError(
      `${path} holds other master keys than the key ring. Name another file for the safe copy.`,
    );
};
