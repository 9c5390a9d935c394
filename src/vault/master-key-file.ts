import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyRing, KeyRingError } from "./key-ring.ts";

/**
 * Reads the key ring of an operator who set none.
 * @returns `undefined` when there is no file @throws KeyRingError when it cannot be read or holds no key ring
 */
export const readMasterKeyFile = async (path: string): Promise<KeyRing | undefined> => {
  const text = await readFile(path, "utf8").catch((thrown: unknown) => {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new KeyRingError("file-unreadable", path);
  });
  if (text === undefined) return undefined;
  try {
    return KeyRing.parse(text.trim());
  } catch {
    throw new KeyRingError("file-damaged", path);
  }
};

/**
 * Makes a master key at the first start and keeps it in a file that only its owner can read.
 * @throws KeyRingError when the file cannot be written, or exists already
 */
export const createMasterKeyFile = async (path: string): Promise<KeyRing> => {
  const fresh = KeyRing.fresh();
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // The file is complete before it gets its name, and `link` never replaces another one.
    await writeFile(draft, `${fresh}\n`, { mode: 0o600 });
    await link(draft, path);
  } catch {
    throw new KeyRingError("file-unwritable", path);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
  return KeyRing.parse(fresh);
};
