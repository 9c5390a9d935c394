import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { createClient, type Client, type InStatement, type ResultSet, type Row } from "@libsql/client";
import { codeOf, StoreFault } from "./fault.ts";

/** Where the database is, and the token for a remote one. */
export interface DatabaseAddress {
  readonly url: string;
  readonly authToken?: string | undefined;
}

/** The path of the database file, or `undefined` when the database is remote. */
export const databaseFile = (url: string): string | undefined => {
  if (!url.startsWith("file:")) return undefined;
  return url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length).replace(/\?.*$/, "");
};

/** How long one call may go on being retried, in ms, before the person is told to try again later. */
const patience = 8_000;

/**
 * `secure_delete` and `synchronous` belong to a connection, not to the file, so they are set again on every
 * new connection. FULL costs one fsync a commit and is what makes an acknowledged write survive a power cut.
 */
const connectionPragmas = ["PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"];

/** Whether another try may succeed. A remote server's own words are final, anything on the way to it is not. */
const isPassing = (code: string, remote: boolean) =>
  /^SQLITE_(BUSY|LOCKED)/.test(code) ||
  code === "CLIENT_CLOSED" ||
  code === "TRANSACTION_CLOSED" ||
  (remote && !/^(SQLITE|SQL|URL|AUTH)_|^(RangeError|TypeError)$/.test(code));

/**
 * The one door to libSQL. It exists because of what the plain client does after a single `SQLITE_BUSY` on a
 * file: later writes are reported as done, can be read back, and are not in the file (libsql-client-ts#352;
 * measured: 50 of 50 lost). So after any BUSY the connection is thrown away before the retry, and every
 * write is a batch, which is a transaction that either fails or is on the disk.
 *
 * A retried write may have happened already, so callers hand in statements that may run twice.
 */
export class Database {
  readonly #client: Client;
  readonly #remote: boolean;
  readonly #onRetry: (code: string) => void;
  #turn: Promise<unknown> = Promise.resolve();
  #fresh = true;

  private constructor(client: Client, remote: boolean, onRetry: (code: string) => void) {
    this.#client = client;
    this.#remote = remote;
    this.#onRetry = onRetry;
  }

  /**
   * Opens the database; creates the file and its folder if need be.
   * @param onRetry is told the driver's code before each retry.
   * @throws StoreFault when it cannot be opened.
   */
  static async open(
    address: DatabaseAddress,
    onRetry: (code: string) => void = () => undefined,
  ): Promise<Database> {
    const file = databaseFile(address.url);
    try {
      if (file !== undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const client = createClient({
        url: address.url,
        ...(address.authToken === undefined ? {} : { authToken: address.authToken }),
        // One connection, or the pragmas reach only some; no waiting inside, or the event loop stands still.
        ...(file === undefined ? {} : { concurrency: 1, timeout: 0 }),
      });
      const database = new Database(client, file === undefined, onRetry);
      // A remote server that is not there at the start is the operator's to mend, so it is asked once.
      if (file === undefined) await client.execute("SELECT 1");
      else await database.read("SELECT 1");
      return database;
    } catch (thrown) {
      throw thrown instanceof StoreFault ? thrown : new StoreFault(codeOf(thrown));
    }
  }

  /** Rows of one SELECT. @throws StoreFault */
  async read(statement: InStatement): Promise<Row[]> {
    return this.#retried(async () => (await this.#client.execute(statement)).rows);
  }

  /**
   * Runs the statements in one transaction and returns when they are durable.
   * @param statements must be harmless when run twice. @throws StoreFault
   */
  async write(statements: InStatement[]): Promise<ResultSet[]> {
    return this.#retried(() => this.#client.batch(statements, "write"));
  }

  /**
   * Has the file keep a write-ahead log, as it does from then on. Not a part of opening, since it changes the file.
   * Nothing to do on a remote server.
   */
  async keepLog(): Promise<void> {
    if (!this.#remote) await this.read("PRAGMA journal_mode = WAL");
  }

  /**
   * Moves everything into the database file and empties the write-ahead log, so that deleted bytes, which
   * `secure_delete` has overwritten in the file, are gone from the log too. Nothing to do on a remote server.
   * @returns whether the log is empty now; a reader in another process can prevent it.
   */
  async emptyLog(): Promise<boolean> {
    if (this.#remote) return false;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [row] = await this.read("PRAGMA wal_checkpoint(TRUNCATE)");
      if (row?.[0] === 0) return true;
      await wait(50 * 2 ** attempt);
    }
    return false;
  }

  /** Empties the log and closes. */
  async close(): Promise<void> {
    await this.emptyLog().catch(() => false);
    this.#client.close();
  }

  async #retried<T>(work: () => Promise<T>): Promise<T> {
    const until = Date.now() + patience;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#inTurn(work);
      } catch (thrown) {
        const code = codeOf(thrown);
        if (!isPassing(code, this.#remote) || Date.now() > until) throw new StoreFault(code);
        this.#onRetry(code);
        await wait(Math.min(500, 5 * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }

  /** One call at a time on a file, since a reconnect would close the connection under the others. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#remote) return work();
    const mine = this.#turn.then(async () => {
      try {
        if (this.#fresh) await this.#prepareConnection();
        return await work();
      } catch (thrown) {
        if (isPassing(codeOf(thrown), false)) this.#reconnect();
        throw thrown;
      }
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
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
