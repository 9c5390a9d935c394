import { availableParallelism } from "node:os";
import { sniffFormat } from "./image/format.ts";
import { ReadingProcesses } from "./pool/processes.ts";
import type { QrReading } from "./pool/task.ts";

export type { QrFailure, QrReading, Seen } from "./pool/task.ts";

/** Reads the QR codes in pictures. */
export interface QrReader {
  /**
   * @param bytes a file as it came; neither changed nor kept; not to be changed until the answer is there
   * @returns the texts in it or why there are none
   * @throws only on bugs and outages (no process can be started)
   */
  read(bytes: Uint8Array): Promise<QrReading>;
  /** Makes ready for a picture that is on its way, so that it need not wait. Costs nothing when called again. */
  prepare(): void;
  /** Waits for what is being read, answers "busy" to what waits and comes later, ends the processes. */
  close(): Promise<void>;
}

/** `processes`: pictures read at once. `deadline`: ms for one picture. `queue`: pictures that may wait for that. */
interface QrReaderOptions {
  processes?: number;
  deadline?: number;
  queue?: number;
}

/** In bytes; what the Bot API lets a bot download (getFile). */
const sizeLimit = 20 * 1024 * 1024;

/** A process takes up to 250 MB for a large picture. */
const mostProcesses = 2;

/** Starts no process until the first picture. */
export function createQrReader({
  processes = Math.min(mostProcesses, availableParallelism()),
  deadline = 2500,
  queue = 16,
}: QrReaderOptions = {}): QrReader {
  const readers = new ReadingProcesses({ processes, deadline, queue });

  const read = async (bytes: Uint8Array): Promise<QrReading> => {
    if (bytes.byteLength > sizeLimit) return { ok: false, why: "too-large" };
    const format = sniffFormat(bytes);
    if (format === "not-a-picture") return { ok: false, why: format };
    return readers.read(bytes, format);
  };

  return { read, prepare: () => readers.prepare(), close: () => readers.close() };
}
