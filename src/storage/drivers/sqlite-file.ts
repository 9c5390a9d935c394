import type { InStatement, InValue, ResultSet, Row } from "@libsql/client";
import Native from "libsql";
import type { Connection as Statements } from "./driver.ts";

/** A failure under SQLite's own name, without what it adds to that. */
class SqliteError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "FileFault";
    this.code = code;
  }
}

/** `SQLITE_BUSY_SNAPSHOT` is a kind of `SQLITE_BUSY`. */
const faultOf = (thrown: unknown): unknown =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? new SqliteError(thrown.code.split("_").slice(0, 2).join("_"))
    : thrown;

const has = (thrown: unknown, codes: RegExp) => thrown instanceof SqliteError && codes.test(thrown.code);
/** A refused row is the statement's fault, and not the connection's. */
const isRefusal = (thrown: unknown) => has(thrown, /^SQLITE_CONSTRAINT$/);
/** Codes of another program's writing, which concerns all who want to. */
export const busy = /^SQLITE_(BUSY|LOCKED)$/;

/** Statements that are kept prepared; the program has some forty, and each costs five times as much when it is not. */
const mostPrepared = 100;
/** Characters. Longer statements are made for one occasion. */
const longestPrepared = 1_000;

/** ms that a crowd of writers is given to come together, once there is one. */
const gathering = 5;

/** How rows are made of what a statement returns. */
interface Readable {
  readonly columns: readonly string[];
  readonly prototype: object;
}

interface Prepared {
  readonly statement: Native.Statement<[InValue[]]>;
  /** `undefined` when it returns no rows. */
  readonly readable: Readable | undefined;
}

const plain = (statement: InStatement): { sql: string; args: InValue[] } => {
  if (typeof statement === "string") return { sql: statement, args: [] };
  const { sql, args = [] } = statement;
  if (!Array.isArray(args)) throw new TypeError("arguments go by their places");
  return { sql, args };
};

/** What rows of these columns have in common: their values by place, hidden, as the plain client has them. */
const rowPrototype = (columns: readonly string[]): object => {
  const prototype = Object.defineProperty({}, "length", { value: columns.length });
  columns.forEach((name, i) => {
    Object.defineProperty(prototype, i, {
      get(this: Row) {
        return this[name];
      },
    });
  });
  return prototype;
};

/** Bytes are an ArrayBuffer, as from the plain client. */
const rowOf = ({ columns, prototype }: Readable, values: readonly unknown[]): Row => {
  const row = Object.create(prototype) as Row;
  for (let i = 0; i < columns.length; i += 1) {
    const raw = values[i];
    row[columns[i] ?? ""] = (raw instanceof Buffer ? raw.buffer : raw) as Row[number];
  }
  return row;
};

const resultOf = (columns: readonly string[], rows: Row[], rowsAffected: number): ResultSet => ({
  columns: [...columns],
  columnTypes: [],
  rows,
  rowsAffected,
  lastInsertRowid: undefined,
  toJSON: () => ({ rowsAffected }),
});

const readableOf = (statement: Native.Statement<[InValue[]]>): Readable => {
  const columns = statement
    .raw()
    .columns()
    .map(({ name }) => name);
  return { columns, prototype: rowPrototype(columns) };
};

/** One connection to a file, with its statements prepared. Everything happens at once and holds up the program. */
class Connection {
  readonly #database: Native.Database;
  readonly #prepared = new Map<string, Prepared>();

  constructor(path: string, pragmas: readonly string[]) {
    // No waiting inside, or the event loop stands still.
    this.#database = new Native(path, { timeout: 0 });
    for (const pragma of pragmas) this.run(pragma);
  }

  run(statement: InStatement): ResultSet {
    const { sql, args } = plain(statement);
    const { statement: prepared, readable } = this.#prepare(sql);
    if (readable === undefined) return resultOf([], [], prepared.run(args).changes);
    // To the end, always: a statement left half-way would keep the transaction from being committed.
    const rows = prepared.all(args) as unknown[][];
    return resultOf(
      readable.columns,
      rows.map((values) => rowOf(readable, values)),
      0,
    );
  }

