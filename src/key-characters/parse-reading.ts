import { isRecord } from "../qr/pool/parse-reading.ts";
import type { CharactersFailure, CharactersReading, ReadCharacter } from "./reading.ts";

/** The longest key known has 128. */
const maxCharacters = 256;

const failures: readonly unknown[] = [
  "no-characters",
  "not-a-picture",
  "broken",
  "too-large",
  "too-slow",
] satisfies CharactersFailure[];

/**
 * @param value anything: what a process says that may have been taken over
 * @returns undefined if it is no reading
 */
export const parseCharactersReading = (value: unknown): CharactersReading | undefined => {
  if (!isRecord(value)) return undefined;
  const { ok, why, kind, characters, unusualLength } = value;
  if (ok === false && failures.includes(why)) return { ok, why: why as CharactersFailure };
  if (ok !== true || (kind !== "key" && kind !== "cancellation-code")) return undefined;
  if (typeof unusualLength !== "boolean" || !Array.isArray(characters)) return undefined;
  if (characters.length === 0 || characters.length > maxCharacters) return undefined;
  const char = kind === "key" ? /^[A-Z2-7]$/ : /^\d$/;
  const read = characters.map((one: unknown) => parseCharacter(one, char)).filter((one) => one !== undefined);
  return read.length === characters.length ? { ok, kind, characters: read, unusualLength } : undefined;
};

const parseCharacter = (value: unknown, allowed: RegExp): ReadCharacter | undefined => {
  if (!isRecord(value)) return undefined;
  const { char, doubtful } = value;
  if (typeof char !== "string" || !allowed.test(char) || typeof doubtful !== "boolean") return undefined;
  return { char, doubtful };
};
