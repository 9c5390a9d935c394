import { readFileSync } from "node:fs";

const checkIntervalMs = 250;

/**
 * The ids of the processes that show whether npm still runs: this program's parent and, where that is the shell through which
 * npm starts its scripts, the shell's parent, which can be found on Linux only.
 */
const npmProcesses = (): string => {
  let shell: string | undefined;
  try {
    shell = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
  } catch {
    // No /proc, or the parent has just ended.
  }
  const [, shellsParent = ""] = /^\d+ \(\w*sh\) \S (\d+)/.exec(shell ?? "") ?? [];
  return `${process.ppid} ${shellsParent}`;
};

/**
 * Calls `listener` once the npm that started this program has ended. npm passes SIGTERM to its shell, which ends without
 * passing it on, and passes no other end on at all.
 */
export const onNpmEnd = (listener: () => void): void => {
  const before = npmProcesses();
  const timer = setInterval(() => {
    if (npmProcesses() === before) return;
    clearInterval(timer);
    listener();
  }, checkIntervalMs);
  timer.unref();
};