  /** Ends a transaction that has failed, unless SQLite has done so itself. */
  rollBack(): void {
    if (this.#database.inTransaction) this.run("ROLLBACK");
  }

  /** libSQL closes the file only when the last statement is gone, and keeps the lock until then: so first this. */
  close(): void {
    try {
      this.rollBack();
    } finally {
      this.#database.close();
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare<[InValue[]]>(sql);
    const made = { statement, readable: statement.reader ? readableOf(statement) : undefined };
    // A PRAGMA may act when it is prepared.
    if (sql.length > longestPrepared || sql.startsWith("PRAGMA")) return made;
    if (this.#prepared.size >= mostPrepared) this.#prepared.clear();
    this.#prepared.set(sql, made);
    return made;
  }
}

/** Statements that are to be applied together, and whoever waits for that. */
interface Write {
  readonly statements: readonly InStatement[];
  readonly resolve: (results: ResultSet[]) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The client of a database file. Does what the plain client does, at a third of the price: statements stay prepared, and what is
 * written in several chats at the same time shares a transaction, and with it the wait for the disk, which is most of
 * what a change costs. Nobody is told that something is written before it is durable.
 *
 * After a failure that is not a statement's own the connection is thrown away: after an SQLITE_BUSY libSQL reports
 * later writes as done that are not in the file (libsql-client-ts#352), and a connection made while the disk was
 * read-only stays read-only.
 */
export class SqliteFile implements Statements {
  readonly #path: string;
  readonly #pragmas: readonly string[];
  #connection: Connection | undefined;
  #waiting: Write[] = [];
  /** When the last transaction ended in which several were together (performance.now). */
  #crowdAt = -Infinity;

  /** @param pragmas are set on every connection @throws FileFault when the file cannot be opened */
  constructor(path: string, pragmas: readonly string[]) {
    this.#path = path;
    this.#pragmas = pragmas;
    this.#with(() => undefined);
  }

  /** Runs one statement. @throws FileFault */
  // eslint-disable-next-line @typescript-eslint/require-await -- a failure is a rejection, as with a server.
  async execute(statement: InStatement): Promise<ResultSet> {
    return this.#with((connection) => connection.run(statement));
  }

  /** Runs the statements in one transaction. @returns when they are durable @throws FileFault when none was applied */
  batch(statements: readonly InStatement[]): Promise<ResultSet[]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ statements, resolve, reject }) > 1) return;
      // At once when one comes alone; a crowd comes again, and is given the time.
      const pause = this.#crowdAt + gathering - performance.now();
      if (pause <= 0) setImmediate(() => this.#write());
      else setTimeout(() => this.#write(), pause);
    });
  }

  /** Writes what is waiting, and closes. */
  close(): void {
    this.#write();
    this.#drop();
  }

  #write(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    if (writes.length === 0) return;
    this.#writeTogether(writes);
    if (writes.length > 1) this.#crowdAt = performance.now();
  }

  #writeTogether(writes: readonly Write[]): void {
    try {
      const results = this.#with((connection) => {
        connection.run("BEGIN IMMEDIATE");
        const all = writes.map(({ statements }) => statements.map((one) => connection.run(one)));
        connection.run("COMMIT");
        return all;
      });
      writes.forEach(({ resolve }, i) => resolve(results[i] ?? []));
    } catch (thrown) {
      // It may be the fault of one, for which the others are not to suffer.
      if (writes.length > 1 && !has(thrown, busy)) for (const write of writes) this.#writeTogether([write]);
      else for (const { reject } of writes) reject(thrown);
    }
  }

  #with<T>(work: (connection: Connection) => T): T {
    try {
      this.#connection ??= new Connection(this.#path, this.#pragmas);
      return work(this.#connection);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (isRefusal(fault)) this.#connection?.rollBack();
      else this.#drop();
      throw fault;
    }
  }

  #drop(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch {
      // What made it unfit is told already.
    }
  }
}
