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

/** A text in plain signs: fullwidth digits become digits. */
const plain = (text: string): string => text.normalize("NFKC").trim();

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

/** The word, in any case and with endings; two letters swapped; spelt out letter by letter. */
const passwordWord = String.raw`(?:\p{L}*(?:jelsz[óo]|jelszav|jeslz[óo]|jeslzav|jelzs[óo]|jelzsav|jlesz[óo]|jleszav|password)\p{L}*|j e l s z [óo])`;
const pinWord = String.raw`(?:pin|puk)(?:[ -]?k[óo]d)?\p{L}{0,4}`;
const loginWord = String.raw`(?:bel[ée]p[ée]si|bejelentkez[ée]si)\s+adat\p{L}*`;
/** Words that lead from the word to its value. */
const filler = String.raw`(?:ez|az|a|ami|hogy|nekem|most|jelenleg|lenne|így hangzik|k[öo]vetkez[őo])`;
/** What may stand between the word and its value. */
const connector = String.raw`(?:[\s,]{1,9}${filler}){0,5}\s{0,9}(?:[:=,]|\s-|\s)\s{0,9}`;
/** The same with a sign that announces a value. */
const colon = String.raw`(?:[\s,]{1,9}${filler}){0,5}\s{0,9}(?:[:=→]|[-–]>)\s{0,9}`;
/** What may stand between a value and the word after it. */
const calledAfter = String.raw`[\s,:-]{1,9}(?:(?:ez|az|a)\s{1,9}){0,3}`;

const regExp = (source: string): RegExp => new RegExp(source, "iu");

/** Names that hold a number and are no password: of devices, programs and standards. */
const productName =
  /^(?:i?phone|ipad|ios|android|windows|win|mac|samsung|galaxy|huawei|xiaomi|redmi|nokia|pixel|motorola|moto|office|chrome|firefox|sha|totp|covid)[\p{L}-]*\d/iu;

/** Has letters and digits, but is not a word such as "2016-ban", "10-es", "5000Ft" or "iPhone13". */
const looksLikePassword = (token: string): boolean =>
  token.length >= 6 &&
  /\d/.test(token) &&
  /\p{L}/u.test(token) &&
  !/^\d+[-.]?\p{Ll}*[.,!?]?$/u.test(token) &&
  !/^[\d.]+(?:Ft|HUF|EUR|GB|MB|%)\p{L}*[.,!?]?$/u.test(token) &&
  !/^\d+(?:[.:/-]\d+)+[.-]?\p{L}*[.,!?]?$/u.test(token) &&
  !/^\p{Lu}?\p{Ll}+-?\d{1,4}[-.]\p{Ll}+$/u.test(token) &&
  !/^[^@\s]+@[^@\s]+$/u.test(token) &&
  !/^(?:https?:|www\.)|\.(?:hu|com|eu|org|net)\b/iu.test(token) &&
  !productName.test(token);

/** A bare key in base32, perhaps in groups. */
const isKeyLike = (token: string): boolean => /^[a-z2-7]{16,}=*$/i.test(token.replaceAll("-", ""));

const tokensOf = (text: string): string[] => text.split(/[\s;,|]+/).filter((token) => token !== "");

/** A question after the colon: "jelszó: hol adom meg?" */
const asksNext = String.raw`(?:hol|hov[aá]|honnan|mi|mit|hogy\p{L}*|miért|mikor|melyik\p{L}*|kell|van|nincs|nem|lehet)\s`;
const labelledPassword = regExp(
  String.raw`(?:^|\s)(?:${passwordWord}${colon}|(?:pass|pw|jsz|jelsz\.?)\s*(?:[:=→]|[-–]>)\s*)(?!\s|${asksNext})\S`,
);
const namedDigits = regExp(
  String.raw`(?:^|\s)${passwordWord}${connector}\d{6,}(?![\p{L}\d])|(?<![\p{L}\d])\d{6,}${calledAfter}${passwordWord}`,
);
/** "az, hogy titok" and nothing more. */
const quotedPassword = regExp(String.raw`(?:^|\s)${passwordWord}\s+az,?\s+hogy\s+\S+$`);
const secretWord = regExp(String.raw`(?<!\p{L})(?:${passwordWord}|${loginWord})`);

const isPassword = (text: string): boolean =>
  labelledPassword.test(text) ||
  namedDigits.test(text) ||
  quotedPassword.test(text) ||
  (secretWord.test(text) &&
    tokensOf(text).some((token) => looksLikePassword(token) && !secretWord.test(token) && !isKeyLike(token)));

const isPin = (text: string): boolean =>
  regExp(
    String.raw`(?:^|\s)${pinWord}${connector}\d{4,8}(?![\d-]|\s*(?:óta|éve|el[őo]tt|után|jegy|sz[áa]m))|(?<![\p{L}\d])\d{4,8}${calledAfter}${pinWord}(?!\p{L})`,
  ).test(text);

const maxAnnouncementLength = 60;

/** A secret that a message announces without holding it. */
export type AnnouncedSecret = "password" | "pin";

/**
 * Whether a message announces a password or a PIN that may come in the next one: "a jelszavam:", "jelszó", "pin kód".
 * @returns which, and whether it says plainly that the secret comes, so that the user can be stopped
 */
