import { prepareZxing } from "../decode/zxing.ts";
import { decodePixels } from "../image/pixels.ts";
import { nothing, type QrReading, type ReadingTask, type TaskStarted } from "./task.ts";
import { findTexts } from "../decode/stages.ts";
import { isWhole } from "../image/truncation.ts";

let reading = false;

// A terminal or an init system may signal every process at once, while the program still wants its answer.
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (!reading) process.exit();
  });
// The program has gone without a word.
process.on("disconnect", () => process.exit());

// libheif says on the console what is wrong with a file; the program's standard output is its log.
Object.assign(console, { log: () => undefined });

const ready = prepareZxing();

/**
 * What the reading process does with one picture. Says that it has started, so that the deadline does not count the
 * start of the process.
 *
 * @throws only on bugs and outages (the WebAssembly will not load)
 */
export default async function readPicture(
  task: ReadingTask | typeof nothing,
): Promise<QrReading | typeof nothing> {
  await ready;
  if (task === nothing) return nothing;
  reading = true;
  const started: TaskStarted = { pid: process.pid };
  process.send?.(started);
  return read(task).finally(() => (reading = false));
}

async function read({ bytes, format }: ReadingTask): Promise<QrReading> {
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) return decoded;
  const { texts, seen } = await findTexts(decoded.pixels);
  if (texts.length > 0) return { ok: true, texts };
  return { ok: false, why: "no-qr", seen: isWhole(bytes, format) ? seen : "cut-off" };
}
