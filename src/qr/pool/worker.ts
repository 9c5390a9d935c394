import { readPicture } from "../decode/read-picture.ts";
import { prepareZxing } from "../decode/zxing.ts";
import { warmUp, type QrReading, type ReadingTask, type TaskStarted } from "./task.ts";

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

const zxingReady = prepareZxing();

/**
 * Reads one picture, in a process of its own. Reports when it starts, so that the deadline does not include the start
 * of the process.
 *
 * @throws on bugs and outages only (the WebAssembly does not load)
 */
const runTask = async (task: ReadingTask | typeof warmUp): Promise<QrReading | typeof warmUp> => {
  await zxingReady;
  if (task === warmUp) return warmUp;
  reading = true;
  const started: TaskStarted = { pid: process.pid };
  process.send?.(started);
  return readPicture(task.bytes, task.format).finally(() => (reading = false));
};
export default runTask;
