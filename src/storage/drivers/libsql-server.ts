import { createClient, type Client, type InStatement } from "@libsql/client";
import { driverCodeOf, noAnswer } from "../database-error.ts";
import type { Driver, Row, Statement, StatementResult } from "./driver.ts";

/** How long a server may take to answer the first call. */
const connectTimeoutMs = 3_000;

class NoAnswerError extends Error {
  readonly code = noAnswer;
}

const overWebSocket = (url: string): string =>
  url.replace(/^libsql:/, /[?&]tls=0(&|$)/.test(url) ? "ws:" : "wss:").replace(/^http/, "ws");
const overHttp = (url: string): string => overWebSocket(url).replace(/^ws/, "http");

/**
 * The addresses to try, best first. A server answers 2.5 times as fast over a WebSocket as over HTTP, and is never
 * busy there; the plain client would use HTTP for `libsql:`.
 */
const addressesOf = (url: string): readonly string[] =>
  /^https?:/.test(url) ? [url] : [overWebSocket(url), overHttp(url)];

type Call<T> = (client: Client) => Promise<T>;

/** The client's rows also answer to positions; copies have the columns' names only. */
const plainRows = (rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row }));

const inStatement = (statement: Statement): InStatement =>
  typeof statement === "string" ? statement : { sql: statement.sql, args: [...statement.args] };

/**
 * A server, sqld or Turso. A connection that leaves one call unanswered is discarded with every call that waits on
 * it, because nothing tells us when the other side, or a router in between, has forgotten the connection.
 */
export class LibsqlServerDriver implements Driver {
  readonly #url: string;
  readonly #authToken: string | undefined;
  #client: Client;
  #discarded = new AbortController();

  private constructor(url: string, authToken: string | undefined) {
    this.#url = url;
    this.#authToken = authToken;
    this.#client = this.#connect();
  }

  /**
   * Connects the best way that works now. Tries each way once, since a server that does not answer at the start needs
   * the operator. @throws what the last way throws: over HTTP the server says why it refuses
   */
  static async open(url: string, authToken: string | undefined): Promise<LibsqlServerDriver> {
    let lastError: unknown;
    for (const address of addressesOf(url)) {
      const driver = new LibsqlServerDriver(address, authToken);
      try {
        await driver.#within(connectTimeoutMs, (client) => client.execute("SELECT 1"));
        return driver;
      } catch (thrown) {
        lastError = thrown;
        driver.#disconnect();
      }
    }
    throw lastError;
  }

  read(statement: Statement, timeoutMs: number): Promise<readonly Row[]> {
    return this.#run(timeoutMs, async (client) =>
      plainRows((await client.execute(inStatement(statement))).rows),
    );
  }

  write(statements: readonly Statement[], timeoutMs: number): Promise<readonly StatementResult[]> {
    return this.#run(timeoutMs, async (client) => {
      const results = await client.batch(statements.map(inStatement), "write");
      return results.map(({ rows, rowsAffected }) => ({ rows: plainRows(rows), rowsAffected }));
    });
  }

  /** The server's own refusals are final; failures on the way to it are not. */
  emptyWal(): Promise<boolean> {
    return Promise.resolve(false);
  }

  isTransient(driverCode: string): boolean {
    return (
      /^SQLITE_(BUSY|LOCKED)/.test(driverCode) ||
      !/^(SQLITE|SQL|URL|AUTH)_|^(RangeError|TypeError)$/.test(driverCode)
    );
  }

  close(): Promise<void> {
    this.#disconnect();
    return Promise.resolve();
  }

  #disconnect(): void {
    this.#client.close();
    this.#discarded.abort();
  }

  async #run<T>(timeoutMs: number, call: Call<T>): Promise<T> {
    try {
      return await this.#within(timeoutMs, call);
    } catch (thrown) {
      if (driverCodeOf(thrown) !== "HRANA_WEBSOCKET_ERROR") throw thrown;
      return await this.#runOverHttp(timeoutMs, call);
    }
  }

  /** A WebSocket often closes before the server's reason for it arrives; over HTTP the reason always does. */
  async #runOverHttp<T>(timeoutMs: number, call: Call<T>): Promise<T> {
    const driver = new LibsqlServerDriver(overHttp(this.#url), this.#authToken);
    try {
      return await driver.#within(timeoutMs, call);
    } finally {
      driver.#disconnect();
    }
  }

  async #within<T>(timeoutMs: number, call: Call<T>): Promise<T> {
    const client = this.#client;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        // Before the other calls on this connection fail, so that their retries find a new one.
        if (this.#client === client) this.#reconnect();
        reject(new NoAnswerError());
      }, timeoutMs);
    });
    try {
      return await Promise.race([call(client), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  #reconnect(): void {
    this.#disconnect();
    this.#discarded = new AbortController();
    this.#client = this.#connect();
  }

  #connect(): Client {
    const { signal } = this.#discarded;
    return createClient({
      url: this.#url,
      ...(this.#authToken === undefined ? {} : { authToken: this.#authToken }),
      // Closing the client does not abort its HTTP requests.
      fetch: (request: Request) => fetch(request, { signal }),
    });
  }
}
