import { createClient, type Client } from "@libsql/client";
import type { Driver, Work } from "./driver.ts";
import { codeOf } from "../database-error.ts";

/** What a call fails with that a server leaves without an answer. */
class NoAnswer extends Error {
  readonly code = "NO_ANSWER";
}

/** ms that a server may take to answer for the first time. */
const openingLimit = 3_000;

const overWebSocket = (url: string) =>
  url.replace(/^libsql:/, /[?&]tls=0(&|$)/.test(url) ? "ws:" : "wss:").replace(/^http/, "ws");
const overHttp = (url: string) => overWebSocket(url).replace(/^ws/, "http");

/**
 * The ways to a server, the better first. Over a WebSocket it answers 2.5 times as fast as over HTTP, and is never
 * busy; the plain client would take HTTP for `libsql:`.
 */
const waysTo = (url: string): readonly string[] =>
  /^https?:/.test(url) ? [url] : [overWebSocket(url), overHttp(url)];

/**
 * A server, sqld or Turso. A connection that leaves a call without an answer is given up with all that waits on it,
 * since nobody tells when the other side, or a router in between, has forgotten it.
 */
export class LibsqlServerDriver implements Driver {
  readonly #url: string;
  readonly #authToken: string | undefined;
  #client: Client;
  #givenUp = new AbortController();

  private constructor(url: string, authToken: string | undefined) {
    this.#url = url;
    this.#authToken = authToken;
    this.#client = this.#connect();
  }

  /**
   * Finds the best way that works now. A server that is not there at the start is the operator's to mend, so each is
   * tried once. @throws what the last one throws: over HTTP the server says why it refuses us
   */
  static async open(url: string, authToken: string | undefined): Promise<LibsqlServerDriver> {
    let fault: unknown;
    for (const way of waysTo(url)) {
      const door = new LibsqlServerDriver(way, authToken);
      try {
        await door.#inTime((client) => client.execute("SELECT 1"), openingLimit);
        return door;
      } catch (thrown) {
        fault = thrown;
        door.close();
      }
    }
    throw fault;
  }

  async run<T>(work: Work<T>, limit: number): Promise<T> {
    try {
      return await this.#inTime(work, limit);
    } catch (thrown) {
      if (codeOf(thrown) !== "HRANA_WEBSOCKET_ERROR") throw thrown;
      return await this.#runOverHttp(work, limit);
    }
  }

  /** A server's own words are final, anything on the way to it is not. */
  isTransient(code: string): boolean {
    return (
      /^SQLITE_(BUSY|LOCKED)/.test(code) || !/^(SQLITE|SQL|URL|AUTH)_|^(RangeError|TypeError)$/.test(code)
    );
  }

  close(): void {
    this.#client.close();
    this.#givenUp.abort();
  }

  /** A WebSocket is often closed before the server's reason gets through; over HTTP it always does. */
  async #runOverHttp<T>(work: Work<T>, limit: number): Promise<T> {
    const door = new LibsqlServerDriver(overHttp(this.#url), this.#authToken);
    try {
      return await door.#inTime(work, limit);
    } finally {
      door.close();
    }
  }

  async #inTime<T>(work: Work<T>, limit: number): Promise<T> {
    const client = this.#client;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        // Before the others that wait on this connection are told, so that they find a new one.
        if (this.#client === client) this.#renew();
        reject(new NoAnswer());
      }, limit);
    });
    try {
      return await Promise.race([work(client), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #renew(): void {
    this.close();
    this.#givenUp = new AbortController();
    this.#client = this.#connect();
  }

  #connect(): Client {
    const { signal } = this.#givenUp;
    return createClient({
      url: this.#url,
      ...(this.#authToken === undefined ? {} : { authToken: this.#authToken }),
      // Closing the client does not end what is under way over HTTP.
      fetch: (request: Request) => fetch(request, { signal }),
    });
  }
}
