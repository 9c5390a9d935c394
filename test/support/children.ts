import type { ChildProcess } from "node:child_process";

/** Lets a child end with this process, however that ends but by a kill: a server that is left alone may stay busy for ever. */
export const endWithUs = (child: ChildProcess): void => {
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
};

/** Whether there is a process with this id that we may signal. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
