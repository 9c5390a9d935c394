/** The base32 alphabet of RFC 4648. */
export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A seeded stream of numbers in [0, 1): mulberry32. The same seed gives the same run everywhere. */
export function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random keys of a length, upper case. */
export function randomKeys(count: number, length: number, seed: number): string[] {
  const next = stream(seed);
  const one = (): string => Array.from({ length }, () => ALPHABET[Math.floor(next() * 32)]).join("");
  return Array.from({ length: count }, one);
}

export function inGroups(key: string, size: number, separator = " "): string {
  return key.match(new RegExp(`.{1,${size}}`, "gu"))!.join(separator);
}
