import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Tinypool } from "tinypool";
import type { PictureFormat } from "../image/format.ts";
import { warmUp, type ReadingTask, type TaskStarted } from "./task.ts";

/** A process starts in a second or two on a loaded small machine; after this time it never will. */
const startTimeoutMs = 20_000;

/** An idle process holds about 100 MB, up to 250 after a large picture; a new one starts in about 0.4 s. */
const idleTimeoutMs = 20_000;

/** Bounds the JavaScript heap only; pixels live outside it and are bounded by the pixel limits. */
const maxHeapMb = 256;

/**
 * The complete environment of a process: neither the token nor the master key. One arena, because glibc would make one
 * for each libvips thread and keep it at its largest size.
 */
const environment = { MALLOC_ARENA_MAX: "1" };

/** A task in the pool. */
interface PendingTask {
  /** Withdraws the task; used only until a process starts on it. */
  readonly withdraw: AbortController;
  started: boolean;
  /** Set when its process is ended over it. */
  ended: NoReading["why"] | undefined;
  timer: NodeJS.Timeout;
  stopWatching: (() => void) | undefined;
}

/** A process that reads a picture, for those who limit what it may use. */
export interface BusyProcess {
  readonly pid: number;
  /** Ends it; `why` becomes the result. */
  readonly end: (why: NoReading["why"]) => void;
}

interface ReadingProcessesOptions {
  /** The file whose default export is a `ReadingWorker`, as TypeScript; its JavaScript is used where this file is that. */
  worker: URL;
  processes: number;
  /** For one picture, from the moment a process starts on it. */
  deadlineMs: number;
  /** Called when a process starts on a picture. @returns called when it is done */
  onStarted?: ((process: BusyProcess) => () => void) | undefined;
}

/** Why a process gave no result. */
interface NoReading {
  ok: false;
  why: "too-slow" | "too-large" | "broken" | "busy";
}

/** The reading processes. A picture past its deadline is killed together with its process; the next gets a new one. */
export class ReadingProcesses<Result> {
  readonly #pool: Tinypool;
  readonly #deadlineMs: number;
  readonly #watch: ReadingProcessesOptions["onStarted"];
  readonly #tasks = new Set<PendingTask>();
  readonly #readings = new Set<Promise<Result | NoReading>>();
  #starting = Promise.resolve();
  #closed = false;

  constructor({ worker, processes, deadlineMs, onStarted }: ReadingProcessesOptions) {
    this.#deadlineMs = deadlineMs;
    this.#watch = onStarted;
    this.#pool = new Tinypool({
      ...scriptOf(worker),
      runtime: "child_process",
      serialization: "advanced",
      env: environment,
      minThreads: 0,
      maxThreads: processes,
      idleTimeout: idleTimeoutMs,
    });
    // A process that dies while it starts has no task yet, so the pool tells none of those that wait for it.
    this.#pool.on("error", (cause: unknown) => {
      if (this.#pool.threads.length > 0) return;
      for (const { started, withdraw } of this.#tasks) if (!started) withdraw.abort(cause);
    });
  }

  /** Starts a process if none is running. */
  prepare(): void {
    if (!this.#closed) this.#ensureProcess();
  }

  /** Ends the processes if none of them has a picture, to give their memory back before the idle timeout. */
  endIdle(): void {
    if (this.#tasks.size === 0 && !this.#closed) this.#pool.recycleWorkers().catch(ignore);
  }

  /**
   * @param bytes sent to a process once one is free, in the order of the calls
   * @returns "too-slow" past the deadline, "broken" if the process dies over the picture, "busy" after `close`
   * @throws if no process can be started, or on a bug in it
   */
  async read(bytes: Uint8Array, format: PictureFormat): Promise<Result | NoReading> {
    if (this.#closed) return { ok: false, why: "busy" };
    // Otherwise the pool would start a second process beside the one that is starting.
    const reading = this.#starting.then(() => this.#run({ bytes, format }));
    this.#readings.add(reading);
    return reading.finally(() => this.#readings.delete(reading));
  }

  /** Waits for all pictures given so far, then ends the processes. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#readings);
    await this.#pool.destroy();
  }

  #ensureProcess(): void {
    if (this.#pool.threads.length > 0) return;
    // If it does not start, the next picture reports the error.
    this.#starting = this.#run(warmUp).then(ignore, ignore);
  }

  async #run(task: ReadingTask): Promise<Result | NoReading>;
  async #run(task: typeof warmUp): Promise<unknown>;
  async #run(task: ReadingTask | typeof warmUp): Promise<unknown> {
    const withdraw = new AbortController();
    const timer = setTimeout(() => withdraw.abort(), startTimeoutMs);
    const pending: PendingTask = {
      ...{ withdraw, started: false, ended: undefined, timer, stopWatching: undefined },
    };
    this.#tasks.add(pending);
    try {
      return (await this.#pool.run(task, {
        signal: withdraw.signal,
        channel: { postMessage: ({ pid }: TaskStarted) => this.#onStarted(pending, pid) },
      })) as unknown;
    } catch (error) {
      if (pending.ended !== undefined) return { ok: false, why: pending.ended };
      // What the process itself throws arrives as a plain object; an Error means that it crashed or ran out of memory.
      if (pending.started && error instanceof Error) return { ok: false, why: "broken" };
      throw new Error("the reading process failed", { cause: error });
    } finally {
      clearTimeout(pending.timer);
      pending.stopWatching?.();
      this.#tasks.delete(pending);
      // When its last process dies, the pool starts none for the tasks that wait. The next picture should not wait either.
      if (this.#tasks.size > 0 || (pending.started && !this.#closed)) this.#ensureProcess();
    }
  }

  #onStarted(pending: PendingTask, pid: number): void {
    pending.started = true;
    clearTimeout(pending.timer);
    const end = (why: NoReading["why"]): void => {
      pending.ended ??= why;
      kill(pid);
    };
    pending.timer = setTimeout(end, this.#deadlineMs, "too-slow");
    pending.stopWatching = this.#watch?.({ pid, end });
    // Those that wait behind it have up to the whole start timeout again.
    for (const { started, timer } of this.#tasks) if (!started) timer.refresh();
  }
}

const ignore = (): void => undefined;

/** SIGKILL, because a process ignores the pool's SIGTERM while it reads. */
const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
};

/**
 * A worker in TypeScript (with tsx to load it) where this file is TypeScript, in JavaScript otherwise. tsx is given by
 * its full path, because a bare name would be resolved from the working directory.
 */
const scriptOf = (worker: URL): { filename: string; execArgv: string[] } => {
  const limit = `--max-old-space-size=${maxHeapMb}`;
  if (!import.meta.url.endsWith(".ts"))
    return { filename: worker.href.replace(/\.ts$/, ".js"), execArgv: [limit] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return { filename: worker.href, execArgv: [limit, "--import", tsx] };
};
