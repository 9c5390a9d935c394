import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { endWithUs } from "./children.ts";

/** Another program that holds the write lock of a database file. */
export class Lock {
  readonly #locker: ChildProcess;

  private constructor(locker: ChildProcess) {
    this.#locker = locker;
  }

  /** Starts the program and waits until it holds the lock. @param url of the database file */
  static async take(url: string): Promise<Lock> {
    const locker = fork(new URL("./database-lock-holder.ts", import.meta.url), [url], {
      execArgv: ["--import", "tsx"],
    });
    endWithUs(locker);
    await once(locker, "message");
    return new Lock(locker);
  }

  /** Makes it release and take the lock again and again. */
  toggle(): void {
    this.#locker.send("toggle");
  }

  /** Ends the program, and with it the lock. */
  async release(): Promise<void> {
    const ended = once(this.#locker, "exit");
    this.#locker.kill("SIGKILL");
    await ended;
  }
}
