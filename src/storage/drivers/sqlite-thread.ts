import { Worker } from "node:worker_threads";
import type { Driver, Row, Statement, StatementResult } from "./driver.ts";
import { fileIdOf } from "./opened-files.ts";
import { isBusy, SqliteError } from "./sqlite-error.ts";

/** What the thread is asked. */
export type ThreadCall =
  | { readonly kind: "read"; readonly statement: Statement }
  | { readonly kind: "write"; readonly statements: readonly Statement[] }
  | { readonly kind: "empty-wal" }
  | { readonly kind: "close" };

/** What the thread is started with. */
export interface ThreadStart {
  readonly path: string;
  /** The file's {@link fileIdOf}: a thread that replaces another must not go on in another file. */
  readonly fileId: string | undefined;
}

/** A call on its way to the thread. */
export interface ThreadRequest {
  readonly id: number;
  readonly call: ThreadCall;
}

/** What the thread answers: the result, or the driver's code of a failure. */
export type ThreadAnswer =
  { readonly id: number; readonly result: unknown } | { readonly id: number; readonly failure: string };

/** The driver's code of calls that a thread left unanswered when it ended. */
const threadEnded = "THREAD_ENDED";

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Rows and statements live for a moment; V8's own limit would hold 40 MB of dead ones. */
const maxYoungGenerationSizeMb = 4;

const isTypeScript = import.meta.url.endsWith(".ts");
const workerFile = new URL(isTypeScript ? "./sqlite-worker.ts" : "./sqlite-worker.js", import.meta.url);
/** A thread does not inherit tsx, which `--import` loads for the main thread only. */
const withTsx = `import("tsx/esm/api").then(({ register }) => { register(); return import("${workerFile.href}"); })`;

/**
 * A database file that is read and written in a thread of its own, so that the event loop waits neither for the disk nor for
 * a rewrite of the whole file. Calls take effect in the order they were made.
 */
export class SqliteThread implements Driver {
  readonly #startedWith: ThreadStart;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** @param path of the file; its folder must exist. The first call opens it. */
  constructor(path: string) {
    this.#startedWith = { path, fileId: fileIdOf(path) };
    // Starts now, so that it is ready for the first call.
    this.#worker = this.#start();
  }

  read(statement: Statement): Promise<readonly Row[]> {
    return this.#call<readonly Row[]>({ kind: "read", statement });
  }

  write(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return this.#call<readonly StatementResult[]>({ kind: "write", statements });
  }

  emptyWal(): Promise<boolean> {
    return this.#call<boolean>({ kind: "empty-wal" });
  }

  isTransient(driverCode: string): boolean {
    return isBusy(driverCode);
  }

  /** Writes what is pending, closes the file and ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    await this.#call({ kind: "close" }).catch(() => undefined);
    this.#worker = undefined;
    await worker.terminate();
    await ended;
  }

  #call<T>(call: ThreadCall): Promise<T> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
      worker.postMessage({ id, call } satisfies ThreadRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(isTypeScript ? withTsx : workerFile, {
      name: "sqlite",
      eval: isTypeScript,
      workerData: this.#startedWith,
      // What the program was started with is for its main thread.
      execArgv: [],
      env: {},
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    worker.on("message", (answer: ThreadAnswer) => this.#settle(answer));
    // An event without a listener would end the program with a report that may name data.
    worker.on("error", () => this.#onEnd(worker));
    worker.on("exit", () => this.#onEnd(worker));
    return worker;
  }

  #settle(answer: ThreadAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ("failure" in answer) pending?.reject(new SqliteError(answer.failure));
    else pending?.resolve(answer.result);
  }

  /** Fails what the thread leaves unanswered; the next call starts another. */
  #onEnd(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of unanswered) reject(new SqliteError(threadEnded));
  }
}
