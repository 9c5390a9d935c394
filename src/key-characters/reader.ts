import { sniffFormat } from "../qr/image/format.ts";
import type { ProcessWatch } from "../qr/pool/process-watch.ts";
import { ReadingProcesses, type TimeLimits } from "../qr/pool/processes.ts";
import { parseCharactersReading } from "./parse-reading.ts";
import type { CharactersReading } from "./reading.ts";

export type { CharactersFailure, CharactersFound, CharactersReading, ReadCharacter } from "./reading.ts";

/** Reads the characters of a key, or of a cancellation code, in a screenshot. */
export interface CharactersReader {
  /**
   * Reads a picture in which no QR code was found. It takes seconds and more memory than a QR code, so the caller asks
   * only then, and limits how many calls it makes at once.
   *
   * @param bytes the file as received; must not change until the promise settles
   * @returns what is written there, or why nothing was read
   * @throws on bugs and outages only (no process can be started)
   */
  read(bytes: Uint8Array): Promise<CharactersReading>;
  /** Waits for the pictures already given, answers "busy" to later ones, ends the process. */
  close(): Promise<void>;
}

interface CharactersReaderOptions extends Partial<TimeLimits> {
  /** Called before each picture: its process takes the most memory of all. */
  makeRoom?: () => void;
  /** Limits what the process uses. */
  watch?: ProcessWatch;
}

/** The largest file that the Bot API lets a bot download (getFile). */
const maxPictureBytes = 20 * 1024 * 1024;

/** Creates a reader; it starts no process before the first picture, and never more than one. */
export const createCharactersReader = ({
  cpuLimitMs = 10_000,
  wallLimitMs = 90_000,
  makeRoom,
  watch,
}: CharactersReaderOptions = {}): CharactersReader => {
  const pool = new ReadingProcesses<CharactersReading>({
    worker: "key-characters/worker",
    processes: 1,
    hasSpare: false,
    cpuLimitMs,
    wallLimitMs,
    parse: parseCharactersReading,
    watch,
  });

  const read = async (bytes: Uint8Array): Promise<CharactersReading> => {
    if (bytes.byteLength > maxPictureBytes) return { ok: false, why: "too-large" };
    if (sniffFormat(bytes) === "not-a-picture") return { ok: false, why: "not-a-picture" };
    makeRoom?.();
    return pool.read(bytes);
  };

  return { read, close: () => pool.close() };
};
