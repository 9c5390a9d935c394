import { decodeBase32, withoutSeparators } from "./base32.ts";
import { type Algorithm, type Digits, Key, periodSeconds } from "./key.ts";
import type { KeyProblem, ParsedKey } from "./key-problem.ts";
import { otpauthSchemeOf } from "./otpauth-scheme.ts";

/** `otpauth://TYPE/LABEL?PARAMETERS`; the label may be missing, and may contain anything but a question mark. */
const uriPattern = /^otpauth:\/\/([^/?#]*)(?:\/([^?]*))?(?:\?(.*))?$/isu;

/** SHA1, SHA-1, HMAC-SHA1, HmacSHA256, sha_512: all of them occur in practice. */
const algorithmPattern = /^(?:hmac[-_]?)?sha[-_]?(1|256|512)$/iu;

/** Links copied from a page's source have `&amp;`; ignoring it would silently drop a parameter. */
const parameterSeparator = /&(?:amp;)?/iu;

/** Parameters that change the codes. If one has two different values, the link is ambiguous. */
const codeParameters = ["secret", "algorithm", "digits", "period"];

const fail = (why: Exclude<KeyProblem["why"], "wrong-character" | "too-short" | "sign">): ParsedKey => ({
  ok: false,
  why,
});

/**
 * Parses an `otpauth:` link (Key URI Format of the google-authenticator wiki) from a QR code or a message:
 * parameters in any order and case, label with or without issuer, percent-encoded or not. Never throws.
 *
 * The bounds are ours: otpauth's own parser accepts empty secrets and codes of 99 digits.
 */
export const parseOtpauthUri = (text: string): ParsedKey => {
  const uri = text.trim();
  if (otpauthSchemeOf(uri) === "otpauth-migration") return fail("google-export");
  const [match, type = "", label = "", query = ""] = uriPattern.exec(uri) ?? [];
  if (match === undefined) return fail("bad-link");
  if (type.toLowerCase() === "hotp") return fail("hotp");
  if (type.toLowerCase() !== "totp") return fail("bad-link");
  const names = parseLabel(label);
  const parameters = parseParameters(query);
  if (names === undefined || parameters === undefined) return fail("bad-link");
  return keyOf(names, parameters);
};

/** What a label contains: `issuer:account`, or the account alone. */
interface Label {
  issuer: string | undefined;
  account: string;
}

/** Returns undefined if a `%` is not followed by hexadecimal digits of valid UTF-8. */
const percentDecoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** A `+` in a label stays a plus (e-mail addresses have it); only in parameters does it mean a space. */
const parseLabel = (text: string): Label | undefined => {
  const label = percentDecoded(text);
  if (label === undefined) return undefined;
  const colon = label.indexOf(":");
  if (colon < 0) return { issuer: undefined, account: label };
  return { issuer: label.slice(0, colon), account: label.slice(colon + 1) };
};

/** Returns undefined if the query is malformed or contradicts itself. An empty value counts as missing. */
const parseParameters = (query: string): Map<string, string> | undefined => {
  const parameters = new Map<string, string>();
  for (const pair of query.replace(/#.*$/su, "").split(parameterSeparator)) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const value = percentDecoded(pair.slice(equals + 1).replaceAll("+", " "))?.trim();
    if (value === undefined) return undefined;
    if (name === "" || value === "") continue;
    const earlier = parameters.get(name);
    if (earlier === undefined) parameters.set(name, value);
    else if (codeParameters.includes(name) && normalized(earlier) !== normalized(value)) return undefined;
  }
  return parameters;
};

/** Two spellings of the same value become equal. */
const normalized = (value: string): string => withoutSeparators(value).toLowerCase();

const keyOf = (label: Label, parameters: Map<string, string>): ParsedKey => {
  const secret = decodeBase32(parameters.get("secret") ?? "");
  if (!secret.ok) return secret;
  const algorithm = algorithmOf(parameters.get("algorithm") ?? "SHA1");
  if (algorithm === undefined) return fail("bad-algorithm");
  const digits = digitsOf(parameters.get("digits") ?? "6");
  if (digits === undefined) return fail("bad-digits");
  const period = periodOf(parameters.get("period") ?? "30");
  if (period === undefined) return fail("bad-period");
  const issuer = parameters.get("issuer") ?? label.issuer;
  const key = new Key({ secret: secret.bytes, issuer, account: label.account, algorithm, digits, period });
  return { ok: true, key };
};

const algorithmOf = (text: string): Algorithm | undefined => {
  const [, bits] = algorithmPattern.exec(text) ?? [];
  return bits === undefined ? undefined : (`SHA${bits}` as Algorithm);
};

const digitsOf = (text: string): Digits | undefined =>
  /^[678]$/u.test(text) ? (Number(text) as Digits) : undefined;

const periodOf = (text: string): number | undefined => {
  const seconds = /^\d{1,3}$/u.test(text) ? Number(text) : NaN;
  return seconds >= periodSeconds.min && seconds <= periodSeconds.max ? seconds : undefined;
};
