import type { ChildProcess } from "node:child_process";

/** Lets a child end with this process, however that ends but by a kill: a server that is left alone may stay busy for ever. */
export const endWithUs = (child: ChildProcess): void => {
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
};
