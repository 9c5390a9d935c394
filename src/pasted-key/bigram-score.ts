// The statistics behind the reader. Hungarian letters follow each other in habits ("sz", "gy", never "qx"); the
// characters of a key are random. Two neighbouring characters are therefore evidence for one or the other, measured in
// bits: the base-2 logarithm of how much likelier the pair is in a key than in words (the "log odds"). Bits of several
// pairs simply add up.

/**
 * Log odds of letter pairs, in favour of words. Row: first letter, column: second, both a to z without accents. A digit
 * d stands for d - 6 bits of log2(P(second | first) in words / (1/32) in a key).
 *
 * Counted from 6,800 letters of Hungarian messages to a helper, with a little English and German (weight 0.7), in
 * test/pasted-key/training.ts. Spaces are left out, as people leave them out, and 0.5 is added to each count. A test
 * recounts the table.
 */
export const bigramTable = [
  "46465576567888360778550027",
  "87349334735655733644634333",
  "74547449646445744596444444",
  "86569255875565822567565244",
  "54454585547888360877053207",
  "74459444744454944444644444",
  "73548345745467642555662292",
  "95349445843445933536533333",
  "75657575557768511788563115",
  "95368535533555933756733333",
  "86329426846466822466662233",
  "85569544656766741557463171",
  "87459446856575741456651141",
  "85579355846467741468553173",
  "46364374217888441877554216",
  "75639535636657863737663333",
  "66666666666666666666666666",
  "85569445666567832568663242",
  "86458345756565731377555119",
  "94449446646576851468762144",
  "55574483377848343788363335",
  "93339333733334733335453333",
  "85557558855556855666555555",
  "76666666666666666668666666",
  "85458545856576852666754224",
  "85469426745447822458742226",
] as const;

/** The digit in the table that stands for 0 bits. */
const tableZero = 6;

/** Whether two characters stand side by side, or a space or a dash stands between them. */
export type Adjacency = "within" | "across";

/** Bits in favour of a key for a digit beside a letter; across a space it is weaker ("2 napja"). */
const digitAfterLetterBits = { within: 5, across: 2 };
const letterAfterDigitBits = { within: 2, across: 0 };
/** Numbers in words have several digits in a row (dates, telephone numbers); keys rarely do. */
const digitAfterDigitBits = -1;
/** Words rarely have a capital after a lower-case letter, except "iPhone". */
const upperAfterLowerBits = 2;

const isLetter = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * Log odds in bits that two neighbouring characters belong to a key; negative if they look like words.
 *
 * @param first  the first character, accent removed.
 * @param second the second character, accent removed.
 */
export const bigramLogOdds = (first: string, second: string, adjacency: Adjacency): number => {
  const a = first.toLowerCase().charCodeAt(0);
  const b = second.toLowerCase().charCodeAt(0);
  if (isLetter(a) && isLetter(b)) {
    const isUpperAfterLower = adjacency === "within" && first >= "a" && second < "a";
    return (isUpperAfterLower ? upperAfterLowerBits : 0) + tableZero - Number(bigramTable[a - 97]?.[b - 97]);
  }
  if (isLetter(a) && isDigit(b)) return digitAfterLetterBits[adjacency];
  if (isDigit(a) && isLetter(b)) return letterAfterDigitBits[adjacency];
  if (isDigit(a) && isDigit(b)) return digitAfterDigitBits;
  return 0;
};
