import { createClient, type Client } from "@libsql/client";
import type { Door, Work } from "./door.ts";
import { codeOf } from "./fault.ts";

/**
 * `secure_delete` and `synchronous` belong to a connection, not to the file, so they are set again on every
 * new connection. FULL costs one fsync a commit and is what makes an acknowledged write survive a power cut.
 */
const connectionPragmas = ["PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"];

/**
 * A database file, one call at a time. After a failure the connection is thrown away: the plain client reports
 * later writes as done that are not in the file (libsql-client-ts#352), and a connection made while the disk was
 * read-only stays read-only.
 */
export class FileDoor implements Door {
  readonly #client: Client;
  #turn: Promise<unknown> = Promise.resolve();
  #fresh = true;

  /** @param url begins with `file:`; the folder is there */
  constructor(url: string) {
    // One connection, or the pragmas reach only some; no waiting inside, or the event loop stands still.
    this.#client = createClient({ url, concurrency: 1, timeout: 0 });
  }

  run<T>(work: Work<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      try {
        if (this.#fresh) await this.#prepareConnection();
        return await work(this.#client);
      } catch (thrown) {
        // A refused row is the statement's fault, and not the connection's.
        if (!codeOf(thrown).startsWith("SQLITE_CONSTRAINT")) this.#reconnect();
        throw thrown;
      }
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  isPassing(code: string): boolean {
    return /^SQLITE_(BUSY|LOCKED)|^(CLIENT|TRANSACTION)_CLOSED$/.test(code);
  }

  close(): void {
    this.#client.close();
  }

  async #prepareConnection(): Promise<void> {
    for (const pragma of connectionPragmas) await this.#client.execute(pragma);
    this.#fresh = false;
  }

  #reconnect(): void {
    this.#fresh = true;
    this.#client.reconnect();
  }
}
