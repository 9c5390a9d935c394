import { existsSync } from "node:fs";
import Native from "libsql";
import { DatabaseError } from "./database-error.ts";
import { createPrivateFile } from "./private-file.ts";

/** How long a starting instance waits for the lock: longer than {@link InstanceLock.isHeld} holds it. */
const lockTimeoutMs = 200;

/**
 * Keeps a second instance of the program off a database file. SQLite holds the lock on a separate file beside the
 * database: the operating system releases it when the process ends, however it ends, so no stale lock has to time out,
 * and operator's commands can still read and write the database.
 */
export class InstanceLock {
  readonly #connection: Native.Database;

  private constructor(connection: Native.Database) {
    this.#connection = connection;
  }

  /** Whether an instance holds the lock on this file. Never makes a file. @throws DatabaseError */
  static async isHeld(file: string): Promise<boolean> {
    if (!existsSync(`${file}.lock`)) return false;
    try {
      (await InstanceLock.acquire(file)).release();
      return false;
    } catch (thrown) {
      if (DatabaseError.is(thrown, "in-use")) return true;
      throw thrown;
    }
  }

  /** @param file the database's path @throws DatabaseError `in-use` when another instance holds the lock */
  static async acquire(file: string): Promise<InstanceLock> {
    let connection: Native.Database | undefined;
    try {
      await createPrivateFile(`${file}.lock`);
      connection = new Native(`${file}.lock`, { timeout: lockTimeoutMs });
      // `exec`, because an open prepared statement would keep the connection from closing.
      connection.exec("PRAGMA locking_mode = EXCLUSIVE");
      // In this mode a transaction's lock is kept until the connection closes. Nothing is written.
      connection.exec("BEGIN EXCLUSIVE; COMMIT");
      return new InstanceLock(connection);
    } catch (thrown) {
      connection?.close();
      const error = DatabaseError.from(thrown);
      throw error.code === "busy" ? new DatabaseError("in-use") : error;
    }
  }

  /** Lets another instance use the file. */
  release(): void {
    this.#connection.close();
  }
}
