import { findOtpauthSchemes, type OtpauthScheme } from "../totp/otpauth-scheme.ts";
import {
  codeParameterNames,
  parameterName,
  parameterStart,
  withoutEmptyParameters,
} from "../totp/otpauth-uri.ts";
import { isFamiliar } from "./familiar-words.ts";
import { otherNames } from "./json-key.ts";

// Finds the `otpauth:` links in a message. People paste them inside a sentence, in quotes, or torn by line breaks, and
// other programs leave spaces in them. A link therefore does not end at the first space: its parameters show how far
// it goes, and only the end of the last one has to be found. That of a secret is found as that of a key without a link.

/** One link of a message. */
export interface PastedLink {
  readonly scheme: OtpauthScheme;
  /** The link, without its secret if that is its last parameter. */
  readonly link: string;
  /** What follows `secret=` if that is the last parameter: the secret, and maybe words after it. */
  readonly secret: string | undefined;
}

/** The links of a message, and the message without them. */
export interface PastedLinks {
  readonly links: readonly PastedLink[];
  readonly rest: string;
}

/** Pairs of quotes around a link. An apostrophe is not among them: it may be a part of the link. */
const closingQuotes: Readonly<Record<string, string>> = {
  ...{ '"': '"', "`": "`", "<": ">", "„": "”", "“": "”", "«": "»", "»": "«" },
};

const gap = String.raw`\s{0,4}`;
const tornScheme = new RegExp(`${"o t p a u t h".replaceAll(" ", gap)}(?=${gap}(?:-migration)?:)`, "giu");

/** What a name at the end of a link cannot contain. */
const endOfName = /["<>`„”“»«\n]|(?<![.,;!?)\]*'’…])[.,;!?)\]*'’…]+(?=\s|$)/u;

/** Finds the `otpauth:` links in a message; `undefined` if it has none. */
export const findOtpauthLinks = (message: string): PastedLinks | undefined => {
  const text = withScheme(message.replace(tornScheme, "otpauth"));
  const starts = findOtpauthSchemes(text);
  if (starts.length === 0) return undefined;
  const links: PastedLink[] = [];
  let rest = text.slice(0, starts[0]?.index);
  for (const [at, { index, scheme }] of starts.entries()) {
    const region = text.slice(index, starts[at + 1]?.index);
    const quote = closingQuotes[text.charAt(index - 1)];
    const closed = quote === undefined ? -1 : closingQuote(region, quote);
    const whole = region.slice(0, unwrapped(region).end);
    const quoted = cutLink(scheme, whole.slice(0, closed < 0 ? undefined : closed));
    // What follows a secret is needed to know where it ends.
    const isCut = closed >= 0 && closed < whole.length && quoted.link.secret === undefined;
    const found = isCut ? quoted : cutLink(scheme, whole);
    links.push(found.link);
    rest += `\n${found.rest}\n${region.slice(isCut ? closed : whole.length)}`;
  }
  return { links, rest };
};

/** Where the quote is that ends a link; others may be a part of it. */
const closingQuote = (region: string, quote: string): number =>
  Array.from(region.matchAll(/["`>”“»«]/gu)).find(
    ({ 0: mark, index }) => mark === quote && /^[\s,;:.)\]}<]|^$/u.test(region.charAt(index + 1)),
  )?.index ?? -1;

/** A link whose beginning was not copied, and the line of KeeOtp: parameters without a scheme. */
const withScheme = (text: string): string => {
  if (findOtpauthSchemes(text).length > 0) return text;
  const keeOtp = /(?<!\S)(?:key|secret)=(?=\S+&[\w-]+=)/iu.exec(text);
  if (keeOtp !== null)
    return `${text.slice(0, keeOtp.index)}otpauth://totp/?secret=${text.slice(keeOtp.index + keeOtp[0].length)}`;
  const [cut] = /(?<!\S)(?!\S*:\/\/(?![ht]otp\/))\S*[?&]secret=\S/iu.exec(text) ?? [];
  if (cut === undefined) return text;
  const type = /hotp\//iu.test(cut) ? "hotp" : "totp";
  return text.replace(cut, () => `otpauth://${type}/${cut.slice(cut.lastIndexOf("/") + 1)}`);
};

/** Cuts the link off the beginning of a text that ends before the next one. */
const cutLink = (scheme: OtpauthScheme, region: string): { link: PastedLink; rest: string } => {
  if (scheme !== "otpauth") {
    const end = scheme === "steam" ? region.search(/\s|$/u) : region.length;
    return { link: { scheme, link: region.slice(0, end), secret: undefined }, rest: region.slice(end) };
  }
  const text = withoutEmptyParameters(unwrapped(region).text);
  const last = Array.from(text.matchAll(parameterStart)).at(-1);
  if (last === undefined) {
    const end = text.search(/\s|$/u);
    return { link: { scheme, link: text.slice(0, end), secret: undefined }, rest: text.slice(end) };
  }
  const valueAt = last.index + last[0].length;
  const name = parameterName(last[1] ?? "");
  if (name === "secret")
    return { link: { scheme, link: text.slice(0, last.index), secret: text.slice(valueAt) }, rest: "" };
  const value = text.slice(valueAt);
  const length = codeParameterNames.includes(name) ? settingLength(value) : nameLength(value);
  const end = valueAt + length;
  return { link: { scheme, link: text.slice(0, end), secret: undefined }, rest: text.slice(end) };
};

