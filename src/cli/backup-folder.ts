import { lstat, readdir, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "../operator-error.ts";

const othersMayWrite = 0o002;
/** In such a folder, only the owner of an entry can rename or remove it. */
const sticky = 0o1000;

/** Whether every user of the machine can replace and remove what is in a folder. Windows reports no such modes. */
const isOpenFolder = ({ mode }: { readonly mode: number }): boolean =>
  process.platform !== "win32" && (mode & othersMayWrite) !== 0 && (mode & sticky) === 0;

/** Whether this user may trust that what it makes in a folder stays what it is. */
export const isSafeFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory() && !isOpenFolder(found),
    () => false,
  );

/**
 * Checks a folder that backups are made in, where another user could otherwise put links and files in place of ours.
 * @returns its path without symbolic links @throws OperatorError
 */
export const requireSafeFolder = async (path: string): Promise<string> => {
  const folder = await realpath(path).catch(() => undefined);
  if (folder === undefined)
    throw new OperatorError(`${path} does not exist. Make it, for this user only (mode 700).`);
  const found = await stat(folder);
  if (!found.isDirectory()) throw new OperatorError(`${path} is not a folder. Name a folder.`);
  if (isOpenFolder(found))
    throw new OperatorError(
      `Every user of this machine can replace and remove files in ${folder}. Run: chmod o-w ${folder}`,
    );
  return folder;
};

/** A backup of a day. */
const datedName = /^kapuseged-\d{4}-\d{2}-\d{2}\.db$/;

/**
 * Removes the oldest dated backups in a folder, but for `count`. Counts and removes only files that this user or the folder's
 * owner has made: in a folder for everyone, such as /tmp, a link or a file with a later date does not push out a backup.
 * @param newest the name of one that stays @throws OperatorError
 */
export const removeOutdated = async (folder: string, newest: string, count: number): Promise<void> => {
  const makers = [process.geteuid?.(), (await stat(folder)).uid];
  const others: string[] = [];
  for (const name of await readdir(folder)) {
    if (!datedName.test(name) || name === newest) continue;
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true && makers.includes(found.uid)) others.push(name);
  }
  for (const name of others.sort().slice(0, Math.max(0, others.length - count + 1)))
    await rm(join(folder, name), { force: true }).catch((thrown: unknown) => {
      const { code = "" } = thrown as NodeJS.ErrnoException;
      throw new OperatorError(
        `The backup is made, but the old ${join(folder, name)} cannot be removed (${code}). Remove it as its owner.`,
      );
    });
};
