import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Piscina } from "piscina";
import type { PictureFormat } from "./format.ts";
import { Gate } from "./gate.ts";
import { createHold, expireHold, type Hold } from "./hold.ts";
import type { QrReading, ReadingTask, TaskStarted } from "./reading.ts";

/** In ms. A thread that has not come up by then never will; a loaded small machine takes a second or two. */
const startLimit = 20_000;

/**
 * In ms. An idle thread keeps its WebAssembly memory (up to 100 MB after a large picture), so it is dropped; a new one
 * comes up in about 200 ms.
 */
const idleTimeout = 20_000;

/** Of the JavaScript heap only; pixels live outside it and are bounded by the limits on pixels. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/** A picture handed to the pool. `kill` ends its thread, or its wait for one. */
interface Flight {
  readonly hold: Hold;
  readonly kill: AbortController;
  /** Gives the answer while the thread may still have to be waited for. */
  readonly giveUp: (reading: QrReading) => void;
  started: boolean;
  timer: NodeJS.Timeout;
}

/** What a pool of reading threads is made of. `deadline`: ms for one picture, from when a thread takes it up. */
interface ReadingThreadsOptions {
  threads: number;
  deadline: number;
  queue: number;
}

const tooSlow: QrReading = { ok: false, why: "too-slow" };

/** The reading threads. A picture that outlives its deadline takes its thread with it; the next gets a new one. */
export class ReadingThreads {
  readonly #pool: Piscina<ReadingTask, QrReading>;
  // Piscina's own maxQueue does not count tasks that carry an abort signal.
  readonly #gate: Gate;
  readonly #deadline: number;
  readonly #flights = new Map<number, Flight>();
  #lastId = 0;

  constructor({ threads, deadline, queue }: ReadingThreadsOptions) {
    this.#deadline = deadline;
    this.#gate = new Gate(threads, queue);
    this.#pool = new Piscina<ReadingTask, QrReading>({
      ...workerScript(),
      minThreads: 0,
      maxThreads: threads,
      idleTimeout,
      resourceLimits,
      recordTiming: false,
    });
    this.#pool.on("message", (message: TaskStarted) => this.#begin(message.startedTask));
    // A thread that dies while it starts takes no picture with it, so those that wait for it have to be told.
    this.#pool.on("error", (cause: unknown) => {
      for (const flight of this.#flights.values()) if (!flight.started) flight.kill.abort(cause);
    });
  }

  /**
   * @param bytes copied once a thread is free
   * @returns "busy" when the queue is full, "too-slow" past the deadline, "too-large" when the thread runs out of heap
   * @throws when no thread comes up, or on a bug in it
   */
  async read(bytes: Uint8Array, format: PictureFormat): Promise<QrReading> {
    if (!(await this.#gate.enter())) return { ok: false, why: "busy" };
    return new Promise((resolve, reject) => {
      void this.#fly(bytes, format, resolve)
        .then(resolve, reject)
        .finally(() => this.#gate.leave());
    });
  }

  /** Waits for what is being read, turns away the rest, ends the threads. */
  async close(): Promise<void> {
    await this.#gate.close();
    await this.#pool.destroy();
  }

  async #fly(bytes: Uint8Array, format: PictureFormat, giveUp: Flight["giveUp"]): Promise<QrReading> {
    const id = (this.#lastId += 1);
    const [hold, kill] = [createHold(), new AbortController()];
    const flight: Flight = {
      hold,
      kill,
      giveUp,
      started: false,
      timer: setTimeout(() => kill.abort(), startLimit),
    };
    this.#flights.set(id, flight);
    // A copy, because the buffer is moved to the thread and the caller's may be a slice of a shared pool.
    const task: ReadingTask = { id, bytes: new Uint8Array(bytes), format, hold };
    try {
      return await this.#pool.run(task, { signal: kill.signal, transferList: [task.bytes.buffer] });
    } catch (error) {
      if (flight.started && kill.signal.aborted) return tooSlow;
      if (isOutOfMemory(error)) return { ok: false, why: "too-large" };
      throw new Error("the reading thread failed", { cause: error });
    } finally {
      clearTimeout(flight.timer);
      this.#flights.delete(id);
    }
  }

  #begin(id: number): void {
    const flight = this.#flights.get(id);
    if (flight === undefined) return;
    flight.started = true;
    clearTimeout(flight.timer);
    flight.timer = setTimeout(() => {
      flight.giveUp(tooSlow);
      if (expireHold(flight.hold)) flight.kill.abort();
    }, this.#deadline);
  }
}

/**
 * Beside this file: TypeScript where this file is (then tsx has to come along), else JavaScript. tsx goes by its full
 * address, since a bare name would be looked for below the working directory.
 */
function workerScript(): { filename: string; execArgv: string[] } {
  if (!import.meta.url.endsWith(".ts"))
    return { filename: new URL("./worker.js", import.meta.url).href, execArgv: [] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return { filename: new URL("./worker.ts", import.meta.url).href, execArgv: ["--import", tsx] };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
