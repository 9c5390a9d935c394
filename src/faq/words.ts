import { stemmer } from "@orama/stemmers/hungarian";
import { stopwords } from "@orama/stopwords/hungarian";

const letters: Readonly<Record<string, string>> = {
  á: "a",
  é: "e",
  í: "i",
  ó: "o",
  ö: "o",
  ő: "o",
  ú: "u",
  ü: "u",
  ű: "u",
};

/** A text in lower case without accents, because people often type without them on a phone. */
export const fold = (text: string): string => {
  const plain = text.toLowerCase().replace(/[áéíóöőúüű]/g, (letter) => letters[letter] ?? letter);
  // Other accents and combining characters are rare.
  return /[^\x20-\x7e]/.test(plain) ? plain.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC") : plain;
};

/** Stop words of the general list that carry meaning in questions here. */
const contentWords = new Set(
  fold(
    `ki kit kinek kivel kik mi mit mire mivel miert mikor melyik hol hova honnan hany hogyan mennyi nem ne nincs
     nelkul masik mas uj regi elso ketto ket harom hat ota meg uj nala nalad neked teged rolam tobb egyszer
     megint kesz keso nehez sem jobb toled rajtad veled hozzad benned magad szeretlek koszonom`,
  ).split(/\s+/),
);

/** Greetings, courtesy and filler words around a question; folded. */
const courtesy = `szia sziasztok szevasz udv udvozlom udvozlet hello hali tisztelt kedves kerem kerlek legyszi legyszives
  lecci leccives szivesen valaki tudna tudnal tudod tudja tudjatok mondd mondja mar hat ugye na jaj ugyhogy szoval
  bocs bocsanat elnezest megkerdeznem kerdeznem kerdes kerdesem lenne volna szeretnem szeretnek erdeklodnek
  erdeklodom hogy vagyok vagy van volt lesz lett lehet kell kellene tudok tudom tudtam akarok akarom most meg is
  nagyon csak ha de es vagyis illetve ilyen olyan az a egy ez ezt azt itt ott ide oda igy ugy akkor amikor ami amit
  nekem engem en te o mi ti ok magat maga on onnek onok`;

const allStopWords: ReadonlySet<string> = new Set(
  [...stopwords.map(fold), ...courtesy.split(/\s+/)].filter((word) => !contentWords.has(word)),
);

/** Whether a folded word has no meaning for the question. */
export const isStopWord = (word: string): boolean => allStopWords.has(word) || /^[a-z]$/.test(word);

/** Spellings that would be split, or that mean the same. The patterns apply to folded text. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\be[- ]?mail|\bimel(?=\b|[a-z])/g, "email"],
  [/\b(?:uk|ukp)\s?\+|\bukp(?=\b)/g, "ugyfelkapu plusz"],
  [/\+/g, " plusz "],
  [/\bq[- .]r\b|\bqr(?=[a-z])|\bku(?:er|ar)\b/g, "qr "],
  [/\b18[ -]18\b/g, "1818"],
  [/\bpin[ -]?kod/g, "pinkod"],
  [/\be[- ]?szemelyi/g, "eszemelyi"],
  [/\be[- ]?szja/g, "eszja"],
];

/** A quick check, because most texts have none of them. */
const special = /\+|mail|imel|\buk|q[- .]?r|ku[ea]r|18[- ]|pin|szemelyi|szja/;

/**
 * The folded words of a text in their order. A number of six digits becomes one fixed word.
 * @param text anything a user wrote
 */
export const wordsOf = (text: string): string[] => {
  let plain = fold(text);
  if (special.test(plain)) {
    for (const [pattern, spelling] of spellings) plain = plain.replace(pattern, spelling);
  }
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => (/^\d{6}$/.test(word) ? "hatszamjegy" : word));
};

/** An ending that the stemmer recognizes only with its accent; it recognizes the others without. */
const accentedEnding = /(?<=[brt])ol$/;

/** The stem of a folded word, folded. */
export const stemOf = (word: string): string => fold(stemmer(word.replace(accentedEnding, "ól")));
