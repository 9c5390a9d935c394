import { statSync } from "node:fs";

/** The driver's code of a failure because the files at the path are no longer those that were opened. */
export const fileLost = "FILE_LOST";

/** How the files at the path compare with those that were opened. */
export type FilesState =
  | "in-place"
  /** The database is in place, but its log or the log's index was deleted, and no other program has made another. */
  | "log-missing"
  /** Another file, an empty one, or none. */
  | "lost";

const logSuffixes = ["-wal", "-shm"] as const;

/** @returns `undefined` when there is no file @throws what Node throws when the path cannot be reached */
const statusOf = (path: string) => {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status && { id: `${status.dev}:${status.ino}`, isEmpty: status.size === 0n };
};

/** A file's device and inode, which no other file has while it exists; `undefined` when there is none. */
export const fileIdOf = (path: string): string | undefined => {
  try {
    return statusOf(path)?.id;
  } catch {
    return undefined;
  }
};

/**
 * The files of an open database. SQLite goes on in a file that was deleted or replaced, as after a restore without a stop, and
 * reports writes as done that no later start finds. Nothing is opened here: closing a file releases SQLite's locks on it.
 */
export class OpenedFiles {
  readonly #path: string;
  #database: string | undefined;
  #hadContent = false;
  /** By suffix, while a connection has them open. */
  readonly #logs = new Map<string, string>();

  /** @param database the file's {@link fileIdOf} if it is known from before */
  constructor(path: string, database?: string) {
    this.#path = path;
    this.#database = database;
  }

  /** Takes the file that was just opened for the right one, unless another is known. */
  noteDatabase(): void {
    this.#database ??= fileIdOf(this.#path);
  }

  /** The same for the logs of a connection that has just committed: before, they may be another program's. */
  noteLogs(): void {
    for (const suffix of logSuffixes) {
      const id = this.#logs.has(suffix) ? undefined : fileIdOf(this.#path + suffix);
      if (id !== undefined) this.#logs.set(suffix, id);
    }
  }

  /** The connection closes: SQLite may delete the log, and the next connection makes another. */
  forgetLogs(): void {
    this.#logs.clear();
  }

  /** A path that cannot be reached at the moment counts as in place. */
  state(): FilesState {
    try {
      const database = statusOf(this.#path);
      if (this.#database !== undefined && database?.id !== this.#database) return "lost";
      // A new database is empty until its first write.
      if (this.#hadContent && database?.isEmpty !== false) return "lost";
      this.#hadContent ||= database?.isEmpty === false;
      const logs = [...this.#logs].map(([suffix, id]) => ({ id, now: statusOf(this.#path + suffix)?.id }));
      if (logs.some(({ id, now }) => now !== undefined && now !== id)) return "lost";
      return logs.some(({ now }) => now === undefined) ? "log-missing" : "in-place";
    } catch {
      return "in-place";
    }
  }
}
