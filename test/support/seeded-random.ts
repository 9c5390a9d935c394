/** The base32 alphabet of RFC 4648. */
export const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A random generator with a seed (mulberry32): returns numbers in [0, 1), the same ones for the same seed. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Random keys in upper case. */
export const randomKeys = (count: number, length: number, seed: number): string[] => {
  const next = seededRandom(seed);
  const one = (): string => Array.from({ length }, () => base32Alphabet[Math.floor(next() * 32)]).join("");
  return Array.from({ length: count }, one);
};

/** Splits a key into groups. */
export const inGroups = (key: string, size: number, separator = " "): string =>
  key.match(new RegExp(`.{1,${size}}`, "gu"))!.join(separator);
