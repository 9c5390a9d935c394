import type { Activations } from "./recognizer.ts";

/** A character in one reading of a line. */
export interface Sighting {
  readonly char: string;
  /** Of the character at its clearest step, from 0 to 1. */
  readonly probability: number;
  /** The middle of its steps, from 0 at the left end of the line to 1. */
  readonly position: number;
  /** What else it may be, by its clearest step. */
  readonly rivals: readonly Rival[];
}

/** Another character that a character may be. */
interface Rival {
  readonly char: string;
  readonly probability: number;
}

/** A character in a reading with everything that the network knows. */
export interface FreeCharacter {
  readonly char: string;
  /** At its clearest step, from 0 to 1. */
  readonly probability: number;
}

/** Rivals below this probability are noise. */
const minRivalProbability = 0.002;

/** The characters that a reading may contain, each with the classes of the network that count as it. */
export type CharacterSet = readonly { readonly char: string; readonly classes: readonly number[] }[];

/** Class 0 is the blank of CTC. */
const blank = 0;

const keyCharacters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

/** What looks like a character of a key, and cannot stand in one itself, depends on the case that the key is shown in. */
const lookalikes = {
  upper: { O: "0", I: "1l|", B: "8", 3: "З" },
  lower: { L: "1I|", O: "0", B: "8", 3: "З" },
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
  alphabet.flatMap((text, index) => (characters.has(narrow(text)) ? [index] : []));

/** The alphabet has full-width letters and digits too. */
const narrow = (text: string): string => text.normalize("NFKC");

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
  const sightings: { char: string; probability: number; first: number; last: number; clearest: number }[] =
    [];
  let previous = "";
  for (let step = 0; step < activations.steps; step += 1) {
    let best = "";
    let highest = probabilityOf(activations, step, [blank, space]);
    for (const { char, classes } of set) {
      const probability = probabilityOf(activations, step, classes);
      if (probability > highest) [best, highest] = [char, probability];
    }
    const current = sightings.at(-1);
    if (best !== "" && best === previous && current !== undefined) {
      current.last = step;
      if (highest > current.probability) [current.probability, current.clearest] = [highest, step];
    } else if (best !== "")
      sightings.push({ char: best, probability: highest, first: step, last: step, clearest: step });
    previous = best;
  }
  return sightings.map(({ char, probability, first, last, clearest }) => ({
    char,
    probability,
    position: (first + last + 1) / 2 / activations.steps,
    rivals: set
      .map((other) => ({
        char: other.char,
        probability: probabilityOf(activations, clearest, other.classes),
      }))
      .filter((other) => other.char !== char && other.probability >= minRivalProbability),
  }));
};

/** @returns the probability that a step shows one of the classes */
const probabilityOf = (
  { data, classes: width }: Activations,
  step: number,
  classes: readonly number[],
): number => classes.reduce((sum, index) => sum + (data[step * width + index] ?? 0), 0);

/** Reads a line by CTC with everything that the network knows. */
export const decodeFreely = (activations: Activations, alphabet: readonly string[]): FreeCharacter[] => {
  const characters: { char: string; probability: number }[] = [];
  let previous = blank;
  for (let step = 0; step < activations.steps; step += 1) {
    const row = activations.data.subarray(step * activations.classes, (step + 1) * activations.classes);
    let best = blank;
    let highest = 0;
    row.forEach((probability, index) => {
      if (probability > highest) [best, highest] = [index, probability];
    });
    const current = characters.at(-1);
    if (best !== blank && best === previous && current !== undefined)
      current.probability = Math.max(current.probability, highest);
    else if (best !== blank) characters.push({ char: alphabet[best] ?? "", probability: highest });
    previous = best;
  }
  return characters;
};

/** Most of the 6,625 classes are Chinese characters, which no key has. Space is one of these. */
const keptClasses = /^[A-Za-z0-9|З ]$/;

/** @returns the classes that a `CharacterSet` may count, by their index in the alphabet; the blank comes first */
export const classesToKeep = (alphabet: readonly string[]): number[] =>
  alphabet.flatMap((text, index) => (index === blank || keptClasses.test(narrow(text)) ? [index] : []));

/** @returns a copy of the activations with only the classes of `kept`: 1 % of their size */
export const keepClasses = ({ steps, classes, data }: Activations, kept: readonly number[]): Activations => ({
  steps,
  classes: kept.length,
  data: Float32Array.from(
    { length: steps * kept.length },
    (_, at) => data[Math.floor(at / kept.length) * classes + (kept[at % kept.length] ?? 0)] ?? 0,
  ),
});
