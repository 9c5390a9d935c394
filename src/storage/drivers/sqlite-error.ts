/** A failure under SQLite's primary code, or one of the drivers' own, without the message, which may hold data. */
export class SqliteError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "SqliteError";
    this.code = code;
  }
}

/** Reduces an extended code to its primary one: `SQLITE_BUSY_SNAPSHOT` is a kind of `SQLITE_BUSY`. */
export const sqliteErrorOf = (thrown: unknown): unknown =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? new SqliteError(thrown.code.split("_").slice(0, 2).join("_"))
    : thrown;

/** Another connection holds the lock: every write is affected, not only one. */
export const isBusy = (code: string): boolean => code === "SQLITE_BUSY" || code === "SQLITE_LOCKED";
