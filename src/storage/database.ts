import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import type { InStatement, ResultSet, Row } from "@libsql/client";
import type { Driver, Work } from "./drivers/driver.ts";
import { codeOf, DatabaseError } from "./database-error.ts";
import { SqliteFileDriver } from "./drivers/sqlite-file-driver.ts";
import { LibsqlServerDriver } from "./drivers/libsql-server.ts";
import { GroupCommit } from "./drivers/group-commit.ts";

/** Where the database is, and the token for a remote one. */
export interface DatabaseAddress {
  readonly url: string;
  readonly authToken?: string | undefined;
}

/** The path of the database file, or `undefined` when the database is remote. */
export const databaseFile = (url: string): string | undefined => {
  if (!url.startsWith("file:")) return undefined;
  return url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length).replace(/\?.*$/, "");
};

/** ms after which a call is not tried again, but the person is told to try again later. */
const retryTimeoutMs = 8_000;

/** ms that a server may take for one try. It is noticed then, and tried anew, while the person waits. */
const serverTimeoutMs = 3_000;

/** ms for one try of what goes over many rows: a migration, or what an operator's tool does. */
export const maintenanceTimeoutMs = 300_000;

/** Bytes. A file up to this size, some 75,000 chats, is written anew in half a second. */
const maxVacuumBytes = 64 * 1024 * 1024;

/** Codes of a failure that is a statement's own, and not the database's. */
const statementErrors = /^SQLITE_(CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG|UNKNOWN)|^SQL_|^(Range|Type)Error$/;

const doorTo = async ({ url, authToken }: DatabaseAddress): Promise<Driver> => {
  const file = databaseFile(url);
  if (file === undefined) return LibsqlServerDriver.open(url, authToken);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  return new SqliteFileDriver(file);
};

/**
 * The one door to libSQL. It exists because of what the plain client does after a single `SQLITE_BUSY` on a
 * file: later writes are reported as done, can be read back, and are not in the file (libsql-client-ts#352;
 * measured: 50 of 50 lost). So after any BUSY the connection is thrown away before the retry, and every
 * write is a batch, which is a transaction that either fails or is on the disk. And because the plain client waits
 * for a server's answer for ever.
 *
 * A retried write may have happened already, so callers hand in statements that may run twice.
 */
export class Database {
  readonly #door: Driver;
  readonly #remote: boolean;
  readonly #onRetry: (code: string) => void;
  readonly #limit: number;
  readonly #shared: GroupCommit;
  #wiping: Promise<boolean> = Promise.resolve(true);
  #nextWipe: Promise<boolean> | undefined;
  /** Somebody who shares the next wipe wants it whatever the file's size. */
  #wipesUnhurriedly = false;

  private constructor(door: Driver, remote: boolean, onRetry: (code: string) => void, limit: number) {
    this.#door = door;
    this.#remote = remote;
    this.#onRetry = onRetry;
    this.#limit = limit;
    this.#shared = new GroupCommit(
      (statements) => this.#write(statements, limit),
      (thrown) => thrown instanceof DatabaseError && statementErrors.test(thrown.code),
    );
  }

  /**
   * Opens the database; creates the file and its folder if need be.
   * @param onRetry is told the driver's code before each retry.
   * @param limit ms that a server may take for one try
   * @throws StoreFault when it cannot be opened.
   */
  static async open(
    address: DatabaseAddress,
    onRetry: (code: string) => void = () => undefined,
    limit = serverTimeoutMs,
  ): Promise<Database> {
    try {
      const remote = databaseFile(address.url) === undefined;
      const database = new Database(await doorTo(address), remote, onRetry, limit);
      if (!remote) await database.read("SELECT 1");
      return database;
    } catch (thrown) {
      throw thrown instanceof DatabaseError ? thrown : new DatabaseError(codeOf(thrown));
    }
  }

  /** Rows of one SELECT. @throws StoreFault */
  async read(statement: InStatement): Promise<Row[]> {
    const { rows } = await this.#retried((client) => client.execute(statement), this.#limit);
    return rows;
  }

  /**
   * Runs the statements in one transaction and returns when they are durable.
   * @param statements must be harmless when run twice.
   * @param limit ms that a server may take for one try @throws StoreFault
   */
  async write(statements: InStatement[], limit = this.#limit): Promise<ResultSet[]> {
    // A file shares transactions of its own accord.
    return this.#remote && limit === this.#limit
      ? this.#shared.write(statements)
      : this.#write(statements, limit);
  }

  /**
   * Has the file keep a write-ahead log, as it does from then on. Not a part of opening, since it changes the file.
   * Nothing to do on a remote server.
   */
  async keepLog(): Promise<void> {
    if (!this.#remote) await this.read("PRAGMA journal_mode = WAL");
  }

  /**
   * Moves everything into the database file and empties the write-ahead log, so that deleted bytes, which
   * `secure_delete` has overwritten in the file, are gone from the log too. Nothing to do on a remote server.
   * @returns whether the log is empty now; a reader in another process can prevent it.
   */
  async emptyLog(): Promise<boolean> {
    if (this.#remote) return false;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [row] = await this.read("PRAGMA wal_checkpoint(TRUNCATE)");
      if (row?.[0] === 0) return true;
      await wait(50 * 2 ** attempt);
    }
    return false;
  }

  /**
   * Leaves nothing on the disk of what was deleted. `secure_delete` overwrites a cell where it lies, but when SQLite divides
   * a page, copies of cells stay in the gap (measured: a piece of one in one of five runs of fifty erasures); only a file
   * that is written anew is without them. Nothing to do on a remote server.
   * @param unhurriedly a large file as well, for which the program stands still (1 s for 200,000 chats)
   * @returns whether nothing is left @throws StoreFault
   */
  wipe(unhurriedly = false): Promise<boolean> {
    if (this.#remote) return Promise.resolve(false);
    this.#wipesUnhurriedly ||= unhurriedly;
    // What is asked for while the file is written comes too late for that, and together for the next time.
    this.#nextWipe ??= (async () => {
      await this.#wiping.catch(() => false);
      this.#nextWipe = undefined;
      const whatever = this.#wipesUnhurriedly;
      this.#wipesUnhurriedly = false;
      this.#wiping = this.#writeAnew(whatever).then(async (isNew) => (await this.emptyLog()) && isNew);
      return this.#wiping;
    })();
    return this.#nextWipe;
  }

  /** Empties the log and closes. */
  async close(): Promise<void> {
    await this.emptyLog().catch(() => false);
    this.#door.close();
  }

  /** @returns whether it was done */
  async #writeAnew(unhurriedly: boolean): Promise<boolean> {
    const [size] = await this.read(
      "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size",
    );
    if (!unhurriedly && Number(size?.["bytes"]) > maxVacuumBytes) return false;
    // It needs as much room as the file has; where there is none, what was deleted is still overwritten where it lay.
    return this.read("VACUUM").then(
      () => true,
      () => false,
    );
  }

  #write(statements: InStatement[], limit: number): Promise<ResultSet[]> {
    return this.#retried((client) => client.batch(statements, "write"), limit);
  }

  async #retried<T>(work: Work<T>, limit: number): Promise<T> {
    const until = Date.now() + retryTimeoutMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#door.run(work, limit);
      } catch (thrown) {
        const code = codeOf(thrown);
        if (!this.#door.isTransient(code) || Date.now() > until) throw new DatabaseError(code);
        this.#onRetry(code);
        await wait(Math.min(500, 5 * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }
}
