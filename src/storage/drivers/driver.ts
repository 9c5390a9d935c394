import type { InStatement, ResultSet } from "@libsql/client";

/** What is done with a connection; the plain client is one. */
export interface Connection {
  execute(statement: InStatement): Promise<ResultSet>;
  batch(statements: InStatement[], mode: "write" | "read"): Promise<ResultSet[]>;
}

/** What is done with a connection; harmless when done twice. */
export type Work<T> = (client: Connection) => Promise<T>;

/** A way to a database: what differs between a file and a server. */
export interface Driver {
  /** Does this with the connection there is now. @param limit ms that a server may take to answer */
  run<T>(work: Work<T>, limit: number): Promise<T>;
  /** Whether another try may succeed after a failure with this code. */
  isTransient(code: string): boolean;
  close(): void;
}
