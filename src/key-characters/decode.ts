import type { Activations } from "./recognizer.ts";

/** A character in one reading of a line. */
export interface Sighting {
  readonly char: string;
  /** Of the character at its clearest step, from 0 to 1. */
  readonly probability: number;
  /** The middle of its steps, from 0 at the left end of the line to 1. */
  readonly position: number;
}

/** The characters that a reading may contain, each with the classes of the network that count as it. */
export type CharacterSet = readonly { readonly char: string; readonly classes: readonly number[] }[];

/** Class 0 is the blank of CTC. */
const blank = 0;

const keyCharacters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

/** What looks like a character of a key, and cannot stand in one itself, depends on the case that the key is shown in. */
const lookalikes = {
  upper: { O: "0", I: "1l|", B: "8" },
  lower: { L: "1I|", O: "0", B: "8" },
} as const;

export type LetterCase = keyof typeof lookalikes;

/** @returns the characters of a key (RFC 4648 base32), shown in one case */
export const base32Set = (alphabet: readonly string[], letterCase: LetterCase): CharacterSet =>
  keyCharacters.map((char) => {
    const similar: Partial<Record<string, string>> = lookalikes[letterCase];
    const own = letterCase === "upper" ? char : char.toLowerCase();
    // The other case of most letters looks the same, but an l is no L among capitals, nor an I an i among small letters.
    const other = char === "I" || char === "L" ? "" : `${char.toLowerCase()}${char}`;
    return {
      char,
      classes: classesOf(alphabet, new Set(Array.from(`${own}${other}${similar[char] ?? ""}`))),
    };
  });

/** @returns the ten digits, with what looks like them among digits */
export const digitSet = (alphabet: readonly string[]): CharacterSet =>
  Array.from("0123456789").map((char) => {
    const similar: Partial<Record<string, string>> = { 0: "Oo", 1: "Il|", 5: "S", 8: "B" };
    return { char, classes: classesOf(alphabet, new Set(Array.from(`${char}${similar[char] ?? ""}`))) };
  });

const classesOf = (alphabet: readonly string[], characters: ReadonlySet<string>): number[] =>
  alphabet.flatMap((text, index) => (characters.has(text) ? [index] : []));

/**
 * Reads a line by CTC, as if the network knew no other characters than those of the set: without this it prefers 0 to
 * O, and lower case.
 */
export const decodeWithin = (
  activations: Activations,
  set: CharacterSet,
  alphabet: readonly string[],
): Sighting[] => {
  const space = alphabet.indexOf(" ");
  const sightings: { char: string; probability: number; first: number; last: number }[] = [];
  let previous = "";
  for (let step = 0; step < activations.steps; step += 1) {
    const at = (index: number): number => activations.data[step * activations.classes + index] ?? 0;
    let best = "";
    let highest = at(blank) + at(space);
    for (const { char, classes } of set) {
      const probability = classes.reduce((sum, index) => sum + at(index), 0);
      if (probability > highest) [best, highest] = [char, probability];
    }
    const current = sightings.at(-1);
    if (best !== "" && best === previous && current !== undefined) {
      current.last = step;
      current.probability = Math.max(current.probability, highest);
    } else if (best !== "") sightings.push({ char: best, probability: highest, first: step, last: step });
    previous = best;
  }
  return sightings.map(({ char, probability, first, last }) => ({
    char,
    probability,
    position: (first + last + 1) / 2 / activations.steps,
  }));
};

/** Reads a line by CTC with everything that the network knows. */
export const decodeFreely = (activations: Activations, alphabet: readonly string[]): string => {
  let text = "";
  let previous = blank;
  for (let step = 0; step < activations.steps; step += 1) {
    const row = activations.data.subarray(step * activations.classes, (step + 1) * activations.classes);
    let best = blank;
    row.forEach((probability, index) => {
      if (probability > (row[best] ?? 0)) best = index;
    });
    if (best !== previous) text += alphabet[best] ?? "";
    previous = best;
  }
  return text;
};
