import { readFileSync } from "node:fs";
import type { MemoryBudget } from "./memory-budget.ts";
import type { BusyProcess } from "./processes.ts";

const defaultIntervalMs = 50;
const bytesPerMb = 2 ** 20;

/** @returns what a process holds beside the program's files, in bytes; undefined where that is unknown */
export const heldBytes = (pid: number): number | undefined => {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    // It has ended, or this is not Linux.
    return undefined;
  }
};

interface Watched {
  readonly pid: number;
  readonly onExceeded: (limit: ExceededLimit) => void;
  isOver: boolean;
}

/** `own`: of the process. `total`: of all together, of which this one took the most. */
export type ExceededLimit = "own" | "total";

interface MemoryWatchOptions {
  readonly perProcessBytes: number;
  readonly totalBytes: number;
  readonly intervalMs?: number;
  readonly read?: (pid: number) => number | undefined;
}

/** Looks at the memory of processes that read pictures, on Linux; elsewhere it never finds one over its limit. */
export class MemoryWatch {
  readonly #options: Required<MemoryWatchOptions>;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MemoryWatchOptions) {
    this.#options = { intervalMs: defaultIntervalMs, read: heldBytes, ...options };
  }

  /**
   * @param onExceeded called at most once; the caller ends the process
   * @returns ends the watch of this process
   */
  watch(pid: number, onExceeded: (limit: ExceededLimit) => void): () => void {
    const watched: Watched = { pid, onExceeded, isOver: false };
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), this.#options.intervalMs).unref();
    return () => {
      this.#watched.delete(watched);
      if (this.#watched.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #look(): void {
    const { perProcessBytes, totalBytes, read } = this.#options;
    let sum = 0;
    let largest: { watched: Watched; bytes: number } | undefined;
    for (const watched of this.#watched) {
      if (watched.isOver) continue;
      const bytes = read(watched.pid) ?? 0;
      if (bytes > perProcessBytes) {
        exceed(watched, "own");
        continue;
      }
      sum += bytes;
      if (bytes > (largest?.bytes ?? -1)) largest = { watched, bytes };
    }
    if (sum > totalBytes && largest !== undefined) exceed(largest.watched, "total");
  }
}

const exceed = (watched: Watched, limit: ExceededLimit): void => {
  watched.isOver = true;
  watched.onExceeded(limit);
};

/**
 * Ends processes that take more than the budget: a picture that alone takes more than its share is "too-large"; one that is
 * too much only beside others, "busy".
 *
 * @returns for the option `onStarted` of all readers, because they share the budget
 */
export const limitMemory = ({ perProcessMb, totalMb }: MemoryBudget) => {
  const watch = new MemoryWatch({
    perProcessBytes: perProcessMb * bytesPerMb,
    totalBytes: totalMb * bytesPerMb,
  });
  return ({ pid, end }: BusyProcess): (() => void) =>
    watch.watch(pid, (limit) => end(limit === "own" ? "too-large" : "busy"));
};
