/** The memory of a process and of those it started, sampled from outside. */
import { readFileSync } from "node:fs";

const sampleIntervalMs = 200;

const kilobytesOf = (text: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0);

/**
 * What a process holds beside the program files that all share (RssAnon, by which the product itself judges). The
 * proportional set size would be more exact, but reading it took 40 % of this script's time. MB; 0 if the process has ended.
 */
const anonymousMemoryOf = (pid: number): number => {
  try {
    return kilobytesOf(readFileSync(`/proc/${pid}/status`, "utf8"), "RssAnon") / 1024;
  } catch {
    return 0;
  }
};

const descendantsOf = (pid: number): number[] => {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
      .trim()
      .split(" ")
      .filter(Boolean);
    return children.map(Number).flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return [];
  }
};

/** The largest values so far; MB. */
export interface MemoryPeaks {
  readonly main: number;
  /** All other processes together. */
  readonly children: number;
  readonly tree: number;
  /** How many other processes there were at once. */
  readonly processes: number;
}

/** Samples until stopped. */
export const watchMemory = (pid: number): { readonly stop: () => MemoryPeaks } => {
  let peaks: MemoryPeaks = { main: 0, children: 0, tree: 0, processes: 0 };
  const timer = setInterval(() => {
    const descendants = descendantsOf(pid);
    const main = anonymousMemoryOf(pid);
    const children = descendants.map(anonymousMemoryOf).reduce((sum, one) => sum + one, 0);
    peaks = {
      main: Math.max(peaks.main, main),
      children: Math.max(peaks.children, children),
      tree: Math.max(peaks.tree, main + children),
      processes: Math.max(peaks.processes, descendants.length),
    };
  }, sampleIntervalMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peaks;
    },
  };
};
