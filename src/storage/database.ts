import { fileURLToPath } from "node:url";
import { setImmediate as yieldToOthers, setTimeout as wait } from "node:timers/promises";
import { DatabaseError, driverCodeOf } from "./database-error.ts";
import type { Driver, Row, Statement, StatementResult } from "./drivers/driver.ts";
import { GroupCommit } from "./drivers/group-commit.ts";
import { createPrivateFile } from "./private-file.ts";
import { LibsqlServerDriver } from "./drivers/libsql-server.ts";
import { SqliteFileDriver } from "./drivers/sqlite-file.ts";
import { SqliteThread } from "./drivers/sqlite-thread.ts";

/** Where the database is, and the token for a remote one. */
export interface DatabaseAddress {
  readonly url: string;
  readonly authToken?: string | undefined;
  /** Reads and writes a file in a thread of its own: for a program that must not wait for the disk. */
  readonly inThread?: boolean;
}

/** The path of the database file, or `undefined` when the database is remote. */
export const databaseFile = (url: string): string | undefined => {
  if (!url.startsWith("file:")) return undefined;
  return url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length).replace(/\?.*$/, "");
};

/** How long a call is retried before it fails and the user is asked to try again later. */
const retryTimeoutMs = 8_000;

/** How long a server may take for one try: short enough to retry while the user waits. */
const serverTimeoutMs = 3_000;

/** The same for work over many rows: a migration, or an operator's command. */
export const maintenanceTimeoutMs = 300_000;

/** A file up to this size, about 75,000 chats, is rewritten within half a second. */
const maxVacuumBytes = 64 * 1024 * 1024;

/** Wiping blocks the program, so the pause after a wipe is this many times as long as the wipe. */
const wipePauseFactor = 9;

const isStatementFault = (thrown: unknown): boolean =>
  DatabaseError.is(thrown, "constraint") || DatabaseError.is(thrown, "invalid-statement");

const openDriver = async ({ url, authToken, inThread = false }: DatabaseAddress): Promise<Driver> => {
  const file = databaseFile(url);
  if (file === undefined) return LibsqlServerDriver.open(url, authToken);
  await createPrivateFile(file);
  return inThread ? new SqliteThread(file) : new SqliteFileDriver(file);
};

/**
 * The only way to libSQL. It exists because of what the plain client does after one `SQLITE_BUSY` on a file: later
 * writes are reported as done, can be read back, and are not in the file (libsql-client-ts#352; measured: 50 of 50
 * lost). So the file's driver discards its connection after any failure, and every write is a batch, which is a
 * transaction that either fails or is on the disk. The plain client also waits for a server's answer for ever.
 *
 * A retried write may have been applied already, so callers pass statements that may run twice.
 */
export class Database {
  readonly #driver: Driver;
  readonly #isRemote: boolean;
  readonly #onRetry: (driverCode: string) => void;
  readonly #timeoutMs: number;
  readonly #groupCommit: GroupCommit;
  #wiping: Promise<boolean> = Promise.resolve(true);
  /** When the next wipe may begin (`performance.now()`). */
  #nextWipeAt = 0;
  #nextWipe: Promise<boolean> | undefined;
  /** Whether one of the callers that share the next wipe wants it whatever the file's size. */
  #nextWipeTakesLargeFile = false;

