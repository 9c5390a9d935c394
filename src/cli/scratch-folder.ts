import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const prefix = ".kapuseged-backup-";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The id of the process that made a scratch folder, or `undefined` for any other name. */
const makerOf = (name: string): number | undefined => {
  const [, pid] = /^\.kapuseged-backup-(\d+)-/.exec(name) ?? [];
  return pid === undefined ? undefined : Number(pid);
};

/** A process with our own id, which has made no folder yet, was an earlier one: in a container, ids repeat. */
const isRunning = (pid: number): boolean => {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== "ESRCH";
  }
};

/** Another user could put something else in place of what is in its own folder while it is being removed. */
const isOwnFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isDirectory() && (process.geteuid === undefined || found.uid === process.geteuid()),
    () => false,
  );

/** Removes what this user's runs left behind that were killed before they could. */
const clearLeftovers = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent).catch(() => [])) {
    const maker = makerOf(name);
    if (maker === undefined || isRunning(maker) || !(await isOwnFolder(join(parent, name)))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
};

const make = async ([parent = ".", ...others]: readonly string[]): Promise<string> => {
  await clearLeftovers(parent);
  try {
    return await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  } catch (thrown) {
    if (others.length === 0) throw thrown;
    return make(others);
  }
};

/**
 * Runs `work` with a folder of its own for copies of a database, which only this user can read. It is removed afterwards,
 * also when a signal ends the process; after a `kill -9`, the next run in the same parent removes it.
 * @param parents where to make it: in the first of them that can be written @throws Node's error when none can
 */
export const withScratchFolder = async <T>(
  parents: readonly string[],
  work: (folder: string) => Promise<T>,
): Promise<T> => {
  const folder = await make(parents);
  const endBy = (signal: NodeJS.Signals) => {
    rmSync(folder, { recursive: true, force: true });
    stopListening();
    process.kill(process.pid, signal);
  };
  const stopListening = () => signals.forEach((signal) => process.off(signal, endBy));
  signals.forEach((signal) => process.on(signal, endBy));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    stopListening();
  }
};
