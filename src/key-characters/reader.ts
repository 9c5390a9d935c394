import type { CharactersReading } from "./reading.ts";

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

/** Creates a reader; it starts no process before the first picture. */
export const createCharactersReader = (): CharactersReader => ({
  // eslint-disable-next-line @typescript-eslint/require-await -- the engine lands separately
  read: async (): Promise<CharactersReading> => ({ ok: false, why: "no-characters" }),
  close: () => Promise.resolve(),
});
