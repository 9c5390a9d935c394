import type { Key } from "../totp/key.ts";
import { problemOf } from "../totp/key-problem.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";
import { labelOf } from "./familiar-words.ts";
import { otherNames } from "./json-key.ts";
import type { PastedKey } from "./pasted-key.ts";

// Finds the settings that stand beside a key without a link: "Digits: 8", "időköz: 60 mp", "(SHA-256, 8 digits, 60s)".
// A key without them gives codes that look right and never work, so they are used where they are clear, and are a
// reason to refuse where they are not.

/** What a text says about the codes of its key. */
export interface KeySettings {
  /** By the names that links have for them, in the values of links. */
  readonly values: ReadonlyMap<string, string>;
  /** Whether a setting has two values, or stands in a sentence that may be about something else. */
  readonly isUnclear: boolean;
}

/** A mark that ends a sentence, so that the texts on its two sides are not taken for one key. */
const gap = " ; ";

const algorithm = String.raw`(?:hmac[-_ ]?)?(?:sha[-_ ]?\d{1,3}|md5)(?![\p{L}\p{N}])`;
const minutes = String.raw`perc\p{L}*|min(?:ute)?s?`;
const seconds = String.raw`s|secs?|seconds?|mp|m[aá]sodperc(?:enk[eé]nti?|es)?`;
const number = String.raw`\d{1,3}(?![\d.:]\d|\d)`;
const digitWords: Readonly<Record<string, string>> = {
  ...{ hat: "6", hét: "7", het: "7", nyolc: "8", six: "6", seven: "7", eight: "8" },
};
const digitWord = Object.keys(digitWords).join("|");

/** Names before a value, by the parameter of a link that they stand for. */
const names: Readonly<Record<string, string>> = {
  algorithm: String.raw`alg(?:o(?:rit(?:hm|mus)a?)?)?|hash(?:[ _-]?(?:function|algorithm|algoritmus))?`,
  digits: String.raw`(?:number of )?digits?|sz[aá]mjegy(?:ek)?(?: sz[aá]ma)?|jegyek(?: sz[aá]ma)?|(?:code|token|otp|k[oó]d)[ _-]?(?:length|hossza?)`,
  period: String.raw`period|(?:time[ _-]?)?(?:step|interval)|peri[oó]dus(?:id[oő])?|id[oő](?:k[oö]z|l[eé]p[eé]s|tartam)|intervallum|l[eé]p[eé]sk[oö]z|friss[ií]t[eé]s`,
  type: String.raw`(?:otp|token)?[ _-]?type|t[ií]pusa?`,
  offset: String.raw`t0|epoch|offset|eltol[aá]s`,
  encoder: "encoder",
};

const valuesOf: Readonly<Record<string, string>> = {
  algorithm: String.raw`\p{L}[\w-]*(?: ?\d{3})?`,
  digits: String.raw`(?:${number}|${digitWord})(?:[ -]?(?:digits?|sz[aá]mjegy\p{L}*|jegy[uű]))?`,
  period: String.raw`${number}(?:\s?(?:${seconds}|${minutes})(?![\p{L}\p{N}]))?`,
  type: String.raw`[\p{L}\p{M}]+(?:[ -]?(?:based|alap[uú]))?`,
  offset: number,
  encoder: String.raw`\w+`,
};

const named = Object.entries(names).map(([name, pattern]) => ({
  name,
  pattern: new RegExp(
    String.raw`(?<![\p{L}\p{N}?&/])(?:az?[ \t])?["'*_]{0,3}(?:${pattern})["'*_]{0,3}(?:\s*(?:=>|[:=|\t>])\s*|\s*\n\s*(?=[\dSHM])|[ ]+[–-]?[ ]*(?=\d|sha))["'*_\s]{0,5}(${valuesOf[name] ?? ""})["'*_]{0,3}`,
    "giu",
  ),
}));

/** `SHA1;6;30`, as a table has it. */
const tableCells = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${algorithm})\s{0,9}[;,/|\t]\s{0,9}([678])\s{0,9}[;,/|\t]\s{0,9}(\d{2,3})(?![\p{L}\p{N}])`,
  "giu",
);

/** A value before its name, or without one. The seconds have a digit that no key contains. */
const bare: readonly { name: string; pattern: RegExp }[] = [
  { name: "algorithm", pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])(${algorithm})`, "giu") },
  {
    name: "digits",
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,:])(\d{1,2}|${digitWord})[ -]?(?:digits?|sz[aá]mjegy\p{L}*|jegy[uű])(?![\p{L}\p{N}])`,
      "giu",
    ),
  },
  {
    name: "period",
    pattern: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,:])((?=\d*[0189])\d{2,3}(?:\s?(?:${seconds})|\. m[aá]sodpercben))(?![\p{L}\p{N}])`,
      "giu",
    ),
  },
];

/** Words that stand among settings. */
const filler =
  /^(?:k[oó]d\p{L}*|codes?|k?ulcs\p{L}*|key|secret|titkos|t?otp|time|based|id[oő]|id[oő]?alap[uú]|alap[uú]|az?|[eé]s|and|the|every|minden|with|ad|v[aá]ltozik|friss[uü]l|refresh\p{L}*|valid|[eé]rv[eé]nyes|base32)$/iu;

