import { fileLost } from "./drivers/opened-files.ts";

/** Why the database could not do what was asked. */
export type DatabaseErrorCode =
  /** It cannot be reached, opened, read or written. */
  | "unavailable"
  /** The server did not answer in time. */
  | "timeout"
  /** Another program kept the file's write lock for the whole retry period. */
  | "busy"
  /** The server wants another token. */
  | "unauthorized"
  /** The token may not write. */
  | "read-only-token"
  /** A row violates a constraint; nothing of its write was applied. */
  | "constraint"
  /** A statement or its arguments are not valid. */
  | "invalid-statement"
  /** Another writer changed the chat since it was read; nothing was applied. Read again and retry. */
  | "concurrent-update"
  /** Another instance did not release the chat's lock in time. */
  | "chat-locked"
  /** Another instance of the program runs on this database file. */
  | "in-use"
  /** The file at the path is no longer the one that was opened, or its write-ahead log is not. */
  | "file-lost"
  /** Rows of a chat are still there after its erasure. */
  | "not-erased"
  /** The schema has triggers or views, which the program never makes. */
  | "foreign-schema"
  /** There are chats, but not the root key that their data keys and names come from. */
  | "root-missing"
  /** A newer version of the program has migrated the schema. */
  | "schema-too-new"
  /** An older version of the program made the schema, and this one has not been started on it. */
  | "schema-too-old";

/**
 * The database could not do what was asked. Carries codes only: a driver's messages may name files, and its causes
 * may hold arguments.
 */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  /** The driver's own code where it has one, for example `SQLITE_FULL` or `HRANA_WEBSOCKET_ERROR`. */
  readonly driverCode: string | undefined;

  constructor(code: DatabaseErrorCode, driverCode?: string) {
    super(`database: ${code}${driverCode === undefined ? "" : ` (${driverCode})`}`);
    this.name = "DatabaseError";
    this.code = code;
    this.driverCode = driverCode;
  }

  /** Whether this was thrown because of `code`. */
  static is(thrown: unknown, code: DatabaseErrorCode): boolean {
    return thrown instanceof DatabaseError && thrown.code === code;
  }

  /** Wraps anything a driver throws; leaves a DatabaseError as it is. */
  static from(thrown: unknown): DatabaseError {
    if (thrown instanceof DatabaseError) return thrown;
    const driverCode = driverCodeOf(thrown);
    return new DatabaseError(codeFor(driverCode), driverCode);
  }
}

/** The driver code of a call that a server did not answer in time. */
export const noAnswer = "NO_ANSWER";

/** A server refuses over HTTP with a status, over a WebSocket with a code; both become a code here. */
const codeOfHttpStatus: Readonly<Record<number, string>> = { 401: "AUTH_REFUSED", 403: "AUTH_READ_ONLY" };

const httpStatusOf = (thrown: Error): number | undefined =>
  thrown.cause instanceof Error && "status" in thrown.cause ? Number(thrown.cause.status) : undefined;

/** The driver's code in anything thrown; the error's name, or `UNKNOWN`, when there is none. */
export const driverCodeOf = (thrown: unknown): string => {
  if (thrown instanceof DatabaseError) return thrown.driverCode ?? thrown.code;
  // libSQL gives an empty code only where it cannot open a file.
  if (thrown instanceof Error && "code" in thrown && thrown.code === "") return "SQLITE_CANTOPEN";
  if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string")
    return codeOfHttpStatus[httpStatusOf(thrown) ?? 0] ?? thrown.code;
  // Node's fetch hides the socket's code one level down.
  if (thrown instanceof Error && thrown.cause !== undefined) return driverCodeOf(thrown.cause);
  return thrown instanceof Error ? thrown.name : "UNKNOWN";
};

const codeFor = (driverCode: string): DatabaseErrorCode => {
  if (driverCode === noAnswer) return "timeout";
  if (driverCode === fileLost) return "file-lost";
  if (driverCode === "AUTH_READ_ONLY") return "read-only-token";
  if (driverCode.startsWith("AUTH_")) return "unauthorized";
  if (/^SQLITE_(BUSY|LOCKED)/.test(driverCode)) return "busy";
  if (driverCode.startsWith("SQLITE_CONSTRAINT")) return "constraint";
  if (/^SQLITE_(ERROR|MISMATCH|RANGE|TOOBIG|UNKNOWN)|^SQL_|^(Range|Type)Error$/.test(driverCode))
    return "invalid-statement";
  return "unavailable";
};