export const announcedSecret = (
  text: string,
): { readonly secret: AnnouncedSecret; readonly comes: boolean } | undefined => {
  if (text.length > maxAnnouncementLength) return undefined;
  const words = text.trim().replace(/\s+/gu, " ");
  const announces = (word: string): RegExpExecArray | null =>
    regExp(
      String.raw`^(?:(?:az?|itt|íme|és|van|ez|[üu]gyf[ée]lkapu\p{L}*) )*${word}((?:,? ${filler})* ?[:=]?)$`,
    ).exec(words);
  for (const [secret, word] of [
    ["password", passwordWord],
    ["pin", pinWord],
  ] as const) {
    const found = announces(word);
    if (found !== null) return { secret, comes: /[:=]$|k[öo]vetkez/iu.test(found[1] ?? "") };
  }
  return undefined;
};

/** Whether a message is one word that may be the secret that the message before it announced. */
export const mayBeAnnounced = (text: string, secret: AnnouncedSecret): boolean => {
  const token = text.trim();
  if (secret === "pin") return /^\d{4,8}$/.test(token);
  return /^\d{4,}$/.test(token) || isPasswordAlone(token);
};

const isPasswordAlone = (token: string): boolean =>
  !/\s/.test(token) && looksLikePassword(token) && !isKeyLike(token);

/** Whether a text alone looks like a password, as one typed where a name was asked for. */
export const looksLikeBarePassword = (text: string): boolean => {
  const token = text.trim();
  if (token.length < 8 || !isPasswordAlone(token)) return false;
  const isMixed = /\p{Lu}/u.test(token) && /\p{Ll}/u.test(token) && (token.match(/\d/g) ?? []).length >= 2;
  return isMixed || /[^\p{L}\p{N}._-]/u.test(token);
};

/** A name such as "kovacs.anna", but not the address of a page. */
const isUserName = (token: string): boolean =>
  /^\p{L}[\p{L}\d]*(?:[._][\p{L}\d]+)+$/u.test(token) && !/\.(?:hu|com|eu|org|net)$/i.test(token);

/** An e-mail address with a password after it, and hardly anything else; or a user name and a password alone. */
const isAccount = (text: string): boolean => {
  const tokens = text
    .replace(/^(?:az? )?(?:ügyf[ée]lkapu|ugyfelkapu|bel[ée]p|login)\p{L}*:?\s+/iu, "")
    .replace(/\p{Extended_Pictographic}|\uFE0F/gu, " ")
    .split(/[\s/;,|]+/)
    .filter((token) => token !== "");
  const [name = "", password = ""] = tokens;
  if (tokens.length === 2 && isUserName(name) && /\p{Lu}/u.test(password) && looksLikePassword(password))
    return true;
  const address = tokens.findIndex((token) => /^[^@\s]+@[^@\s]+\.\p{L}{2,}$/u.test(token));
  return address >= 0 && tokens.length <= 5 && tokens.slice(address + 1).some(looksLikePassword);
};

const minDigits = 6;
const cancellationWord = String.raw`(?<!\p{L})t[öo]rl[őo][ -]?k[óo]d\p{L}*`;
const sixToTwelveDigits = String.raw`(?<![\p{L}\d])(\d(?:[ -]?\d){5,11})(?![ -]?\d|\p{L})`;

/**
 * Finds a cancellation code (törlőkód): eight digits alone, the length of the only one ever published, or digits that
 * the text calls one.
 * @returns the digits without spaces and hyphens, or `undefined`
 */
export const cancellationCodeIn = (text: string): string | undefined => {
  const words = plain(text);
  const [, found] =
    /^(\d{4}[ -]?\d{4})$/.exec(words) ??
    new RegExp(`${cancellationWord}${connector}${sixToTwelveDigits}`, "iu").exec(words) ??
    new RegExp(String.raw`${sixToTwelveDigits}[\s,:-]*(?:(?:ez|a|az)\s+)*${cancellationWord}`, "iu").exec(
      words,
    ) ??
    [];
  return found?.replace(/\D/g, "");
};

/** Digits and the letters that are typed for them, with what people put between them. */
const digitRun = /(?<![\p{L}\d])[\dOoIl|](?:[\s.,/_·*()–—-]{0,3}[\dOoIl|])*(?![\p{L}\d])/gu;

const countDigits = (text: string): number => (text.match(/\d/g) ?? []).length;

/** Runs with a letter in place of a digit. */
const runsIn = (text: string): string[] =>
  Array.from(text.match(digitRun) ?? [], (run) => run.replace(/[^\dOoIl|]/gu, "")).filter(
    (run) => countDigits(run) * 2 >= run.length,
  );

/**
 * Reads the answer of a user who was asked for the cancellation code. Its length was never published. Every text with
 * six digits or more is an answer, since the user was told that it is deleted.
 * @returns the digits; "unclear" if there are too few, too many, several numbers or letters among them; `undefined` for
 *   other texts
 */
export const parseRequestedCancellationCode = (text: string): string | undefined => {
  const words = plain(text);
  const named = cancellationCodeIn(words);
  if (named !== undefined) return named;
  const runs = runsIn(words);
  const lookAlikes = runs.join("").replace(/\d/g, "").length;
  const isOnlyDigits = /^[\d\s.,/_·*()–—-]+$/u.test(words) && /\d/.test(words);
  if (!isOnlyDigits && countDigits(words) + lookAlikes < minDigits) return undefined;
  const [digits = "", ...more] = isOnlyDigits ? [words.replace(/\D/g, "")] : runs;
  const isClear =
    more.length === 0 &&
    /^\d{6,12}$/.test(digits) &&
    countDigits(words) === digits.length &&
    !(words.includes("+") || /^06\d{8,9}$/.test(digits));
  return isClear ? digits : "unclear";
};

/**
 * Detects private data that the bot must not have, and codes that are not keys.
 *
 * @param text a message as received
 * @returns `undefined` for everything else, including keys
 */
export const detectSensitiveData = (text: string): SensitiveData | undefined => {
  const words = plain(text);
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