/** How far a setting goes that ends the link, the beginning of a further parameter included. */
const settingLength = (value: string): number => /^\W*[\w-]*(?:\s*[?&]\S*)?/u.exec(value)?.[0].length ?? 0;

/** How far a name goes that ends the link: over the words that are not among those that people write around a key. */
const nameLength = (value: string): number => {
  const line = value.slice(0, endOfName.exec(value)?.index);
  let length = 0;
  for (const { 0: word, index } of line.matchAll(/\S+/gu)) {
    const bare = word.normalize("NFD").replace(/[^a-z]/giu, "");
    if (index > 0 && isFamiliar(bare.toLowerCase())) break;
    length = index + word.length;
  }
  return length;
};

/** The beginning of a line that can only be the rest of a link. */
const restOfLink = /^(?:[?&=%]|(?!\S*:\/\/)\S*&(?:amp;)?[\w-]+=)/u;
const isAddress = /^\S*:\/\//u;
const tornParameter = /[?&]([\w-]*)$/u;
const firstParameter = /^[^\s?&=]*[?&]([\w-]+)=/u;

const lineEnds = /(?<![ \t])[ \t]*\r?\n\s*/gu;
const blankLine = /\n[ \t]*\r?\n/u;

/**
 * Joins the lines of a link that was wrapped. Where it is unclear whether a line belongs to it, the break stays. The
 * link ends at a blank line, unless its rest follows. Whether the rest of a secret follows is found as for a key
 * without a link, so the paragraphs after a secret belong to the link.
 */
const unwrapped = (region: string): { text: string; end: number } => {
  let text = "";
  let from = 0;
  let isInSecret = false;
  for (const { 0: lineEnd, index } of region.matchAll(lineEnds)) {
    const line = region.slice(from, index);
    text += line;
    if (line.includes("=")) isInSecret = endsInSecret(text);
    from = index + lineEnd.length;
    if (isRest(text, region.slice(from))) continue;
    const isBlankLine = blankLine.test(lineEnd);
    if (isBlankLine && (!isInSecret || isAddress.test(region.slice(from)))) return { text, end: index };
    text += isBlankLine ? "\n\n" : "\n";
  }
  return { text: text + region.slice(from), end: region.length };
};

const endsInSecret = (link: string): boolean =>
  parameterName(Array.from(link.matchAll(parameterStart)).at(-1)?.[1] ?? "") === "secret";

/** Whether what follows a line end can only be the rest of a link. */
const isRest = (link: string, after: string): boolean => {
  const [, torn] = tornParameter.exec(link) ?? [];
  const [, tail] = /^([\w-]*)=/u.exec(after) ?? [];
  const isParameter = torn !== undefined && tail !== undefined && isKnown(`${torn}${tail}`);
  const isLabel = link.search(parameterStart) < 0 && isKnown(firstParameter.exec(after)?.[1] ?? "");
  return restOfLink.test(after) || isParameter || isLabel || /(?:[?&=%:/]|%[0-9a-f])$/iu.test(link);
};

const isKnown = (name: string): boolean =>
  name !== "" && (parameterName(name) === "issuer" || codeParameterNames.includes(parameterName(name)));

/** Whether dashes stand in a secret other than between equal groups. They may have replaced a character. */
const hasUnevenDashes = (link: string): boolean => {
  const [, secret = ""] = /[?&](?:amp;)*\s*secret\s*=([^?&]*)/iu.exec(link) ?? [];
  const [first = 0, ...lengths] = secret
    .trim()
    .split(/\s*\p{Pd}\s*/u)
    .map(({ length }) => length);
  return lengths.some((length, at) => length > first || (length < first && at < lengths.length - 1));
};

/**
 * Whether a link has what may be left of a parameter that changes the codes: an unknown name whose letters stand in the
 * name of such a parameter in the same order, an equals sign inside a name or a value, or a name without a value at the
 * end. An intact link escapes an equals sign.
 */
export const isDamagedLink = (link: string): boolean => {
  const starts = Array.from(link.matchAll(parameterStart));
  return (
    /=|\?\s*\w/u.test(link.slice(0, starts[0]?.index)) ||
    hasUnevenDashes(link) ||
    starts.some(({ 0: start, 1: name = "", index }, at) => {
      if (isPartOfName(name)) return true;
      if (!isKnown(name)) return false;
      const value = link.slice(index + start.length, starts[at + 1]?.index);
      const [, open = ""] = /[?&](\w{3,})\s*$/u.exec(value) ?? [];
      return /=\s*[^\s=]/u.test(value) || isPartOfName(open);
    })
  );
};

/** Whether a name may be a torn or misspelled one of a parameter that changes the codes. */
const isPartOfName = (written: string): boolean => {
  const name = parameterName(written);
  if (name === "" || isKnown(name) || otherNames.test(name)) return false;
  const part = new RegExp(Array.from(name.replace(/[_-]/gu, "")).join(".*"), "u");
  return codeParameterNames.some((whole) => part.test(whole)) || /secret|digits|period|algorithm/u.test(name);
};
