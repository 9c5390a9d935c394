import { wordsOf } from "./features.ts";

/** Words that mean nothing alone: a message of nothing else is about what was shown last. */
const referringWords = new Set(
  wordsOf(`a az azt azzal arra az ez ezt ezzel erre ott itt oda ide akkor most és s is ha de hát na jó nem nincs sincs se
    meg már még hol hova hová honnan mikor miért hogy hogyan melyik melyiket mennyi mit mi ki az mire milyen kell lehet
    nekem olyan ilyen van lesz ennyi egyik másik mindkettő`),
);

/** Whether words have nothing of their own to say. */
export const areReferring = (words: readonly string[]): boolean =>
  words.every((word) => referringWords.has(word));
