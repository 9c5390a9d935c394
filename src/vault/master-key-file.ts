import { randomUUID } from "node:crypto";
import { link, mkdir, open, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isWeakness, KeyRing, KeyRingError } from "./key-ring.ts";

/** The mode bits that let every user of the machine use a file. The group is the operator's choice. */
const othersMode = 0o007;

/** Windows has no such bits, and reports them as set. */
const hasModes = process.platform !== "win32";

/** Whether users other than the owner and the group can read or write a file. */
export const isOpenToOthers = ({ mode }: { readonly mode: number }): boolean =>
  hasModes && (mode & othersMode) !== 0;

/** @returns the file's text and mode, or `undefined` when there is no file. @throws what Node throws */
const readWithMode = async (path: string) => {
  try {
    const file = await open(path);
    try {
      return { text: await file.readFile("utf8"), mode: (await file.stat()).mode };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw thrown;
  }
};

/** Changes whenever the file at `path` is written or replaced. Never rejects. */
export const versionOfFile = (path: string): Promise<string> =>
  stat(path, { bigint: true }).then(
    ({ dev, ino, mtimeNs, ctimeNs, size }) => [dev, ino, mtimeNs, ctimeNs, size].join(":"),
    () => "none",
  );

/**
 * Reads the key ring from a file.
 * @returns `undefined` when there is no file
 * @throws KeyRingError when it cannot be read, other users can read it, or it holds no key ring that is fit to use
 */
export const readMasterKeyFile = async (path: string): Promise<KeyRing | undefined> => {
  const file = await readWithMode(path).catch(() => {
    throw new KeyRingError("file-unreadable", path);
  });
  if (file === undefined) return undefined;
  if (isOpenToOthers(file)) throw new KeyRingError("file-exposed", path);
  try {
    return KeyRing.parseStrong(file.text.trim());
  } catch (thrown) {
    throw new KeyRingError(isWeakness(thrown) ? thrown.code : "file-damaged", path);
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
