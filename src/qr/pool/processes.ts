import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Tinypool } from "tinypool";
import type { PictureFormat } from "../image/format.ts";
import { BoundedQueue } from "../bounded-queue.ts";
import { nothing, type QrReading, type ReadingTask, type TaskStarted } from "./task.ts";

/** In ms. A process that has not come up by then never will; a loaded small machine takes a second or two. */
const startLimit = 20_000;

/** In ms. An idle process holds some 100 MB, up to 250 after a large picture; a new one comes up in about 0.4 s. */
const idleTimeout = 20_000;

/** In MB, of the JavaScript heap only; pixels live outside it and are bounded by the limits on pixels. */
const heapLimit = 256;

/**
 * All that a process gets of the environment: neither the token nor the master key. One arena, because glibc would
 * make one a thread of libvips', each keeping what a picture needed at its largest.
 */
const environment = { MALLOC_ARENA_MAX: "1" };

/** A picture handed to the pool. */
interface Flight {
  /** Turns it away while no process has taken it up. */
  readonly giveUp: AbortController;
  started: boolean;
  expired: boolean;
  timer: NodeJS.Timeout;
}

/** What a pool of reading processes is made of. `deadline`: ms for one picture, from when a process takes it up. */
interface ReadingProcessesOptions {
  processes: number;
  deadline: number;
  queue: number;
}

/** The reading processes. A picture that outlives its deadline takes its process with it; the next gets a new one. */
export class ReadingProcesses {
  readonly #pool: Tinypool;
  readonly #gate: BoundedQueue;
  readonly #deadline: number;
  readonly #flights = new Set<Flight>();
  #preparing = Promise.resolve();
  #closed = false;

  constructor({ processes, deadline, queue }: ReadingProcessesOptions) {
    this.#deadline = deadline;
    this.#gate = new BoundedQueue(processes, queue);
    this.#pool = new Tinypool({
      ...workerScript(),
      runtime: "child_process",
      serialization: "advanced",
      env: environment,
      minThreads: 0,
      maxThreads: processes,
      idleTimeout,
    });
    // A process that dies while it starts takes no picture with it, so those that wait for it have to be told.
    this.#pool.on("error", (cause: unknown) => {
      for (const flight of this.#flights) if (!flight.started) flight.giveUp.abort(cause);
    });
  }

  /** Starts a process if none is there. */
  prepare(): void {
    if (this.#closed || this.#pool.threads.length > 0) return;
    // When it does not come up, the next picture tells.
    this.#preparing = this.#fly(nothing).then(ignore, ignore);
  }

  /**
   * @param bytes copied once a process is free
   * @returns "busy" when the queue is full, "too-slow" past the deadline, "broken" when the process dies over it
   * @throws when no process comes up, or on a bug in it
   */
  async read(bytes: Uint8Array, format: PictureFormat): Promise<QrReading> {
    if (!(await this.#gate.enter())) return { ok: false, why: "busy" };
    try {
      // Else the pool would start another process beside the one that comes up.
      await this.#preparing;
      // A copy, because the caller's may be a slice of a shared pool, which would be sent whole.
      return await this.#fly({ bytes: new Uint8Array(bytes), format });
    } finally {
      this.#gate.leave();
    }
  }

  /** Waits for what is being read, turns away the rest, ends the processes. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#gate.close();
    await this.#pool.destroy();
  }

  async #fly(task: ReadingTask): Promise<QrReading>;
  async #fly(task: typeof nothing): Promise<unknown>;
  async #fly(task: ReadingTask | typeof nothing): Promise<unknown> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), startLimit);
    const flight: Flight = { giveUp, started: false, expired: false, timer };
    this.#flights.add(flight);
    try {
      return (await this.#pool.run(task, {
        signal: giveUp.signal,
        ...(task === nothing ? {} : { transferList: [task.bytes.buffer] }),
        channel: { postMessage: ({ pid }: TaskStarted) => this.#begin(flight, pid) },
      })) as unknown;
    } catch (error) {
      if (flight.expired) return { ok: false, why: "too-slow" };
      // What the process itself throws arrives as a plain object; an error is its end: a crash, or no memory left.
      if (flight.started && error instanceof Error) return { ok: false, why: "broken" };
      throw new Error("the reading process failed", { cause: error });
    } finally {
      clearTimeout(flight.timer);
      this.#flights.delete(flight);
      // Who comes next after a killed picture should not have to wait for a process.
      if (flight.expired) this.prepare();
    }
  }

  #begin(flight: Flight, pid: number): void {
    flight.started = true;
    clearTimeout(flight.timer);
    flight.timer = setTimeout(() => {
      flight.expired = true;
      kill(pid);
    }, this.#deadline);
  }
}

const ignore = (): void => undefined;

/** Not by the pool, whose SIGTERM the process does not heed while it reads. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/**
 * Beside this file: TypeScript where this file is (then tsx has to come along), else JavaScript. tsx goes by its full
 * address, since a bare name would be looked for below the working directory.
 */
function workerScript(): { filename: string; execArgv: string[] } {
  const limit = `--max-old-space-size=${heapLimit}`;
  if (!import.meta.url.endsWith(".ts"))
    return { filename: new URL("./worker.js", import.meta.url).href, execArgv: [limit] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return { filename: new URL("./worker.ts", import.meta.url).href, execArgv: [limit, "--import", tsx] };
}
