import { constants } from "node:fs";
import { link, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Who owns a file, and who may use it. */
export interface Access {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** The bits of a mode that say who may use a file. */
const permissions = 0o7777;

const ownAccess = (): Access => ({
  uid: process.geteuid?.() ?? 0,
  gid: process.getegid?.() ?? 0,
  mode: 0o600,
});

/** Every change that replacing a file makes on the disk. A test kills the program at each of them. */
export interface Disk {
  /** Writes a new file, or leaves none. @throws what Node throws, also when there is a file */
  create(path: string, text: string, access: Access): Promise<void>;
  /** Gives a file a second name. */
  link(path: string, name: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Overwrites a file's bytes in place with zeros. */
  overwrite(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes what happened to the names in a folder durable. */
  syncFolder(path: string): Promise<void>;
}

/** The disk of this machine. */
export const disk: Disk = {
  async create(path, text, { uid, gid, mode }) {
    const file = await open(path, "wx", 0o600);
    try {
      const made = await file.stat();
      if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
      await file.chmod(mode & permissions);
      await file.writeFile(text);
      await file.sync();
    } catch (thrown) {
      // Part of the text may be on a disk that is full.
      await disk.overwrite(path).catch(() => undefined);
      await rm(path, { force: true });
      throw thrown;
    } finally {
      await file.close();
    }
  },
  link,
  rename,
  async overwrite(path) {
    // Without following a link that someone may have put there.
    const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      await file.write(Buffer.alloc(size), 0, size, 0);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  remove: (path) => rm(path),
  async syncFolder(path) {
    const folder = await open(path);
    await folder.sync().finally(() => folder.close());
  },
};

/** @returns `undefined` when there is no file */
const statOf = async (path: string) => {
  try {
    return await stat(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
};

const draftOf = (path: string) => `${path}.new`;
const formerOf = (path: string) => `${path}.old`;

/** The file that a path names, also through symbolic links; the path itself when there is no file. */
export const resolveFile = (path: string): Promise<string> => realpath(path).catch(() => path);

/**
 * Removes what a {@link replaceSecretFile} that was interrupted has left, and overwrites it.
 * @param path without symbolic links @returns whether the replacement had taken effect @throws what Node throws
 */
export const finishReplacing = async (path: string, on: Disk = disk): Promise<boolean> => {
  const [draft, former, now] = await Promise.all([draftOf(path), formerOf(path), path].map(statOf));
  if (draft !== undefined) {
    await on.overwrite(draftOf(path));
    await on.remove(draftOf(path));
  }
  if (former === undefined) return false;
  // Interrupted before the new file had the name: this is a second name of the file in use.
  const isInUse = former.ino === now?.ino && former.dev === now.dev;
  if (!isInUse) await on.overwrite(formerOf(path));
  await on.remove(formerOf(path));
  return !isInUse;
};

/**
 * Replaces a file atomically, keeping its owner and mode, or makes it for this user alone; then overwrites the former file's
 * bytes.
 * At every moment the path names the whole former or the whole new file. After an interruption, {@link finishReplacing}
 * overwrites what is left.
 * @param path without symbolic links @throws what Node throws; the path then names the former file or the new one
 */
export const replaceSecretFile = async (path: string, text: string, on: Disk = disk): Promise<void> => {
  await finishReplacing(path, on);
  const former = await statOf(path);
  await on.create(draftOf(path), text, former ?? ownAccess());
  // A second name, so that the former bytes can still be found and overwritten.
  if (former !== undefined) await on.link(path, formerOf(path));
  await on.rename(draftOf(path), path);
  await on.syncFolder(dirname(path));
  if (former === undefined) return;
  await on.overwrite(formerOf(path));
  await on.remove(formerOf(path));
  await on.syncFolder(dirname(path));
};
