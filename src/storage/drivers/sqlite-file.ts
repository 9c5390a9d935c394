import type { InValue } from "@libsql/client";
import Native from "libsql";
import { fileLost, OpenedFiles } from "./opened-files.ts";
import { overwriteWal } from "./overwrite-wal.ts";
import { isBusy, SqliteError, sqliteErrorOf } from "./sqlite-error.ts";
import type { Driver, Row, Statement, StatementResult } from "./driver.ts";

/**
 * `secure_delete` and `synchronous` belong to a connection, not to the file, so every new connection sets them.
 * FULL costs one fsync per commit and makes an acknowledged write survive a power cut.
 */
const connectionPragmas = ["PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"];

/** Prepared statements kept per connection. The program has about forty; preparing one costs five times its run. */
const maxPreparedStatements = 100;
/** Longer statements are built for one occasion and are not kept. */
const maxPreparedLength = 1_000;

/** How long writers that come in groups are given to gather into one transaction. */
const gatherMs = 5;

type NativeStatement = Native.Statement<[readonly InValue[]]>;

/** One connection with its prepared statements. Every call is synchronous and blocks its thread. */
class Connection {
  readonly #database: Native.Database;
  readonly #prepared = new Map<string, NativeStatement>();

  constructor(path: string) {
    // No busy timeout: waiting inside SQLite would block the thread.
    this.#database = new Native(path, { timeout: 0 });
    for (const pragma of connectionPragmas) this.run(pragma);
  }

  run(statement: Statement): StatementResult {
    const { sql, args } = typeof statement === "string" ? { sql: statement, args: [] } : statement;
    const prepared = this.#prepare(sql);
    if (!prepared.reader) return { rows: [], rowsAffected: prepared.run(args).changes };
    // All rows at once: a statement that is left half-read would keep the transaction from committing.
    return { rows: prepared.all(args) as Row[], rowsAffected: 0 };
  }

  /** Ends a failed transaction, unless SQLite has ended it already. */
  rollBack(): void {
    if (this.#database.inTransaction) this.run("ROLLBACK");
  }

  /** Rolls back first: libSQL closes the file, and releases its lock, only after the last statement is freed. */
  close(): void {
    try {
      this.rollBack();
    } finally {
      this.#database.close();
    }
  }

  #prepare(sql: string): NativeStatement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare<[readonly InValue[]]>(sql);
    // Some PRAGMAs act when they are prepared, so they are prepared for each run.
    if (sql.length > maxPreparedLength || sql.startsWith("PRAGMA")) return statement;
    if (this.#prepared.size >= maxPreparedStatements) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** The statements of one caller, and how to answer it. */
interface PendingWrite {
  readonly statements: readonly Statement[];
  readonly resolve: (results: readonly StatementResult[]) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A database file. Costs a third of what the plain client does: statements stay prepared, and writes that arrive
 * together share a transaction and its fsync, which is most of the cost of a write. A caller is answered only once
 * its write is durable.
 *
 * After a failure that is not one statement's own, the connection is discarded: after an SQLITE_BUSY, libSQL reports
 * later writes as done that never reach the file (libsql-client-ts#352), and a connection opened while the disk was
 * read-only stays read-only.
 *
 * No call succeeds once the file at the path is another than the one that was opened: every later call fails with
 * {@link fileLost}.
 */
export class SqliteFileDriver implements Driver {
  readonly #path: string;
  readonly #files: OpenedFiles;
  #isLost = false;
  #connection: Connection | undefined;
  #pending: PendingWrite[] = [];
  /** When the last transaction that several writes shared ended (`performance.now()`). */
  #lastSharedAt = -Infinity;

  /**
   * @param path of the file; its folder must exist
   * @param fileId the file's {@link fileIdOf} if it was opened before @throws SqliteError when the file cannot be opened
   */
  constructor(path: string, fileId?: string) {
    this.#path = path;
    this.#files = new OpenedFiles(path, fileId);
    this.#use(() => undefined);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a failure must be a rejection, as with a server.
  async read(statement: Statement): Promise<readonly Row[]> {
    return this.#use((connection) => connection.run(statement).rows);
  }

  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ statements, resolve, reject }) > 1) return;
      // A write that comes alone runs at once; after a shared transaction more are likely, so wait for them.
      const delayMs = this.#lastSharedAt + gatherMs - performance.now();
      if (delayMs <= 0) setImmediate(() => this.#flush());
      else setTimeout(() => this.#flush(), delayMs);
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async emptyWal(): Promise<boolean> {
    return this.#use((connection) => {
      // The log at the path may be another database's.
      this.#requireFiles();
      return overwriteWal((sql) => connection.run(sql), `${this.#path}-wal`);
    });
  }

  isTransient(driverCode: string): boolean {
    return isBusy(driverCode);
  }

  /** Writes what is pending, then closes. */
  close(): Promise<void> {
    this.#flush();
    this.#discard();
    return Promise.resolve();
  }

  #flush(): void {
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length === 0) return;
    this.#commit(writes);
    if (writes.length > 1) this.#lastSharedAt = performance.now();
  }

  #commit(writes: readonly PendingWrite[]): void {
    try {
      const results = this.#use((connection) => {
        connection.run("BEGIN IMMEDIATE");
        const all = writes.map(({ statements }) => statements.map((one) => connection.run(one)));
        connection.run("COMMIT");
        this.#files.noteLogs();
        return all;
      });
      writes.forEach(({ resolve }, i) => resolve(results[i] ?? []));
    } catch (thrown) {
      const failsAll = thrown instanceof SqliteError && isBusy(thrown.code);
      // One write may have caused the failure: run each in a transaction of its own.
      if (writes.length > 1 && !failsAll) for (const write of writes) this.#commit([write]);
      else for (const { reject } of writes) reject(thrown);
    }
  }

  #use<T>(work: (connection: Connection) => T): T {
    try {
      this.#connection ??= this.#connect();
      const result = work(this.#connection);
      this.#requireFiles();
      return result;
    } catch (thrown) {
      this.#requireFiles();
      const error = sqliteErrorOf(thrown);
      // A violated constraint is the statement's own failure; the connection stays usable.
      if (error instanceof SqliteError && error.code === "SQLITE_CONSTRAINT") this.#connection?.rollBack();
      else this.#discard();
      throw error;
    }
  }

  #connect(): Connection {
    // SQLite would make a new file in place of a missing one.
    this.#requireFiles();
    const connection = new Connection(this.#path);
    this.#files.noteDatabase();
    return connection;
  }

  /** @throws SqliteError {@link fileLost} when the files are no longer those that were opened, from then on */
  #requireFiles(): void {
    const state = this.#isLost ? "lost" : this.#files.state();
    if (state === "in-place") return;
    if (state === "log-missing") this.#saveLog();
    this.#isLost = true;
    throw new SqliteError(fileLost);
  }

  /** Moves what only the deleted log has, which is still open, into the database file. */
  #saveLog(): void {
    try {
      this.#connection?.rollBack();
      this.#connection?.run("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // What is in the database file by then is kept.
    }
  }

  #discard(): void {
    // Closing would write the log into a file that was emptied.
    if (this.#isLost) return;
    this.#files.forgetLogs();
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch {
      // The caller already gets the failure that made the connection unusable.
    }
  }
}
