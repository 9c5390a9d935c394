import { availableParallelism } from "node:os";
import { sniffFormat } from "./image/format.ts";
import { parseQrReading } from "./pool/parse-reading.ts";
import type { ProcessWatch } from "./pool/process-watch.ts";
import { ReadingProcesses, type TimeLimits } from "./pool/processes.ts";
import type { QrReading } from "./pool/task.ts";

export type { Diagnosis, QrFailure, QrReading } from "./pool/task.ts";

/** Reads the QR codes in pictures. */
export interface QrReader {
  /**
   * Reads a picture as soon as a process is free. Each call holds its bytes until then, so callers limit how many they
   * make at once (`FairQueue`).
   *
   * @param bytes the file as received; must not change until the promise settles
   * @returns the texts in the picture, and parts of others for `joinParts`, or why there are none
   * @throws on bugs and outages only (no process can be started)
   */
  read(bytes: Uint8Array): Promise<QrReading>;
  /** Starts a process for a picture that is about to arrive; does nothing if one waits for it. */
  prepare(): void;
  /** Ends the process that waits for a picture. */
  endIdle(): void;
  /** Waits for the pictures already given, answers "busy" to later ones, ends the processes. */
  close(): Promise<void>;
}

interface QrReaderOptions extends Partial<TimeLimits> {
  /** How many there are at most, with one that waits for the next picture. */
  processes?: number;
  /** Limits what the processes use. */
  watch?: ProcessWatch;
  /** Called with the id of a process when it gets a picture. */
  onReading?: (pid: number) => void;
}

/** The largest file that the Bot API lets a bot download (getFile). */
const maxPictureBytes = 20 * 1024 * 1024;

/** Without a memory budget. */
const maxProcesses = 2;

/** Creates a reader; it starts no process before the first picture. */
export const createQrReader = ({
  processes = Math.min(maxProcesses, availableParallelism()),
  cpuLimitMs = 5000,
  wallLimitMs = 30_000,
  watch,
  onReading,
}: QrReaderOptions = {}): QrReader => {
  const pool = new ReadingProcesses<QrReading>({
    worker: "qr/pool/worker",
    processes,
    hasSpare: true,
    cpuLimitMs,
    wallLimitMs,
    parse: parseQrReading,
    watch,
    onReading,
  });

  const read = async (bytes: Uint8Array): Promise<QrReading> => {
    if (bytes.byteLength > maxPictureBytes) return { ok: false, why: "too-large" };
    if (sniffFormat(bytes) === "not-a-picture") return { ok: false, why: "not-a-picture" };
    return pool.read(bytes);
  };

  return { read, prepare: () => pool.prepare(), endIdle: () => pool.endIdle(), close: () => pool.close() };
};
