import type { InValue, Value } from "@libsql/client";

/** One SQL statement with its positional arguments. */
export type Statement = string | { readonly sql: string; readonly args: readonly InValue[] };

/** One row by column name; a BLOB is an `ArrayBuffer`. */
export type Row = Readonly<Record<string, Value>>;

/** What one statement of a write returned. */
export interface StatementResult {
  readonly rows: readonly Row[];
  /** Rows inserted, updated or deleted; not defined for a statement that returns rows. */
  readonly rowsAffected: number;
}

/** How to reach a database: what differs between a file and a server. */
export interface Driver {
  /** Runs one statement outside a transaction. @param timeoutMs how long a server may take to answer */
  read(statement: Statement, timeoutMs: number): Promise<readonly Row[]>;
  /** Runs the statements in one transaction. @returns one result per statement, once they are durable */
  write(statements: readonly Statement[], timeoutMs: number): Promise<readonly StatementResult[]>;
  /** Whether a retry may succeed after a failure with this driver code. */
  isTransient(driverCode: string): boolean;
  /** Empties a file's write-ahead log and overwrites what it held. @returns whether it did; a server never does */
  emptyWal(): Promise<boolean>;
  close(): Promise<void>;
}
