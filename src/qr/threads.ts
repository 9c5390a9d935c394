import { Piscina } from "piscina";
import type { PictureFormat } from "./format.ts";
import type { QrReading, ReadingTask, TaskStarted } from "./reading.ts";

/** In ms. A thread that has not come up by then never will; a loaded small machine takes a second or two. */
const startLimit = 20_000;

/** In ms. An idle thread keeps its WebAssembly memory (up to 100 MB after a large picture), so it is dropped. */
const idleTimeout = 60_000;

/** Of the JavaScript heap only; pixels live outside it and are bounded by the limits on pixels. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/** A picture handed to the pool. `kill` ends its thread, or its wait for one. */
interface Flight {
  readonly kill: AbortController;
  started: boolean;
  timer: NodeJS.Timeout;
}

/** The reading threads. A picture that outlives its deadline takes its thread with it; the next gets a new one. */
export class ReadingThreads {
  readonly #pool: Piscina<ReadingTask, QrReading>;
  readonly #deadline: number;
  readonly #flights = new Map<number, Flight>();
  #lastId = 0;

  /** @param threads most at once @param deadline ms for one picture, from when a thread takes it up */
  constructor(threads: number, deadline: number) {
    this.#deadline = deadline;
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
   * @param bytes moved to the thread, so empty for the caller afterwards
   * @returns "too-slow" past the deadline, "too-large" when the thread runs out of heap
   * @throws when no thread comes up, or on a bug in it
   */
  async read(bytes: Uint8Array<ArrayBuffer>, format: PictureFormat): Promise<QrReading> {
    const id = (this.#lastId += 1);
    const kill = new AbortController();
    const flight: Flight = { kill, started: false, timer: abortAfter(kill, startLimit) };
    this.#flights.set(id, flight);
    try {
      return await this.#pool.run(
        { id, bytes, format },
        { signal: kill.signal, transferList: [bytes.buffer] },
      );
    } catch (error) {
      if (flight.started && kill.signal.aborted) return { ok: false, why: "too-slow" };
      if (isOutOfMemory(error)) return { ok: false, why: "too-large" };
      throw new Error("the reading thread failed", { cause: error });
    } finally {
      clearTimeout(flight.timer);
      this.#flights.delete(id);
    }
  }

  /** Ends all threads; a picture being read is lost (its `read` throws). */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #begin(id: number): void {
    const flight = this.#flights.get(id);
    if (flight === undefined) return;
    flight.started = true;
    clearTimeout(flight.timer);
    flight.timer = abortAfter(flight.kill, this.#deadline);
  }
}

function abortAfter(kill: AbortController, delay: number): NodeJS.Timeout {
  return setTimeout(() => kill.abort(), delay);
}

/** Beside this file: TypeScript where this file is (tsx has to come along, threads do not inherit it), else JavaScript. */
function workerScript(): { filename: string; execArgv: string[] } {
  const isTypeScript = import.meta.url.endsWith(".ts");
  const filename = new URL(isTypeScript ? "./worker.ts" : "./worker.js", import.meta.url).href;
  return { filename, execArgv: isTypeScript ? ["--import", "tsx"] : [] };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
