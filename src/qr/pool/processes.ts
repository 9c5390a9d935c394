import { processCommand, type ReadingWorker } from "./process-command.ts";
import { ProcessWatch, type ExceededLimit } from "./process-watch.ts";
import { ReadingProcess } from "./reading-process.ts";

/** An idle process holds memory; a new one starts in about half a second. */
const idleTimeoutMs = 20_000;

/** What a picture may take, from the moment a process gets it. */
export interface TimeLimits {
  /** Processor time of all threads, in ms. Does not depend on what else the machine does. */
  readonly cpuLimitMs: number;
  /** Time on the clock, in ms: for a process that waits for something, and where processor time is unknown. */
  readonly wallLimitMs: number;
}

interface ReadingProcessesOptions<Result> extends TimeLimits {
  worker: ReadingWorker;
  /** How many there are at most, with those that start or wait for a picture. */
  processes: number;
  /** Whether one waits for the next picture, until the idle timeout. */
  hasSpare: boolean;
  /** Checks what a process returned, which can be anything if it was taken over. @returns undefined if it is no result */
  readonly parse: (value: unknown) => Result | undefined;
  /** Limits memory and processor time. Shared by all that share a budget. */
  readonly watch?: ProcessWatch | undefined;
  /** Called with the id of a process when it gets a picture. */
  readonly onReading?: ((pid: number) => void) | undefined;
}

/** Why a process gave no result. */
export interface NoReading {
  ok: false;
  why: "too-slow" | "too-large" | "broken" | "busy";
}

interface WaitingPicture<Result> {
  readonly bytes: Uint8Array;
  readonly resolve: (reading: Result | NoReading) => void;
  readonly reject: (error: unknown) => void;
}

/** The answer for a picture whose process the watch ended. */
const reasons = { memory: "too-large", total: "busy", cpu: "too-slow" } as const satisfies Record<
  ExceededLimit,
  NoReading["why"]
>;

/** The reading processes: one for each picture, so that a decoder that is taken over sees no other person's picture. */
export class ReadingProcesses<Result> {
  readonly #options: ReadingProcessesOptions<Result>;
  readonly #watch: ProcessWatch;
  readonly #waiting: WaitingPicture<Result>[] = [];
  readonly #readings = new Set<Promise<Result | NoReading>>();
  /** One for each process, from its start until it is gone. */
  readonly #processes = new Set<Promise<void>>();
  #spares: ReadingProcess[] = [];
  #starting = 0;
  #wantsSpare = false;
  #closed = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: ReadingProcessesOptions<Result>) {
    this.#options = options;
    this.#watch = options.watch ?? new ProcessWatch();
  }

  /** Starts a process if none waits for a picture. */
  prepare(): void {
    if (!this.#closed) this.#keepSpare();
  }

  /** Ends the process that waits for a picture, to give its memory back before the idle timeout. */
  endIdle(): void {
    this.#wantsSpare = false;
    for (const spare of this.#spares.splice(0)) spare.end();
  }

  /**
   * @param bytes sent to a process once one is free, in the order of the calls
   * @returns "too-slow" past the limit of processor time, "too-large" past the memory limit of one process, "broken" if the
   *   process dies while it reads the picture or returns no result, "busy" past the wall-clock limit or the memory limit of all
   *   processes, and after `close`
   * @throws if no process can be started
   */
  async read(bytes: Uint8Array): Promise<Result | NoReading> {
    if (this.#closed) return { ok: false, why: "busy" };
    const reading = new Promise<Result | NoReading>((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
    });
    this.#readings.add(reading);
    this.#assign();
    return reading.finally(() => this.#readings.delete(reading));
  }

  /** Waits for all pictures given so far, then ends the processes. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#readings);
    clearTimeout(this.#idleTimer);
    this.endIdle();
    await Promise.all(this.#processes);
  }

  /** Gives waiting pictures to the processes that wait for one, and starts processes for the others. */
  #assign(): void {
    while (this.#spares.length > 0) {
      const picture = this.#waiting.shift();
      if (picture === undefined) break;
      const [spare] = this.#spares.splice(0, 1);
      if (spare !== undefined) void this.#read(picture, spare);
    }
    const wanted = this.#waiting.length + (this.#wantsSpare ? 1 : 0);
    const { processes } = this.#options;
    while (this.#spares.length + this.#starting < wanted && this.#processes.size < processes) {
      const life = this.#start().finally(() => {
        this.#processes.delete(life);
        this.#assign();
      });
      this.#processes.add(life);
    }
  }

  /** Starts a process for the next picture. @returns when it is gone */
  async #start(): Promise<void> {
    this.#starting += 1;
    let process: ReadingProcess | undefined;
    try {
      process = new ReadingProcess(await processCommand(this.#options.worker), this.#watch);
      await process.ready;
      this.#spares.push(process);
    } catch (error) {
      // The next picture tries again.
      this.#wantsSpare = false;
      const picture = this.#waiting.shift();
      if (process?.exceeded === "total") picture?.resolve({ ok: false, why: "busy" });
      else picture?.reject(error);
    } finally {
      this.#starting -= 1;
    }
    this.#assign();
    if (!this.#wantsSpare) this.endIdle();
    await process?.ended;
    this.#spares = this.#spares.filter((spare) => spare !== process);
  }

  async #read({ bytes, resolve }: WaitingPicture<Result>, process: ReadingProcess): Promise<void> {
    const { cpuLimitMs, wallLimitMs, hasSpare, onReading, parse } = this.#options;
    let why: NoReading["why"] = "broken";
    const timer = setTimeout(() => {
      why = "busy";
      process.end();
    }, wallLimitMs);
    onReading?.(process.pid);
    const value = await process.read(bytes, cpuLimitMs);
    clearTimeout(timer);
    process.end();
    if (process.exceeded !== undefined) why = reasons[process.exceeded];
    if (hasSpare && !this.#closed) this.#keepSpare();
    resolve((value === undefined ? undefined : parse(value)) ?? { ok: false, why });
  }

  #keepSpare(): void {
    this.#wantsSpare = true;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.endIdle(), idleTimeoutMs).unref();
    this.#assign();
  }
}
