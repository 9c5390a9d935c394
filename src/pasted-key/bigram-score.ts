/**
 * How strongly one letter after another speaks for words rather than for a key. Row: first letter, column: second,
 * both a to z without accents; a digit d stands for d - 6 bits of log2(P(second | first) in words / (1/32) in a key).
 *
 * Counted from 6,800 letters of Hungarian messages to a helper, with a little English and German (weight 0.7), in
 * test/otp/training.ts, spaces left out as people leave them out, 0.5 added to each count. A test counts them anew.
 */
export const PAIRS = [
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

/** Bits by which a digit beside a letter speaks for a key: inside a run, and across a space ("2 napja"). */
const DIGIT_AFTER_LETTER = { within: 5, across: 2 };
const LETTER_AFTER_DIGIT = { within: 2, across: 0 };
/** People's numbers are of many digits (dates, telephone numbers), a key's seldom. */
const DIGIT_AFTER_DIGIT = -1;
/** A capital after a small letter is no word; but "iPhone". */
const CAPITAL_AFTER_SMALL = 2;

const isLetter = (code: number): boolean => code >= 97 && code <= 122;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/**
 * The evidence that two neighbouring characters belong to a key, in bits; negative when they are rather of words.
 *
 * @param first  the character before, accent removed.
 * @param second the character after, accent removed.
 * @param within true inside a run, false when a space or a dash stands between them.
 */
export function bigramLogOdds(first: string, second: string, within: boolean): number {
  const place = within ? "within" : "across";
  const a = first.toLowerCase().charCodeAt(0);
  const b = second.toLowerCase().charCodeAt(0);
  if (isLetter(a) && isLetter(b)) {
    const capital = within && first >= "a" && second < "a" ? CAPITAL_AFTER_SMALL : 0;
    return capital - (Number(PAIRS[a - 97]?.[b - 97]) - 6);
  }
  if (isLetter(a) && isDigit(b)) return DIGIT_AFTER_LETTER[place];
  if (isDigit(a) && isLetter(b)) return LETTER_AFTER_DIGIT[place];
  if (isDigit(a) && isDigit(b)) return DIGIT_AFTER_DIGIT;
  return 0;
}
