import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes an empty database file that only its owner can read, with its folder, unless there is one; SQLite gives the same
 * mode to the files that it makes beside it. A file that cannot be made is left to SQLite to report.
 * @throws what Node throws when the folder cannot be made
 */
export const createPrivateFile = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "wx", 0o600).catch(() => undefined);
  await file?.close();
};

/** Makes a file's bytes, or a folder's entries, durable. @throws what Node throws */
export const syncToDisk = async (path: string): Promise<void> => {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
};
