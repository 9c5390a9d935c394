import { availableParallelism } from "node:os";
import { sniffFormat } from "./format.ts";
import type { QrReading } from "./reading.ts";
import { ReadingThreads } from "./threads.ts";

export type { QrFailure, QrReading, Seen } from "./reading.ts";

/** Reads the QR codes in pictures. */
export interface QrReader {
  /**
   * @param bytes a file as it came; neither changed nor kept; not to be changed until the answer is there
   * @returns the texts in it or why there are none
   * @throws only on bugs and outages (no thread can be started)
   */
  read(bytes: Uint8Array): Promise<QrReading>;
  /** Waits for what is being read, answers "busy" to what waits and comes later, ends the threads. */
  close(): Promise<void>;
}

/** `threads`: pictures read at once. `deadline`: ms for one picture. `queue`: pictures that may wait for a thread. */
interface QrReaderOptions {
  threads?: number;
  deadline?: number;
  queue?: number;
}

/** In bytes; what the Bot API lets a bot download (getFile). */
const sizeLimit = 20 * 1024 * 1024;

/** A thread takes up to 200 MB for a large picture. */
const mostThreads = 2;

/** Starts no thread until the first picture. */
export function createQrReader({
  threads = Math.min(mostThreads, availableParallelism()),
  deadline = 2500,
  queue = 16,
}: QrReaderOptions = {}): QrReader {
  const readers = new ReadingThreads({ threads, deadline, queue });

  const read = async (bytes: Uint8Array): Promise<QrReading> => {
    if (bytes.byteLength > sizeLimit) return { ok: false, why: "too-large" };
    const format = sniffFormat(bytes);
    if (format === "not-a-picture") return { ok: false, why: format };
    return readers.read(bytes, format);
  };

  return { read, close: () => readers.close() };
}
