/**
 * The database could not do what was asked. Carries the driver's code alone: its messages may name files
 * and its causes may hold arguments.
 */
export class DatabaseError extends Error {
  /**
   * The driver's code, for example `SQLITE_BUSY`, `SQLITE_FULL` or `HRANA_WEBSOCKET_ERROR`; `NO_ANSWER` when a server
   * said nothing. `AUTH_…`: it wants another token; `AUTH_READ_ONLY`: one that may write.
   */
  readonly code: string;

  constructor(code: string) {
    super(`database: ${code}`);
    this.name = "StoreFault";
    this.code = code;
  }
}

/** What a server's refusal over HTTP is called over a WebSocket. */
const refusals: Readonly<Record<number, string>> = { 401: "AUTH_REFUSED", 403: "AUTH_READ_ONLY" };

const statusOf = (thrown: Error): number | undefined =>
  thrown.cause instanceof Error && "status" in thrown.cause ? Number(thrown.cause.status) : undefined;

/** The driver's code of anything thrown at us, `UNKNOWN` when there is none. */
export const codeOf = (thrown: unknown): string => {
  if (thrown instanceof Error && "code" in thrown && typeof thrown.code === "string")
    return refusals[statusOf(thrown) ?? 0] ?? thrown.code;
  // Node's fetch hides the socket's code one level down.
  if (thrown instanceof Error && thrown.cause !== undefined) return codeOf(thrown.cause);
  return thrown instanceof Error ? thrown.name : "UNKNOWN";
};
