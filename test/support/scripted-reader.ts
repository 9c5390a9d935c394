import type { CharactersReader } from "../../src/key-characters/reader.ts";
import type { CharactersFound, CharactersReading } from "../../src/key-characters/reading.ts";

/** What a reader finds. @param doubtful positions from 0 */
export const found = (
  text: string,
  { kind = "key", doubtful = [] }: { kind?: CharactersFound["kind"]; doubtful?: readonly number[] } = {},
): CharactersFound => ({
  ok: true,
  kind,
  characters: Array.from(text.replaceAll(" ", ""), (char, index) => ({
    char,
    doubtful: doubtful.includes(index),
  })),
  unusualLength: false,
});

/** Stands in for the reader of characters: finds what the test says, picture by picture, and then nothing more. */
export const scriptedReader = (
  ...readings: readonly (CharactersReading | Error)[]
): CharactersReader & { readonly count: () => number } => {
  let count = 0;
  return {
    read: () => {
      const reading = readings[count] ?? ({ ok: false, why: "no-characters" } as const);
      count += 1;
      return reading instanceof Error ? Promise.reject(reading) : Promise.resolve(reading);
    },
    close: () => Promise.resolve(),
    count: () => count,
  };
};
