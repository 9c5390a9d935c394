import { closeSync, existsSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import type { StatementResult } from "./driver.ts";

/** Bytes of the log's header. Its two salts change whenever SQLite begins the log again. */
const headerBytes = 32;
const zeros = new Uint8Array(1024 * 1024);

const headerOf = (file: number): Buffer => {
  const header = Buffer.alloc(headerBytes);
  readSync(file, header, 0, headerBytes, 0);
  return header;
};

const isFinished = ({ rows }: StatementResult): boolean => rows[0]?.["busy"] === 0;

/** Overwrites an open file with zeros and waits until they are on the disk. @param file its descriptor @throws what Node throws */
export const overwriteWithZeros = (file: number): void => {
  const { size } = fstatSync(file);
  for (let at = 0; at < size; at += zeros.length)
    writeSync(file, zeros, 0, Math.min(zeros.length, size - at), at);
  // Without this, truncating or removing the file drops the zeros before they reach the disk.
  fdatasyncSync(file);
};

/**
 * Moves the write-ahead log into the database, overwrites the log with zeros, and truncates it, so that the blocks which
 * the file system gets back hold nothing.
 *
 * The log is overwritten only when nothing needs it. The checkpoint has synced every frame into the database and waited
 * for all readers of the log; later readers do not use a log that is wholly in the database. The write lock keeps other
 * writers out, and an unchanged header shows that none has begun the log again between the checkpoint and the lock. After a
 * power cut SQLite takes a log of zeros for an empty one. (https://sqlite.org/walformat.html)
 *
 * @param run runs a statement on the connection, which must have `synchronous` FULL; nothing may run in between
 * @param path of the log. No locks are held on it, unlike on the other files, where closing it would release them.
 * @returns whether the log is empty now; another program's reader or writer can prevent that
 * @throws what SQLite or the file system throws
 */
export const overwriteWal = (run: (sql: string) => StatementResult, path: string): boolean => {
  const truncate = () => isFinished(run("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (!existsSync(path)) return truncate();
  const file = openSync(path, "r+");
  try {
    if (fstatSync(file).size === 0) return truncate();
    const header = headerOf(file);
    if (!isFinished(run("PRAGMA wal_checkpoint(RESTART)"))) return false;
    run("BEGIN IMMEDIATE");
    try {
      if (!headerOf(file).equals(header)) return false;
      overwriteWithZeros(file);
    } finally {
      run("ROLLBACK");
    }
    return truncate();
  } finally {
    closeSync(file);
  }
};
