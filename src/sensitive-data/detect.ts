import valid from "card-validator";

/** What people send by mistake and should not, or need not. */
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

/** Digits as people group them; nothing else touches them. */
const numbersIn = (text: string): string[] =>
  (text.match(/(?<![\p{L}\d])\d(?:[ -]?\d)*(?![\p{L}\d])/gu) ?? []).map((number) =>
    number.replace(/\D/g, ""),
  );

/** A bank card's number: of a known brand's length and prefix, with a right check digit (ISO/IEC 7812-1, Luhn). */
const isCard = (number: string): boolean => number.length >= 12 && valid.number(number).isValid;

const weighted = (digits: string, weight: (index: number) => number): number =>
  Array.from(digits).reduce((sum, digit, index) => sum + Number(digit) * weight(index), 0);

/** The health insurance number: nine digits, the last of which checks (1996. évi XX. törvény, 3. számú melléklet). */
const isTaj = (number: string): boolean =>
  /^\d{9}$/.test(number) &&
  weighted(number.slice(0, 8), (index) => (index % 2 === 0 ? 3 : 7)) % 10 === Number(number[8]);

/** A private person's tax number: ten digits that begin with 8, the last of which checks (the same act, 2. melléklet). */
const isTaxId = (number: string): boolean =>
  /^8\d{9}$/.test(number) && weighted(number.slice(0, 9), (index) => index + 1) % 11 === Number(number[9]);

/** A number says what it is by itself; a check digit fits one number in ten by chance, so a lone one or a named one. */
const named = (text: string, name: RegExp): boolean => name.test(text) || /^[\d\s-]+$/.test(text);

const passwordWord = String.raw`(?:jelsz[óo]|jelszav|password)\p{L}*`;
const pinWord = String.raw`(?:pin|puk)(?:[ -]?k[óo]d)?\p{L}{0,4}`;
/** Between the word and what follows it: nothing, or a few small words. */
const leadsTo = String.raw`(?:\s+(?:ez|az|a|ami|a következő))?\s*(?:[:=]|\s-|\s)\s*`;

/** "2016-ban" and "10-es" have digits too, and are words. */
const looksLikePassword = (token: string): boolean =>
  token.length >= 6 &&
  /\d/.test(token) &&
  /\p{L}/u.test(token) &&
  !/^\d+[-.]?\p{Ll}*[.,!?]?$/u.test(token) &&
  !/^\p{Lu}?\p{Ll}+-?\d{1,4}[-.]\p{Ll}+$/u.test(token);

const isPassword = (text: string): boolean => {
  if (new RegExp(String.raw`(?:^|\s)${passwordWord}\s*[:=]\s*\S`, "iu").test(text)) return true;
  const [, token = ""] =
    new RegExp(String.raw`(?:^|\s)${passwordWord}${leadsTo}(\S+)`, "iu").exec(text) ?? [];
  return looksLikePassword(token);
};

const isPin = (text: string): boolean =>
  new RegExp(String.raw`(?:^|\s)${pinWord}${leadsTo}\d{4,8}(?!\d)`, "iu").test(text);

/** A user name or an e-mail address with a password beside it, and hardly anything else. */
const isAccount = (text: string): boolean => {
  const tokens = text.split(/[\s/;,|]+/).filter((token) => token !== "");
  const address = tokens.findIndex((token) => /^[^@\s]+@[^@\s]+\.\p{L}{2,}$/u.test(token));
  return address >= 0 && tokens.length <= 5 && tokens.slice(address + 1).some(looksLikePassword);
};

const cancellationWord = String.raw`(?<!\p{L})t[öo]rl[őo][ -]?k[óo]d\p{L}*`;
const sixToTwelveDigits = String.raw`(?<![\p{L}\d])(\d(?:[ -]?\d){5,11})(?![ -]?\d|\p{L})`;

/**
 * The digits of a törlőkód: alone and eight of them, as the only one that was ever published has, or named as one.
 * @returns the digits without spaces and hyphens, or `undefined` when there are none
 */
export const cancellationCodeIn = (text: string): string | undefined => {
  const words = text.trim();
  const [, found] =
    /^(\d{4}[ -]?\d{4})$/.exec(words) ??
    new RegExp(`${cancellationWord}${leadsTo}${sixToTwelveDigits}`, "iu").exec(words) ??
    new RegExp(String.raw`${sixToTwelveDigits}[\s,:-]*(?:(?:ez|a|az)\s+)*${cancellationWord}`, "iu").exec(
      words,
    ) ??
    [];
  return found?.replace(/\D/g, "");
};

/**
 * Digits and nothing else, where a törlőkód has been asked for; how long one is was never published.
 * @returns the digits, "length" when they are too few or too many, `undefined` for other words
 */
export const askedCancellationCode = (text: string): string | undefined => {
  const words = text.trim();
  if (!/^\d[\d\s-]*$/.test(words)) return cancellationCodeIn(words);
  const digits = words.replace(/\D/g, "");
  return digits.length >= 6 && digits.length <= 12 ? digits : "length";
};

/**
 * Recognises what a message must not be taken for: a secret of the person's that is nobody's business here, or a code.
 *
 * @param text a message as it came
 * @returns `undefined` for everything else, a key included
 */
export const detectSensitiveData = (text: string): SensitiveData | undefined => {
  const words = text.trim();
  if (/^\d{3}[ -]?\d{3}$/.test(words)) return "sixDigits";
  if (cancellationCodeIn(words) !== undefined) return "cancellationCode";
  const numbers = numbersIn(words);
  if (numbers.some(isCard)) return "card";
  if (named(words, /\btaj/i) && numbers.some(isTaj)) return "taj";
  if (named(words, /ad[óo](sz|az|jel)|ad[óo]\s?azonos/i) && numbers.some(isTaxId)) return "taxId";
  if (/^\d{6} ?[A-Z]{2}$/.test(words)) return "documentNumber";
  if (isAccount(words)) return "account";
  if (isPassword(words)) return "password";
  if (isPin(words)) return "pin";
  return undefined;
};
