/** What a user types instead of pressing a button of the step. */
export type TypedWord = "next" | "back" | "no" | "stuck" | "unseen" | "again";

/** Whole messages, without signs at their end; as people type them, with and without accents. */
const words: readonly (readonly [TypedWord, RegExp])[] = [
  [
    "next",
    /^(igen|kész|kesz|kész,? tovább|kesz,? tovabb|tovább|tovabb|mehet|mehetünk|mehetunk|megvan|megcsináltam|megcsinaltam|elfogadta|sikerült|sikerult|bejutottam|beléptem|beleptem|be vagyok lépve|be vagyok lepve|elküldtem|elkuldtem|jöhet|johet|következő|kovetkezo)$/i,
  ],
  ["back", /^(vissza|előző|elozo|vissza egyet)$/i],
  ["no", /^(nem|nem fogadta el|nem sikerült|nem sikerult)$/i],
  ["stuck", /^(elakadtam|nem megy|nem tudom|nem értem|nem ertem)$/i],
  ["unseen", /^(ezt nem látom|ezt nem latom|nem látom|nem latom)$/i],
  [
    "again",
    /^(ok|oké|oke|okés|rendben|jó|jo|értem|ertem|most mi lesz|most mi a teendő|most mi a teendo|és most|es most|mi jön most|mi jon most)$/i,
  ],
];

/** Words that stand on the buttons of a step and are no answer to anything else. */
const onButtonsOnly =
  /^(kész|kesz|kész,? tovább|kesz,? tovabb|tovább|tovabb|következő|kovetkezo|vissza|elakadtam)$/i;

/** A message without signs at its end. */
const bareOf = (text: string): string =>
  text
    .trim()
    .replace(/(?<![\s.!?…])[\s.!?…]+$/u, "")
    .replace(/\s+/g, " ");

/** Whether a message names a button of the step even when another answer stands between. */
export const isUnmistakable = (text: string): boolean => onButtonsOnly.test(bareOf(text));

/** The button that a whole message names, if it names one. */
export const typedWordIn = (text: string): TypedWord | undefined => {
  const bare = bareOf(text);
  return words.find(([, pattern]) => pattern.test(bare))?.[0];
};
