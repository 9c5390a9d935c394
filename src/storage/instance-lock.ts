import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import Native from "libsql";
import { codeOf, DatabaseError } from "./database-error.ts";

/** Another instance of the program is running on the same file. */
export class DatabaseInUse extends Error {
  constructor() {
    super("another instance runs on this database file");
    this.name = "Leased";
  }
}

/**
 * The sole right to run on a database file. It is a lock that SQLite holds on a file of its own beside it: the
 * operating system takes it away from a process that dies, however it dies, so that nobody has to wait for a note to
 * grow old; and tools that read and write the database itself are not kept out.
 */
export class InstanceLock {
  readonly #connection: Native.Database;

  private constructor(connection: Native.Database) {
    this.#connection = connection;
  }

  /** @param file the database's. @throws Leased, StoreFault */
  static async acquire(file: string): Promise<InstanceLock> {
    let connection: Native.Database | undefined;
    try {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      connection = new Native(`${file}.lock`, { timeout: 0 });
      // Not prepared: a statement that is still there would keep the connection from being closed.
      connection.exec("PRAGMA locking_mode = EXCLUSIVE");
      // In this mode the lock of a transaction is kept until the connection ends. Nothing is written.
      connection.exec("BEGIN EXCLUSIVE; COMMIT");
      return new InstanceLock(connection);
    } catch (thrown) {
      connection?.close();
      const code = codeOf(thrown);
      throw code.startsWith("SQLITE_BUSY") ? new DatabaseInUse() : new DatabaseError(code);
    }
  }

  /** Lets another instance have the file. */
  release(): void {
    this.#connection.close();
  }
}
