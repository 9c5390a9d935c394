import valid from "card-validator";

/** Private data that users send by mistake, and codes that look similar. */
export type SensitiveData =
  | "sixDigits"
  | "cancellationCode"
  | "password"
  | "pin"
  | "card"
  | "taj"
  | "taxId"
  | "documentNumber"
  | "account";

/** The numbers in a text, in any grouping and not part of a word. */
const numbersIn = (text: string): string[] =>
  (text.match(/(?<![\p{L}\d])\d(?:[ -]?\d)*(?![\p{L}\d])/gu) ?? []).map((number) =>
    number.replace(/\D/g, ""),
  );

/** A bank card number: length and prefix of a known brand, and a valid check digit (ISO/IEC 7812-1, Luhn). */
const isCard = (number: string): boolean => number.length >= 12 && valid.number(number).isValid;

const weightedSum = (digits: string, weight: (index: number) => number): number =>
  Array.from(digits).reduce((sum, digit, index) => sum + Number(digit) * weight(index), 0);

/** A health insurance number: nine digits, the last is a check digit (Act XX of 1996, annex 3). */
const isTaj = (number: string): boolean =>
  /^\d{9}$/.test(number) &&
  weightedSum(number.slice(0, 8), (index) => (index % 2 === 0 ? 3 : 7)) % 10 === Number(number[8]);

/** A personal tax number: ten digits that begin with 8, the last is a check digit (Act XX of 1996, annex 2). */
const isTaxId = (number: string): boolean =>
  /^8\d{9}$/.test(number) && weightedSum(number.slice(0, 9), (index) => index + 1) % 11 === Number(number[9]);

/**
 * Whether a text names a kind of number, or is a number and nothing else. One number in ten has a valid check digit by
 * chance, so the check digit alone is not enough.
 */
const isNamedOrAlone = (text: string, name: RegExp): boolean => name.test(text) || /^[\d\s-]+$/.test(text);

const passwordWord = String.raw`\p{L}*(?:jelsz[óo]|jelszav|password)\p{L}*`;
const pinWord = String.raw`(?:pin|puk)(?:[ -]?k[óo]d)?\p{L}{0,4}`;
/** What may stand between the word and its value. */
const connector = String.raw`(?:\s{1,9}(?:ez|az|a|ami|a következő))?\s{0,9}(?:[:=]|\s-|\s)\s{0,9}`;

/** Has letters and digits, but is not a word such as "2016-ban" or "10-es". */
const looksLikePassword = (token: string): boolean =>
  token.length >= 6 &&
  /\d/.test(token) &&
  /\p{L}/u.test(token) &&
  !/^\d+[-.]?\p{Ll}*[.,!?]?$/u.test(token) &&
  !/^\p{Lu}?\p{Ll}+-?\d{1,4}[-.]\p{Ll}+$/u.test(token);

const isPassword = (text: string): boolean => {
  const labelled = String.raw`(?:^|\s)(?:${passwordWord}|pass|pw)\s*(?:[:=→]|[-–]>)\s*\S`;
  if (new RegExp(labelled, "iu").test(text)) return true;
  const [, token = ""] =
    new RegExp(String.raw`(?:^|\s)${passwordWord}${connector}(\S+)`, "iu").exec(text) ?? [];
  return looksLikePassword(token);
};

const isPin = (text: string): boolean =>
  new RegExp(String.raw`(?:^|\s)${pinWord}${connector}\d{4,8}(?!\d)`, "iu").test(text);

/** A name such as "kovacs.anna", but not the address of a page. */
const isUserName = (token: string): boolean =>
  /^\p{L}[\p{L}\d]*(?:[._][\p{L}\d]+)+$/u.test(token) && !/\.(?:hu|com|eu|org|net)$/i.test(token);

/** An e-mail address with a password after it, and hardly anything else; or a user name and a password alone. */
const isAccount = (text: string): boolean => {
  const tokens = text.split(/[\s/;,|]+/).filter((token) => token !== "");
  const [name = "", password = ""] = tokens;
  if (tokens.length === 2 && isUserName(name) && /\p{Lu}/u.test(password) && looksLikePassword(password))
    return true;
  const address = tokens.findIndex((token) => /^[^@\s]+@[^@\s]+\.\p{L}{2,}$/u.test(token));
  return address >= 0 && tokens.length <= 5 && tokens.slice(address + 1).some(looksLikePassword);
};

const cancellationWord = String.raw`(?<!\p{L})t[öo]rl[őo][ -]?k[óo]d\p{L}*`;
const sixToTwelveDigits = String.raw`(?<![\p{L}\d])(\d(?:[ -]?\d){5,11})(?![ -]?\d|\p{L})`;

/**
 * Finds a cancellation code (törlőkód): eight digits alone, the length of the only one ever published, or digits that
 * the text calls one.
 * @returns the digits without spaces and hyphens, or `undefined`
 */
export const cancellationCodeIn = (text: string): string | undefined => {
  const words = text.trim();
  const [, found] =
    /^(\d{4}[ -]?\d{4})$/.exec(words) ??
    new RegExp(`${cancellationWord}${connector}${sixToTwelveDigits}`, "iu").exec(words) ??
    new RegExp(String.raw`${sixToTwelveDigits}[\s,:-]*(?:(?:ez|a|az)\s+)*${cancellationWord}`, "iu").exec(
      words,
    ) ??
    [];
  return found?.replace(/\D/g, "");
};

/**
 * Reads the answer of a user who was asked for the cancellation code. Its length was never published.
 * @returns the digits, "length" if there are too few or too many, `undefined` for other texts
 */
export const parseRequestedCancellationCode = (text: string): string | undefined => {
  const words = text.trim();
  if (!/^\d[\d\s-]*$/.test(words)) return cancellationCodeIn(words);
  const digits = words.replace(/\D/g, "");
  return digits.length >= 6 && digits.length <= 12 ? digits : "length";
};

/**
 * Detects private data that the bot must not have, and codes that are not keys.
 *
 * @param text a message as received
 * @returns `undefined` for everything else, including keys
 */
export const detectSensitiveData = (text: string): SensitiveData | undefined => {
  const words = text.trim();
  if (/^\d{3}[ -]?\d{3}$/.test(words)) return "sixDigits";
  if (cancellationCodeIn(words) !== undefined) return "cancellationCode";
  const numbers = numbersIn(words);
  if (numbers.some(isCard)) return "card";
  if (isNamedOrAlone(words, /\btaj/i) && numbers.some(isTaj)) return "taj";
  if (isNamedOrAlone(words, /ad[óo](sz|az|jel)|ad[óo]\s?azonos/i) && numbers.some(isTaxId)) return "taxId";
  if (/^\d{6} ?[A-Z]{2}$/.test(words)) return "documentNumber";
  if (isAccount(words)) return "account";
  if (isPassword(words)) return "password";
  if (isPin(words)) return "pin";
  return undefined;
};
