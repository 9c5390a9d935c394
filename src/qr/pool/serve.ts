import { warmUp, type ReadingTask, type TaskStarted } from "./task.ts";

/** What a worker exports by default, for the pool to call. */
export type ReadingWorker<Result> = (task: ReadingTask | typeof warmUp) => Promise<Result | typeof warmUp>;

/**
 * Makes this process a reading process.
 *
 * @param prepare started at once; a picture waits for it
 * @param read reads one picture. Its deadline runs from the call, so that it does not include the start of the process
 * @returns a function that throws on bugs and outages only (the WebAssembly does not load)
 */
export const serveReadings = <Result>(
  prepare: () => Promise<unknown>,
  read: (task: ReadingTask) => Promise<Result>,
): ReadingWorker<Result> => {
  let reading = false;
  // A terminal or an init system may signal every process of a group while the program still waits for the result.
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      if (!reading) process.exit();
    });
  // The program was killed.
  process.on("disconnect", () => process.exit());
  // libheif reports faulty files on the console, but the program's standard output is its log.
  Object.assign(console, { log: () => undefined });

  const ready = prepare();
  return async (task) => {
    await ready;
    if (task === warmUp) return warmUp;
    reading = true;
    const started: TaskStarted = { pid: process.pid };
    process.send?.(started);
    return read(task).finally(() => (reading = false));
  };
};
