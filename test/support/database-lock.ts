import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { endWithUs } from "./children.ts";

/** Another program on the same database file, which has its write lock. */
export class Lock {
  readonly #locker: ChildProcess;

  private constructor(locker: ChildProcess) {
    this.#locker = locker;
  }

  /** Starts the program, and waits until it has the lock. @param url of the file */
  static async take(url: string): Promise<Lock> {
    const locker = fork(new URL("./database-lock-holder.ts", import.meta.url), [url], {
      execArgv: ["--import", "tsx"],
    });
    endWithUs(locker);
    await once(locker, "message");
    return new Lock(locker);
  }

  /** From now on it lets go and takes the lock again and again. */
  storm(): void {
    this.#locker.send("storm");
  }

  /** Ends the program, and with it the lock. */
  async release(): Promise<void> {
    const ended = once(this.#locker, "exit");
    this.#locker.kill("SIGKILL");
    await ended;
  }
}
