import { busy, SqliteFile } from "./sqlite-file.ts";
import type { Connection, Driver } from "./driver.ts";

/**
 * `secure_delete` and `synchronous` belong to a connection, not to the file, so they are set again on every
 * new connection. FULL costs one fsync a commit and is what makes an acknowledged write survive a power cut.
 */
const connectionPragmas = ["PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"];

/** A database file. */
export class SqliteFileDriver implements Driver {
  readonly #client: SqliteFile;

  /** @param path of the file; the folder is there */
  constructor(path: string) {
    this.#client = new SqliteFile(path, connectionPragmas);
  }

  run<T>(work: (client: Connection) => Promise<T>): Promise<T> {
    return work(this.#client);
  }

  isTransient(code: string): boolean {
    return busy.test(code);
  }

  close(): void {
    this.#client.close();
  }
}
