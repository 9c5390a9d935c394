import { decodeBase32, isBase32Length, withoutSeparators } from "./base32.ts";
import { type Algorithm, type Digits, Key, periodSeconds } from "./key.ts";
import type { KeyProblem, ParsedKey } from "./key-problem.ts";
import { otpauthSchemeOf } from "./otpauth-scheme.ts";
import { percentDecoded, secretDecoded } from "./percent-decoding.ts";

/** `otpauth://TYPE/LABEL?PARAMETERS`; some programs write fewer slashes. The rest is read by {@link splitQuery}. */
const uriPattern = /^otpauth\s*:\s*\/{0,3}([\w-]*)(.*)$/isu;

/** SHA1, SHA-1, HMAC-SHA1, HmacSHA256, sha_512: all of them occur in practice. */
const algorithmPattern = /^(?:hmac[-_]?)?sha[-_]?(1|256|512)$/iu;

/** The parameters that are read, and the names that other apps have for them. */
const parameterNames: Readonly<Record<string, string>> = {
  ...{ secret: "secret", issuer: "issuer", algorithm: "algorithm", digits: "digits", period: "period" },
  ...{ algo: "algorithm", alg: "algorithm", hash: "algorithm", otphashmode: "algorithm" },
  ...{ digit: "digits", size: "digits", step: "period", timestep: "period", interval: "period" },
};

/** The names of the parameters that change the codes, aliases included. */
export const codeParameterNames: readonly string[] = Object.entries(parameterNames).flatMap(
  ([written, name]) => (name === "issuer" ? [] : [written]),
);

/** Parameters that change the codes. If one has two different values, the link is ambiguous. */
const codeParameters = ["secret", "algorithm", "digits", "period"];

/**
 * The beginning of a parameter. Group 1: its name, which a line break may have torn. A second `?` stands for `&` in some
 * links, and `&` for the first `?` in others; `&amp;` comes from a page's source.
 */
export const parameterStart = /[?&](?:amp;)*\s*((?:[\w-]\s*){1,24})=/giu;

/** At the end of a link, a setting without a value is one whose value was cut off. */
const emptyParameter =
  /[?&](?:amp;)*(?:(?:issuer|image|icon|type)(?=&|$|\s(?!\s*=))|(?:algorithm|digits|period)(?=&))/giu;

/** A link without the names that have no value and no equals sign. */
export const withoutEmptyParameters = (link: string): string => link.replace(emptyParameter, "");

/** The name of a parameter as it is read: in lower case, with aliases resolved. */
export const parameterName = (name: string): string => {
  const bare = name.replace(/\s/gu, "").toLowerCase();
  return parameterNames[bare] ?? bare;
};

const fail = (why: Exclude<KeyProblem["why"], "wrong-character" | "too-short" | "sign">): ParsedKey => ({
  ok: false,
  why,
});

/**
 * Parses an `otpauth:` link (Key URI Format of the google-authenticator wiki) from a QR code or a message:
 * parameters in any order and case, label with or without issuer, percent-encoded or not. A label or an issuer never
 * makes a link invalid. Never throws.
 *
 * The bounds are ours: otpauth's own parser accepts empty secrets and codes of 99 digits.
 */
