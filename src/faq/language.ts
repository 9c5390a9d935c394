import { wordsOf } from "./features.ts";

/** A language that is recognized, beside Hungarian. */
export type Language = "en" | "de" | "ro" | "sr" | "sk" | "uk";

/** Frequent words of each language, without accents. Words that Hungarian also has are left out where they mislead. */
const frequentWords: Readonly<Record<Language | "hu", string>> = {
  hu: `a az es hogy nem is van mi mit ez egy meg de ha kell mert csak vagy mar hol itt nekem kod lehet most jo en te ki
    azt ezt mint akkor se sem le el fel be ki`,
  en: `the and you is what how can my do i it to of for please help need have in english with this not does your want
    me code hello sorry thanks thank am are where why`,
  de: `ich und der die das ist nicht wie kann mein bitte hilfe auf deutsch mit ein eine wo was brauche habe sie danke
    fur von zu mir guten tag warum geht hier auch`,
  ro: `si nu este cum pot sa ce unde va rog multumesc buna ziua am nevoie pentru romana imi cu la din vreau codul mea
    meu ajutor puteti`,
  sr: `da li kako mogu gde sta molim hvala dobar dan je nije mi se na srpski treba ja sam za moj moja imam kod kako
    pomoc како могу где молим хвала добар дан`,
  sk: `ako mozem prosim dakujem dobry den je nie som kde co po slovensky potrebujem mam pre na sa moj kod pomoc chcem
    viete`,
  uk: `як можу де що будь ласка дякую добрий день я не мені потрібно код українською мій чи допоможіть це у в на`,
};

const languagesOf = new Map<string, (Language | "hu")[]>();
for (const [language, words] of Object.entries(frequentWords) as [Language | "hu", string][]) {
  for (const word of new Set(words.split(/\s+/).flatMap(wordsOf))) {
    languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
  }
}

/**
 * Guesses the language of a text by its most frequent words.
 * @returns `undefined` for Hungarian, for two few known words, or if another language is not clearly ahead
 */
export const languageOf = (text: string): Language | undefined => {
  const counts = new Map<Language | "hu", number>();
  for (const word of wordsOf(text)) {
    for (const language of languagesOf.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const hungarian = counts.get("hu") ?? 0;
  counts.delete("hu");
  const [[language, count], [, next]] = [...counts, ["en", 0], ["en", 0]].sort(
    ([, one], [, other]) => Number(other) - Number(one),
  ) as [[Language, number], [Language, number]];
  return count >= 2 && count > hungarian && count > next ? language : undefined;
};
