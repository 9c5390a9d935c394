import { readFileSync } from "node:fs";
import type { MemoryBudget } from "./memory-budget.ts";

const defaultIntervalMs = 50;
const bytesPerMb = 2 ** 20;

/** The unit of the times in /proc, the same on all architectures that Node runs on: 100 a second. */
const cpuTickMs = 10;

/** What a process uses. */
export interface Usage {
  /** Memory beside the program's files. */
  readonly bytes: number;
  /** Processor time of all its threads since it started. */
  readonly cpuMs: number;
}

/** @returns undefined where it is unknown */
export const usageOf = (pid: number): Usage | undefined => {
  try {
    const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name before the parenthesis may contain anything. Fields 14 and 15 (proc_pid_stat(5)): user and system time.
    const [userTicks, systemTicks] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    if (kilobytes === undefined) return undefined;
    return {
      bytes: Number(kilobytes) * 1024,
      cpuMs: (Number(userTicks) + Number(systemTicks)) * cpuTickMs,
    };
  } catch {
    // It has ended, or this is not Linux.
    return undefined;
  }
};

/** `memory`: of the process. `total`: of all together, of which this one took the most. `cpu`: processor time. */
export type ExceededLimit = "memory" | "total" | "cpu";

/** A process as the watch sees it. */
export interface WatchedProcess {
  readonly pid: number;
  /** Called at most once, when it is over a limit. The callee ends it. */
  readonly onExceeded: (limit: ExceededLimit) => void;
}

interface Watched extends WatchedProcess {
  /** Of its whole life; infinite until it reads. */
  cpuLimitMs: number;
}

/** The watch of one process. */
export interface Watch {
  /** Limits the processor time from now on. */
  readonly limitCpu: (ms: number) => void;
  readonly end: () => void;
}

interface ProcessWatchOptions {
  readonly perProcessBytes?: number;
  readonly totalBytes?: number;
  readonly intervalMs?: number;
  readonly read?: (pid: number) => Usage | undefined;
}

/**
 * Looks at the memory and the processor time of the processes that read pictures or wait for some, on Linux; elsewhere it
 * never finds one over its limit. Processor time does not depend on what else the machine does.
 */
export class ProcessWatch {
  readonly #options: Required<ProcessWatchOptions>;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProcessWatchOptions = {}) {
    this.#options = {
      ...{ perProcessBytes: Infinity, totalBytes: Infinity, intervalMs: defaultIntervalMs, read: usageOf },
      ...options,
    };
  }

  watch(process: WatchedProcess): Watch {
    const watched: Watched = { ...process, cpuLimitMs: Infinity };
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), this.#options.intervalMs).unref();
    return {
      limitCpu: (ms) => {
        watched.cpuLimitMs = (this.#options.read(watched.pid)?.cpuMs ?? Infinity) + ms;
      },
      end: () => {
        this.#watched.delete(watched);
        if (this.#watched.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #look(): void {
    const { perProcessBytes, totalBytes, read } = this.#options;
    let sum = 0;
    let largest: { watched: Watched; bytes: number } | undefined;
    for (const watched of [...this.#watched]) {
      const { bytes, cpuMs } = read(watched.pid) ?? { bytes: 0, cpuMs: 0 };
      if (bytes > perProcessBytes) this.#exceed(watched, "memory");
      else if (cpuMs > watched.cpuLimitMs) this.#exceed(watched, "cpu");
      else {
        sum += bytes;
        if (bytes > (largest?.bytes ?? -1)) largest = { watched, bytes };
      }
    }
    if (sum > totalBytes && largest !== undefined) this.#exceed(largest.watched, "total");
  }

  #exceed(watched: Watched, limit: ExceededLimit): void {
    this.#watched.delete(watched);
    watched.onExceeded(limit);
  }
}

/** @returns the watch that all readers share, because they share the budget */
export const watchWithin = ({ perProcessMb, totalMb }: MemoryBudget): ProcessWatch =>
  new ProcessWatch({ perProcessBytes: perProcessMb * bytesPerMb, totalBytes: totalMb * bytesPerMb });