export const parseOtpauthUri = (text: string): ParsedKey => {
  const uri = text.trim();
  if (otpauthSchemeOf(uri) === "otpauth-migration") return fail("google-export");
  if (/^steam:\/\//iu.test(uri)) return fail("steam");
  const [match, type = "", rest = ""] = uriPattern.exec(uri) ?? [];
  if (match === undefined) return fail("bad-link");
  if (type.toLowerCase() === "hotp") return fail("hotp");
  if (type.toLowerCase() === "steam") return fail("steam");
  if (/^(?:yaotp|motp)$/iu.test(type)) return fail("bad-algorithm");
  if (type.toLowerCase() !== "totp") return fail("bad-link");
  const { label, query } = splitQuery(withoutEmptyParameters(rest));
  const parameters = parseParameters(query);
  return parameters === undefined ? fail("bad-link") : keyOf(parseLabel(label), parameters);
};

/** Splits a link after its type. Some programs escape the question mark along with the label. */
const splitQuery = (rest: string): { label: string; query: string } => {
  const start = Array.from(rest.matchAll(parameterStart)).find(
    ({ 1: name = "" }) => parameterName(name) in parameterNames,
  )?.index;
  if (start === undefined && /%(?:3F|26)\s*\w+\s*%3D/iu.test(rest)) return splitQuery(percentDecoded(rest));
  const label = rest.slice(0, start).replace(/^\//u, "");
  return { label: label.replace(/[?].*$/su, ""), query: start === undefined ? "" : rest.slice(start) };
};

/** What a label contains: `issuer:account`, or the account alone. */
interface Label {
  issuer: string | undefined;
  account: string;
}

/** A `+` in a label stays a plus (e-mail addresses have it); only in parameters does it mean a space. */
const parseLabel = (text: string): Label => {
  const label = percentDecoded(text);
  const colon = label.indexOf(":");
  if (colon < 0) return { issuer: undefined, account: label };
  return { issuer: label.slice(0, colon), account: label.slice(colon + 1) };
};

/** Returns undefined if the query contradicts itself. An empty value counts as missing. */
const parseParameters = (query: string): Map<string, string> | undefined => {
  const parameters = new Map<string, string>();
  const starts = Array.from(query.matchAll(parameterStart));
  for (const [at, { 0: start, 1: written = "", index }] of starts.entries()) {
    const name = parameterName(written);
    const value = query.slice(index + start.length, starts[at + 1]?.index);
    const decoded = decodedValue(name, value).trim();
    if (decoded === "") continue;
    const earlier = parameters.get(name);
    if (earlier === undefined) parameters.set(name, decoded);
    else if (codeParameters.includes(name) && normalized(earlier) !== normalized(decoded)) return undefined;
  }
  return parameters;
};

/** A plus is a space. In a secret, it is one only between equal groups; alone it may have replaced a character. */
const decodedValue = (name: string, value: string): string => {
  if (name !== "secret") return percentDecoded(value.replaceAll("+", " "));
  const decoded = secretDecoded(value);
  const groups = decoded
    .trim()
    .replace(/(?<!=)=+$/u, "")
    .split(/[\s+-]/u);
  const length = groups.join("").length;
  const isEven = new Set(groups.slice(0, -1).map((group) => group.length)).size === 1;
  // Two halves are groups if a character more would be an impossible length.
  const isHalved = groups[0]?.length === groups[1]?.length && !isBase32Length(length + 1);
  const isGrouped = isEven && (groups.length > 2 || isHalved);
  return isGrouped ? decoded.replaceAll("+", " ") : decoded;
};

/** Two spellings of the same value become equal. */
const normalized = (value: string): string => withoutSeparators(value).toLowerCase();

/** Parameters of other apps that change the codes in a way that is not supported. */
const unsupported = (label: Label, parameters: Map<string, string>): ParsedKey | undefined => {
  const value = (name: string): string => parameters.get(name)?.toLowerCase() ?? "";
  const kinds = [value("encoder"), value("type"), value("otptype"), value("otpmode")];
  const issuer = (parameters.get("issuer") ?? label.issuer ?? "").trim().toLowerCase();
  if (issuer === "steam" || kinds.includes("steam")) return fail("steam");
  if (kinds.includes("hotp")) return fail("hotp");
  if (kinds.some((kind) => !["", "totp"].includes(kind))) return fail("bad-algorithm");
  if (!["", "base32"].includes(value("encoding"))) return fail("bad-algorithm");
  if (["t0", "epoch", "offset"].some((name) => !["", "0"].includes(value(name)))) return fail("bad-period");
  return Array.from(parameters.keys()).some((name) => name.startsWith("2step"))
    ? fail("two-step")
    : undefined;
};

const keyOf = (label: Label, parameters: Map<string, string>): ParsedKey => {
  const refused = unsupported(label, parameters);
  if (refused !== undefined) return refused;
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
