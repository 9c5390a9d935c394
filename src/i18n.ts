import { readdirSync, readFileSync } from "node:fs";
import { createInstance } from "i18next";

/**
 * The files of locales/hu, so that the compiler knows every key. i18next's own typed resources would need the same list
 * in a global declaration, and its key types also allow plurals and contexts, which these texts do not use.
 */
interface Namespaces {
  cancellation: typeof import("../locales/hu/cancellation.json");
  characters: typeof import("../locales/hu/characters.json");
  code: typeof import("../locales/hu/code.json");
  data: typeof import("../locales/hu/data.json");
  erase: typeof import("../locales/hu/erase.json");
  faults: typeof import("../locales/hu/faults.json");
  files: typeof import("../locales/hu/files.json");
  forks: typeof import("../locales/hu/forks.json");
  guide: typeof import("../locales/hu/guide.json");
  help: typeof import("../locales/hu/help.json");
  idle: typeof import("../locales/hu/idle.json");
  intake: typeof import("../locales/hu/intake.json");
  keys: typeof import("../locales/hu/keys.json");
  moving: typeof import("../locales/hu/moving.json");
  owner: typeof import("../locales/hu/owner.json");
  other: typeof import("../locales/hu/other.json");
  privacy: typeof import("../locales/hu/privacy.json");
  profile: typeof import("../locales/hu/profile.json");
  questions: typeof import("../locales/hu/questions.json");
  secrets: typeof import("../locales/hu/secrets.json");
  start: typeof import("../locales/hu/start.json");
  troubles: typeof import("../locales/hu/troubles.json");
}

/** The dotted paths of the texts in a namespace. */
type Path<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Path<T[K]>}` }[keyof T & string];

/** The key of a text: `file:path`, as in locales/hu. */
export type TextKey = {
  [N in keyof Namespaces]: `${N}:${Path<Namespaces[N]>}`;
}[keyof Namespaces];

/** Values for the placeholders of a text; they are escaped for Telegram HTML. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Returns a Hungarian text as Telegram HTML. */
export type Translate = (key: TextKey, values?: TextValues) => string;

/** What the owner can be written to in; users are written to in Hungarian. */
export type Language = "hu" | "en";

const folderOf = (language: Language) => new URL(`../locales/${language}/`, import.meta.url);

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The values that hold names of keys, which come from a QR code, an export or a user. */
const nameValues: readonly string[] = ["name", "names"];

/** A word joiner takes no room; unlike U+200D, it cannot be part of an address. */
const wordJoiner = "\u2060";

/** As many digits as a telephone or card number may have, with what may stand between them. */
const longNumber = /\+?\p{Nd}(?:[\s()./-]{0,3}\p{Nd}){4,}/gu;

/**
 * Breaks what Telegram would make tappable (Bot API, MessageEntity): a link, mention, command, hashtag, cashtag, telephone
 * or card number. The author of a QR code must not be able to put one into a message of ours.
 */
const withoutLinks = (name: string): string =>
  name
    .replace(/(?<=[.。．｡@＠#＃$:]|(?<!<)\/)(?=[\p{L}\p{N}_/])/gu, wordJoiner)
    .replace(longNumber, (number) => number.replace(/(?<=[+\p{Nd}])(?!$)/gu, wordJoiner));

const withoutLinksInNames = (values: TextValues): TextValues =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      nameValues.includes(key) && typeof value === "string" ? withoutLinks(value) : value,
    ]),
  );

const vowelSounds = /^[aáeéiíoóöőuúüű]/i;

/** A number begins with a vowel if it is read as öt… (5, 51, 500), egy or ezer (1, 1000, 1818). */
const numberBeginsWithVowel = (digits: string) =>
  digits.startsWith("5") || (digits.startsWith("1") && digits.length % 3 === 1);

/**
 * The Hungarian article of a word or number, by its sound: az Ügyfélkapu, a kulcs, az 1818, az 5., a 4.
 */
export const articleFor = (word: string): "a" | "az" => {
  const start = word.replace(/^[^\p{L}\p{N}]+/u, "");
  const digits = /^\d+/.exec(start)?.[0];
  const vowel = digits === undefined ? vowelSounds.test(start) : numberBeginsWithVowel(digits);
  return vowel ? "az" : "a";
};

/**
 * Loads the texts. In a Hungarian text, `{{name, az}}` is the name with its article.
 * @param language in English there are only the texts for the owner, `owner:…`
 * @returns a function that throws an Error for an unknown key or a missing value; tests use every key.
 */
export const createTranslator = (language: Language = "hu"): Translate => {
  const folder = folderOf(language);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const texts = Object.fromEntries(
    files.map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>,
    ]),
  );
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    resources: { [language]: texts },
    ns: Object.keys(texts),
    initAsync: false,
    interpolation: { escape: escapeHtml },
    parseMissingKeyHandler: (key) => {
      throw new Error(`there is no text ${key}`);
    },
    returnedObjectHandler: (key) => {
      throw new Error(`${key} is a group of texts`);
    },
    missingInterpolationHandler: (_text, match: RegExpExecArray) => {
      throw new Error(`there is no value for ${match[0]}`);
    },
  });
  i18n.services.formatter?.add("az", (word) => `${articleFor(String(word))} ${String(word)}`);
  return (key, values = {}) => i18n.t(key, withoutLinksInNames(values));
};
