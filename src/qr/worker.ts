import { parentPort } from "node:worker_threads";
import { prepareZxing } from "./decoder.ts";
import { takeHold } from "./hold.ts";
import { decodePixels } from "./pixels.ts";
import type { QrReading, ReadingTask, TaskStarted } from "./reading.ts";
import { findTexts } from "./stages.ts";
import { isWhole } from "./whole.ts";

const ready = prepareZxing();

/**
 * What the reading thread does with one picture. Says that it has started, so that the deadline does not count the
 * start of the thread.
 *
 * @throws only on bugs and outages (the WebAssembly will not load)
 */
export default async function readPicture({ id, bytes, format, hold }: ReadingTask): Promise<QrReading> {
  await ready;
  takeHold(hold);
  const started: TaskStarted = { startedTask: id };
  parentPort?.postMessage(started);
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) return decoded;
  const { texts, seen } = await findTexts(decoded.pixels);
  if (texts.length > 0) return { ok: true, texts };
  return { ok: false, why: "no-qr", seen: isWhole(bytes, format) ? seen : "cut-off" };
}
