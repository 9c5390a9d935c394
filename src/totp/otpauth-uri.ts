import { decodeBase32, withoutSeparators } from "./base32.ts";
import { type Algorithm, type Digits, Key, PERIOD_SECONDS } from "./key.ts";
import type { KeyProblem, ParsedKey } from "./key-problem.ts";

/** `otpauth://TYPE/LABEL?PARAMETERS`; the label may be missing, and may hold anything but a question mark. */
const LINK = /^otpauth:\/\/([^/?#]*)(?:\/([^?]*))?(?:\?(.*))?$/isu;

const EXPORT = /^otpauth-migration:/iu;

/** SHA1, SHA-1, HMAC-SHA1, HmacSHA256, sha_512: all are seen in the wild. */
const ALGORITHM = /^(?:hmac[-_]?)?sha[-_]?(1|256|512)$/iu;

/** Links copied out of a page's source say `&amp;`; overlooking it would drop a parameter silently. */
const AMPERSAND = /&(?:amp;)?/iu;

/** Parameters that change the codes: said twice and differently, there is no telling which one is meant. */
const DECISIVE = ["secret", "algorithm", "digits", "period"];

const fail = (why: Exclude<KeyProblem["why"], "wrong-character" | "too-short">): ParsedKey => ({
  ok: false,
  why,
});

/**
 * Reads an `otpauth:` link (Key URI Format of the google-authenticator wiki) as a QR code or a person brings it:
 * parameters in any order and case, label with or without issuer, percent-encoded or not.
 * The bounds are ours; otpauth's own parser takes keys of no bytes and codes of 99 digits. Never throws.
 */
export function parseOtpauthUri(text: string): ParsedKey {
  const link = text.trim();
  if (EXPORT.test(link)) return fail("google-export");
  const [whole, type = "", label = "", query = ""] = LINK.exec(link) ?? [];
  if (whole === undefined) return fail("bad-link");
  if (type.toLowerCase() === "hotp") return fail("hotp");
  if (type.toLowerCase() !== "totp") return fail("bad-link");
  const names = namesOf(label);
  const parameters = parametersOf(query);
  if (names === undefined || parameters === undefined) return fail("bad-link");
  return keyOf(names, parameters);
}

interface Names {
  issuer: string | undefined;
  account: string;
}

/** undefined when a `%` is not followed by the hexadecimal digits of UTF-8. */
function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A `+` in a label stays a plus (it stands in mail addresses); only in parameters does it mean a space. */
function namesOf(label: string): Names | undefined {
  const name = percentDecoded(label);
  if (name === undefined) return undefined;
  const colon = name.indexOf(":");
  if (colon < 0) return { issuer: undefined, account: name };
  return { issuer: name.slice(0, colon), account: name.slice(colon + 1) };
}

/** undefined when malformed or self-contradictory. Empty values count as not given. */
function parametersOf(query: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const pair of query.replace(/#.*$/su, "").split(AMPERSAND)) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    const value = percentDecoded(pair.slice(equals + 1).replaceAll("+", " "))?.trim();
    if (value === undefined) return undefined;
    if (name === "" || value === "") continue;
    const earlier = parameters.get(name);
    if (earlier === undefined) parameters.set(name, value);
    else if (DECISIVE.includes(name) && plain(earlier) !== plain(value)) return undefined;
  }
  return parameters;
}

/** Two spellings of one value become equal. */
function plain(value: string): string {
  return withoutSeparators(value).toLowerCase();
}

function keyOf(names: Names, parameters: Map<string, string>): ParsedKey {
  const secret = decodeBase32(parameters.get("secret") ?? "");
  if (!secret.ok) return secret;
  const algorithm = algorithmOf(parameters.get("algorithm") ?? "SHA1");
  if (algorithm === undefined) return fail("bad-algorithm");
  const digits = digitsOf(parameters.get("digits") ?? "6");
  if (digits === undefined) return fail("bad-digits");
  const period = periodOf(parameters.get("period") ?? "30");
  if (period === undefined) return fail("bad-period");
  const issuer = parameters.get("issuer") ?? names.issuer;
  const key = new Key({ secret: secret.bytes, issuer, account: names.account, algorithm, digits, period });
  return { ok: true, key };
}

function algorithmOf(text: string): Algorithm | undefined {
  const [, bits] = ALGORITHM.exec(text) ?? [];
  return bits === undefined ? undefined : (`SHA${bits}` as Algorithm);
}

function digitsOf(text: string): Digits | undefined {
  return /^[678]$/u.test(text) ? (Number(text) as Digits) : undefined;
}

/** Under 10 seconds nobody can type a code in time; over 300 a stolen one lives too long to be a real setting. */
function periodOf(text: string): number | undefined {
  const seconds = /^\d{1,3}$/u.test(text) ? Number(text) : NaN;
  return seconds >= PERIOD_SECONDS.min && seconds <= PERIOD_SECONDS.max ? seconds : undefined;
}