/** Its digits are not those of a login code. */
const cancellationCode = /t[oö]rl[oő]k[oó]d/iu;

/** A number with a name that is not known. */
const otherNumber =
  /(?<![\p{L}\p{N}])(\p{L}{2,30})["'*_]{0,3}\s?(?:=>|[:=])["'*_\s]{0,5}(\d{1,3})["'*_]{0,3} ?(?:$|[\n,;)|}])/gu;
const mayBeSetting = /^(?:[78]|(?!30$)\d{2,3})$/u;

const segments = /[^\n,;()|{}[\]]+/gu;

/** Takes the settings out of a text. The text stays as it is if it has none. */
export const takeKeySettings = (message: string): { text: string; settings: KeySettings } => {
  const values = new Map<string, string>();
  let isUnclear = false;
  const take = (name: string, written: string): void => {
    const value = settingOf(name, written);
    if (value === undefined) return;
    if (values.has(name) && values.get(name) !== value) isUnclear = true;
    values.set(name, value);
  };
  let text = message.replace(tableCells, (_, hash: string, digits: string, period: string) => {
    take("algorithm", hash);
    take("digits", digits);
    take("period", period);
    return gap;
  });
  for (const { name, pattern } of named)
    text = text.replace(pattern, (_, value: string) => {
      take(name, value);
      return gap;
    });
  // A property of an object whose name is unknown may change the codes.
  for (const [, name = ""] of text.matchAll(/["'](\w+)["']\s*:\s*\d/gu))
    if (!otherNames.test(name.toLowerCase())) isUnclear = true;
  for (const [, name = "", value = ""] of text.matchAll(otherNumber))
    if (labelOf(name.toLowerCase()) === undefined && mayBeSetting.test(value)) isUnclear = true;
  if (/(?<!\p{L})(?:hotp|counter[- ]based|sz[aá]ml[aá]l[oó]\s?alap[uú])(?!\p{L})/iu.test(text))
    take("type", "hotp");
  text = text.replace(segments, (segment) => {
    if (cancellationCode.test(segment)) return segment;
    const found: [string, string][] = [];
    let rest = segment;
    for (const { name, pattern } of bare)
      rest = rest.replace(pattern, (_, value: string) => {
        found.push([name, value]);
        return gap;
      });
    if (found.length === 0) return segment;
    const words = (rest.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !filler.test(word));
    const isSentence = words.some((word) => /^\p{L}*\p{Ll}$/u.test(word));
    for (const [name, value] of found) {
      if (isSentence && !isDefault(name, value)) isUnclear = true;
      take(name, value);
    }
    return words.length === 0 ? gap : rest;
  });
  return { text, settings: { values, isUnclear } };
};

/** The value as links write it; `undefined` if it says nothing about the codes. */
const settingOf = (name: string, written: string): string | undefined => {
  const value = written.toLowerCase().normalize("NFC");
  const [amount = ""] = /^\d+/u.exec(value) ?? [];
  switch (name) {
    case "algorithm":
      return value.replace(/[^a-z\d]/gu, "").replace(/^hmac/u, "");
    case "digits":
      return digitWords[value] ?? amount;
    case "period":
      return new RegExp(String.raw`\d\s?(?:${minutes})$`, "u").test(value)
        ? String(60 * Number(amount))
        : amount;
    case "type":
      if (/^(?:hotp|counter|sz[aá]ml[aá]l)/u.test(value)) return "hotp";
      return value === "steam" ? "steam" : undefined;
    default:
      return value;
  }
};

const defaults: Readonly<Record<string, string>> = { algorithm: "sha1", digits: "6", period: "30" };

const isDefault = (name: string, written: string): boolean => settingOf(name, written) === defaults[name];

export const unclearSettings: PastedKey = { kind: "problem", problem: { why: "unclear-settings" } };

/** Whether a key has other settings than those beside it. */
export const contradicts = (key: Key, { values }: KeySettings): boolean =>
  Array.from(values).some(
    ([name, value]) =>
      value !== defaults[name] &&
      value !==
        { algorithm: key.algorithm.toLowerCase(), digits: `${key.digits}`, period: `${key.period}` }[name],
  );

/** Applies the settings that were found beside a key. */
export const withKeySettings = (pasted: PastedKey, { values, isUnclear }: KeySettings): PastedKey => {
  const changes = Array.from(values).filter(([name, value]) => value !== defaults[name]);
  if ((changes.length === 0 && !isUnclear) || pasted.kind === "words" || pasted.kind === "problem")
    return pasted;
  if (isUnclear || (pasted.kind !== "key" && pasted.kind !== "unsure")) return unclearSettings;
  const query = new URLSearchParams([["secret", pasted.key.base32], ...changes]);
  const parsed = parseOtpauthUri(`otpauth://totp/?${query.toString()}`);
  return parsed.ok ? { kind: pasted.kind, key: parsed.key } : { kind: "problem", problem: problemOf(parsed) };
};
