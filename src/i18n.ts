import { readdirSync, readFileSync } from "node:fs";
import { createInstance } from "i18next";
import type cancellation from "../locales/hu/cancellation.json";
import type code from "../locales/hu/code.json";
import type data from "../locales/hu/data.json";
import type erase from "../locales/hu/erase.json";
import type faults from "../locales/hu/faults.json";
import type forks from "../locales/hu/forks.json";
import type guide from "../locales/hu/guide.json";
import type help from "../locales/hu/help.json";
import type idle from "../locales/hu/idle.json";
import type intake from "../locales/hu/intake.json";
import type keys from "../locales/hu/keys.json";
import type moving from "../locales/hu/moving.json";
import type other from "../locales/hu/other.json";
import type privacy from "../locales/hu/privacy.json";
import type profile from "../locales/hu/profile.json";
import type questions from "../locales/hu/questions.json";
import type start from "../locales/hu/start.json";
import type troubles from "../locales/hu/troubles.json";

interface Topics {
  cancellation: typeof cancellation;
  code: typeof code;
  data: typeof data;
  erase: typeof erase;
  faults: typeof faults;
  forks: typeof forks;
  guide: typeof guide;
  help: typeof help;
  idle: typeof idle;
  intake: typeof intake;
  keys: typeof keys;
  moving: typeof moving;
  other: typeof other;
  privacy: typeof privacy;
  profile: typeof profile;
  questions: typeof questions;
  start: typeof start;
  troubles: typeof troubles;
}

type Path<T> = T extends string
  ? never
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Path<T[K]>}` }[keyof T & string];

/** A text's name, `topic:path`, as the files of locales/hu have it. */
export type TextKey = { [T in keyof Topics]: `${T}:${Path<Topics[T]>}` }[keyof Topics];

/** Values for a text's placeholders; they are escaped for Telegram's HTML. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Gives a text in Hungarian, as Telegram HTML. */
export type Translate = (key: TextKey, values?: TextValues) => string;

const folder = new URL("../locales/hu/", import.meta.url);

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const vowelSounds = /^[aáeéiíoóöőuúüű]/i;

/** Read aloud, a number begins with a vowel when it begins with öt… (5, 51, 500) or with egy or ezer (1, 1000, 1818). */
const numberBeginsWithVowel = (digits: string) =>
  digits.startsWith("5") || (digits.startsWith("1") && digits.length % 3 === 1);

/**
 * The Hungarian article for a word or number, by how it sounds: az Ügyfélkapu, a kulcs, az 1818, az 5., a 4.
 * @returns `a` or `az`.
 */
export const articleFor = (word: string): "a" | "az" => {
  const start = word.replace(/^[^\p{L}\p{N}]+/u, "");
  const digits = /^\d+/.exec(start)?.[0];
  const vowel = digits === undefined ? vowelSounds.test(start) : numberBeginsWithVowel(digits);
  return vowel ? "az" : "a";
};

/**
 * Loads the Hungarian texts. In a text `{{name, az}}` is the name with its article.
 * @throws Error for a key or a placeholder that has no text or value: tests meet that before people do.
 */
export const createTranslator = (): Translate => {
  const topics = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const texts = Object.fromEntries(
    topics.map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>,
    ]),
  );
  const i18n = createInstance();
  void i18n.init({
    lng: "hu",
    resources: { hu: texts },
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
  return (key, values) => i18n.t(key, { ...values });
};
