import { closeSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Database } from "./database.ts";
import { DatabaseError } from "./database-error.ts";
import { overwriteWithZeros } from "./drivers/overwrite-wal.ts";
import { syncToDisk } from "./private-file.ts";

/*
 * Before a database file is migrated, it is copied to `<file>.before-schema-N`, where N is the first version of the schema
 * that it does not have yet. With it an operator can go back to the earlier program. The copy is removed before anything
 * of a user is erased, so that nothing erased is in it, and after a week at the latest.
 */

/** How long a copy is kept at most. */
export const migrationCopyTtlMs = 7 * 86_400_000;

interface MigrationCopy {
  readonly path: string;
  /** The version of its schema. */
  readonly version: number;
}

const migrationCopies = (file: string): readonly MigrationCopy[] => {
  const folder = dirname(resolve(file));
  const prefix = `${basename(file)}.before-schema-`;
  return readdirSync(folder).flatMap((name) => {
    const [, next] = name.startsWith(prefix)
      ? (/^(\d+)(?:\.draft)?$/.exec(name.slice(prefix.length)) ?? [])
      : [];
    return next === undefined ? [] : [{ path: join(folder, name), version: Number(next) - 1 }];
  });
};

/**
 * Copies a database file before its migration; the copy appears complete or not at all, and replaces an earlier one.
 * @param version of its schema @returns the copy's path @throws DatabaseError when it cannot be written
 */
export const copyBeforeMigration = async (
  database: Database,
  file: string,
  version: number,
): Promise<string> => {
  const path = `${file}.before-schema-${version + 1}`;
  const draft = `${path}.draft`;
  try {
    await rm(draft, { force: true });
    // Created first for its permissions.
    await (await open(draft, "wx", 0o600)).close();
    await database.read({ sql: "VACUUM INTO ?", args: [draft] });
    await syncToDisk(draft);
    await rename(draft, path);
    await syncToDisk(dirname(resolve(path)));
    return path;
  } catch (thrown) {
    await rm(draft, { force: true });
    throw DatabaseError.from(thrown);
  }
};

/** The newest copy that a program with this version of the schema can open, if there is one. */
export const findMigrationCopy = (file: string, version: number): string | undefined =>
  migrationCopies(file)
    .filter((copy) => copy.version <= version && !copy.path.endsWith(".draft"))
    .sort((a, b) => b.version - a.version)[0]?.path;

/**
 * Overwrites and removes the copies of a database file.
 * @param until only those that were made by then (ms since 1970)
 * @throws DatabaseError `not-erased` when a copy cannot be removed
 */
export const removeMigrationCopies = (file: string, until = Infinity): void => {
  try {
    for (const { path } of migrationCopies(file)) {
      if (statSync(path).mtimeMs > until) continue;
      const opened = openSync(path, "r+");
      try {
        overwriteWithZeros(opened);
      } finally {
        closeSync(opened);
      }
      rmSync(path);
    }
  } catch {
    throw new DatabaseError("not-erased");
  }
};
