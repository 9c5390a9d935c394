import { busy, FileClient } from "./file-client.ts";
import type { Connection, Door } from "./door.ts";

/**
 * `secure_delete` and `synchronous` belong to a connection, not to the file, so they are set again on every
 * new connection. FULL costs one fsync a commit and is what makes an acknowledged write survive a power cut.
 */
const connectionPragmas = ["PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"];

/** A database file. */
export class FileDoor implements Door {
  readonly #client: FileClient;

  /** @param path of the file; the folder is there */
  constructor(path: string) {
    this.#client = new FileClient(path, connectionPragmas);
  }

  run<T>(work: (client: Connection) => Promise<T>): Promise<T> {
    return work(this.#client);
  }

  isPassing(code: string): boolean {
    return busy.test(code);
  }

  close(): void {
    this.#client.close();
  }
}
