import { accessSync, constants, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StorageConfig } from "./config.ts";
import { OperatorError } from "./operator-error.ts";
import { databaseFile } from "./storage/database.ts";
import type { KeyRing } from "./vault/key-ring.ts";
import { isOpenToOthers } from "./vault/master-key-file.ts";

const { R_OK, W_OK, X_OK } = constants;

/** Node's code for why this user cannot use a path in a way, or `undefined` when it can. */
const accessFault = (path: string, mode: number): string | undefined => {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code;
  }
};

/** @returns what is at a path, or `undefined` when nothing is, or it cannot be reached */
const statusOf = (path: string) => {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
};

const folderProblem = (file: string): string | undefined =>
  statusOf(file)?.isDirectory() === true
    ? `DATABASE_URL: ${file} is a folder. Name a file in it: file:${join(file, "kapuseged.db")}`
    : undefined;

/** What a failure to open a database file means, with its remedy; covers folders and files of other users. */
export const databaseFileProblem = (file: string, driverCode: string): string => {
  const folder = dirname(file);
  const cannot = (code: string, why: string) =>
    `DATABASE_URL: the database cannot be opened (${code}): ${why}`;
  const isFolder = folderProblem(file);
  if (isFolder !== undefined) return isFolder;
  if (/^SQLITE_(NOTADB|CORRUPT)$/.test(driverCode))
    return cannot(
      driverCode,
      "the file is not a database, or is damaged. Check the path, or restore a backup.",
    );
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)$/.test(driverCode))
    return cannot(driverCode, `the disk has no room left. Make some on the disk of ${folder}.`);
  if (/^(EEXIST|ENOTDIR)$/.test(driverCode))
    return cannot(driverCode, `${folder} is not a folder. Correct the path.`);
  const fileFault = accessFault(file, R_OK | W_OK);
  const fault = fileFault === "ENOENT" ? accessFault(folder, W_OK | X_OK) : fileFault;
  const code = fault === undefined || fault === "ENOENT" ? driverCode : fault;
  if (/^(EACCES|EPERM|EROFS|SQLITE_(READONLY|CANTOPEN|PERM))$/.test(code))
    return cannot(
      code,
      `this user needs the right to read and write ${file} and its folder. Change their owner or mode.`,
    );
  return cannot(code, `check the disk of ${folder}, and that no other program uses the file.`);
};

/** The database's path or host, by which the operator knows it; never a password or token. */
export const placeOf = ({ database }: StorageConfig): string =>
  databaseFile(database.url) ?? new URL(database.url).host;

/** @throws OperatorError when the database file, which is not opened, is a folder */
const isMissing = (file: string): boolean => {
  const problem = folderProblem(file);
  if (problem !== undefined) throw new OperatorError(problem);
  const fault = accessFault(file, constants.F_OK);
  return fault === "ENOENT" || statusOf(file)?.size === 0;
};

/**
 * Refuses to make a database for a key ring that belongs to another one: the path is wrong, or a volume is not mounted.
 * Two kinds of ring are known to be in use: one that the bot itself made beside the database, and one that has been rotated. A
 * ring that the operator has set looks the same at the first start as later.
 * @param ringFile the file beside the database, if the ring comes from there
 * @throws OperatorError
 */
export const refuseNewDatabase = (
  config: StorageConfig,
  ring: KeyRing | undefined,
  ringFile: string | undefined,
): void => {
  if (ring === undefined || config.newDatabase === true) return;
  const isRotated = ring.ids.some((id) => id > 1);
  if (ringFile === undefined && !isRotated) return;
  const source = ringFile ?? config.keyRingFile ?? "MASTER_KEY";
  const missing =
    databaseFile(config.database.url) === undefined
      ? `the database at ${placeOf(config)} is empty`
      : `there is no database at ${placeOf(config)}`;
  throw new OperatorError(
    `DATABASE_URL: ${missing}, but ${source} ${ringFile === undefined ? "has been rotated, so there was one" : "was made for one"}. Correct the path, mount the volume, or restore a backup. To begin with an empty database all the same, start once with NEW_DATABASE=1.`,
  );
};

/** The same for a database file before anything is made. @throws OperatorError, also when the file is a folder */
export const refuseMissingFile = (...args: Parameters<typeof refuseNewDatabase>): void => {
  const file = databaseFile(args[0].database.url);
  if (file !== undefined && isMissing(file)) refuseNewDatabase(...args);
};

/** A warning about files of the database that other users can read: an earlier version or another program made them. */
export const exposureOf = (file: string): string | undefined => {
  const exposed = [file, `${file}-wal`].filter((path) => {
    const status = statusOf(path);
    return status !== undefined && isOpenToOthers(status);
  });
  if (exposed.length === 0) return undefined;
  return `the database can be read by every user of this machine. Run: chmod 600 ${exposed.join(" ")}`;
};
