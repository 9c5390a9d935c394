import { prepareZxing } from "../decode/zxing.ts";
import { decodePixels } from "../image/pixels.ts";
import { warmUp, type QrReading, type ReadingTask, type TaskStarted } from "./task.ts";
import { findTexts } from "../decode/stages.ts";
import { isTruncated } from "../image/truncation.ts";

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
const readPicture = async (task: ReadingTask | typeof warmUp): Promise<QrReading | typeof warmUp> => {
  await zxingReady;
  if (task === warmUp) return warmUp;
  reading = true;
  const started: TaskStarted = { pid: process.pid };
  process.send?.(started);
  return read(task).finally(() => (reading = false));
};
export default readPicture;

const read = async ({ bytes, format }: ReadingTask): Promise<QrReading> => {
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) return decoded;
  const { texts, parts, diagnosis } = await findTexts(decoded.pixels);
  if (texts.length > 0 || parts.length > 0) return { ok: true, texts, parts };
  return { ok: false, why: "no-qr", diagnosis: isTruncated(bytes, format) ? "cut-off" : diagnosis };
};