  private constructor(
    driver: Driver,
    isRemote: boolean,
    onRetry: (driverCode: string) => void,
    timeoutMs: number,
  ) {
    this.#driver = driver;
    this.#isRemote = isRemote;
    this.#onRetry = onRetry;
    this.#timeoutMs = timeoutMs;
    this.#groupCommit = new GroupCommit(
      (statements) => this.#writeWithRetry(statements, timeoutMs),
      isStatementFault,
    );
  }

  /**
   * Opens the database; creates the file and its folder if they do not exist.
   * @param onRetry called with the driver's code before each retry
   * @param timeoutMs how long a server may take for one try
   * @throws DatabaseError when it cannot be opened
   */
  static async open(
    address: DatabaseAddress,
    onRetry: (driverCode: string) => void = () => undefined,
    timeoutMs = serverTimeoutMs,
  ): Promise<Database> {
    let driver: Driver | undefined;
    try {
      const isRemote = databaseFile(address.url) === undefined;
      driver = await openDriver(address);
      const database = new Database(driver, isRemote, onRetry, timeoutMs);
      if (!isRemote) await database.read("SELECT 1");
      return database;
    } catch (thrown) {
      await driver?.close();
      throw DatabaseError.from(thrown);
    }
  }

  /** The rows of one SELECT. @throws DatabaseError */
  read(statement: Statement): Promise<readonly Row[]> {
    return this.#retry(() => this.#driver.read(statement, this.#timeoutMs));
  }

  /**
   * Runs the statements in one transaction.
   * @param statements must be harmless when they run twice
   * @param timeoutMs how long a server may take for one try
   * @returns one result per statement, once they are durable @throws DatabaseError
   */
  write(statements: readonly Statement[], timeoutMs = this.#timeoutMs): Promise<readonly StatementResult[]> {
    // The file's driver groups writes itself.
    return this.#isRemote && timeoutMs === this.#timeoutMs
      ? this.#groupCommit.write(statements)
      : this.#writeWithRetry(statements, timeoutMs);
  }

  /**
   * Switches the file to a write-ahead log, for good. Not a part of opening, since it changes the file. Does nothing on
   * a remote server.
   */
  async enableWal(): Promise<void> {
    if (!this.#isRemote) await this.read("PRAGMA journal_mode = WAL");
  }

  /**
   * Moves everything into the database file, overwrites the write-ahead log and truncates it, so that deleted bytes, which
   * `secure_delete` has overwritten in the file, are gone from the log and from its blocks on the disk too. Does nothing on
   * a remote server.
   * @returns whether the log is empty now; another program's reader or writer can prevent that
   */
  async emptyWal(): Promise<boolean> {
    if (this.#isRemote) return false;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await this.#retry(() => this.#driver.emptyWal())) return true;
      await wait(50 * 2 ** attempt);
    }
    return false;
  }

  /**
   * Removes deleted data from the disk. `secure_delete` overwrites a cell in place, but when SQLite splits a page, copies
   * of cells stay in the gap (measured: a piece of one in one of five runs of fifty erasures); only a rewritten file is
   * free of them. Does nothing on a remote server.
   * @param includeLargeFile rewrites a large file too, which blocks the program (1 s for 200,000 chats)
   * @returns whether nothing is left @throws DatabaseError
   */
  wipe(includeLargeFile = false): Promise<boolean> {
    if (this.#isRemote) return Promise.resolve(false);
    this.#nextWipeTakesLargeFile ||= includeLargeFile;
    // A call during a wipe comes too late for that one; all such calls share the next.
    this.#nextWipe ??= (async () => {
      await this.#wiping.catch(() => false);
      const pauseMs = this.#nextWipeAt - performance.now();
      if (pauseMs > 0) await wait(pauseMs);
      this.#nextWipe = undefined;
      const takesLargeFile = this.#nextWipeTakesLargeFile;
      this.#nextWipeTakesLargeFile = false;
      this.#wiping = this.#runWipe(takesLargeFile);
      return this.#wiping;
    })();
    return this.#nextWipe;
  }

  async #runWipe(includeLargeFile: boolean): Promise<boolean> {
    const startedAt = performance.now();
    const isRewritten = await this.#vacuum(includeLargeFile);
    await yieldToOthers();
    const isEmptied = await this.emptyWal();
    const endedAt = performance.now();
    this.#nextWipeAt = endedAt + wipePauseFactor * (endedAt - startedAt);
    return isRewritten && isEmptied;
  }

  /** The size in bytes, without the write-ahead log. */
  async size(): Promise<number> {
    const [size] = await this.read(
      "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
    );
    return Number(size?.["bytes"]);
  }

  /** Empties the write-ahead log and closes. */
  async close(): Promise<void> {
    await this.emptyWal().catch(() => false);
    await this.#driver.close();
  }

  /** @returns whether the file was rewritten */
  async #vacuum(includeLargeFile: boolean): Promise<boolean> {
    if (!includeLargeFile && (await this.size()) > maxVacuumBytes) return false;
    // It needs as much free space as the file takes; without it, deleted data is still overwritten in place.
    return this.read("VACUUM").then(
      () => true,
      () => false,
    );
  }

  #writeWithRetry(statements: readonly Statement[], timeoutMs: number): Promise<readonly StatementResult[]> {
    return this.#retry(() => this.#driver.write(statements, timeoutMs));
  }

  async #retry<T>(call: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + retryTimeoutMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call();
      } catch (thrown) {
        const driverCode = driverCodeOf(thrown);
        if (!this.#driver.isTransient(driverCode) || Date.now() > deadline) throw DatabaseError.from(thrown);
        this.#onRetry(driverCode);
        await wait(Math.min(500, 5 * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }
}
