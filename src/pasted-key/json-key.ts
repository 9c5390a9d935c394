import { decodeBase32 } from "../totp/base32.ts";
import { type ParsedKey, problemOf } from "../totp/key-problem.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";
import type { PastedKey } from "./pasted-key.ts";

// Reads a key that a program wrote as a JSON object: {"secret":"…","digits":8,"period":60}.

/** Names in lower case, as they are in use; with any other it is unknown what the codes depend on. */
const parameterNames: Readonly<Record<string, string>> = {
  ...{ secret: "secret", key: "secret", secretkey: "secret", secret_key: "secret", totp: "secret" },
  ...{ algorithm: "algorithm", algo: "algorithm", digits: "digits", period: "period" },
  ...{ issuer: "issuer", label: "label", account: "label", name: "label", user: "label", email: "label" },
  type: "type",
};

/** Properties that say nothing about the codes. */
export const otherNames =
  /^(?:id|uuid|icon|image|thumbnail|colou?r|note|url|website|favou?rite|tags|group)$/u;

const object = /\{[^{}]*\}/u;

/**
 * Finds the key in a text that has one JSON object with a secret. Never throws.
 *
 * @returns the key, or why it cannot be used, and the text around it; `undefined` if there is no such object
 */
export const readJsonKey = (text: string): { found: PastedKey; rest: string } | undefined => {
  const [json = ""] = object.exec(text) ?? [];
  const document = parsedObject(json);
  const secret = secretOf(document);
  if (document === undefined || secret === undefined) return undefined;
  const parsed = keyOf(document);
  return {
    found: parsed.ok ? { kind: "key", key: parsed.key } : { kind: "problem", problem: problemOf(parsed) },
    rest: text.replace(json, () => "\n"),
  };
};

const secretOf = (document: object | undefined): string | undefined =>
  Object.entries(document ?? {})
    .filter(([name]) => parameterNames[name.toLowerCase()] === "secret")
    .map(([, value]) => textOf(value))
    .find((value) => value !== "" && !/^otpauth/iu.test(value));

const keyOf = (document: object): ParsedKey => {
  const parameters = new Map<string, string>();
  for (const [written, value] of Object.entries(document)) {
    const name = parameterNames[written.toLowerCase()];
    if (name === undefined && otherNames.test(written.toLowerCase())) continue;
    if (name === undefined || parameters.has(name)) return { ok: false, why: "unclear-settings" };
    parameters.set(name, textOf(value));
  }
  const { type = "totp", label = "", ...rest } = Object.fromEntries(parameters);
  if (!/^(?:totp|hotp|steam)$/iu.test(type)) return { ok: false, why: "unclear-settings" };
  const decoded = decodeBase32(rest["secret"] ?? "");
  if (!decoded.ok) return decoded;
  const query = new URLSearchParams(rest);
  return parseOtpauthUri(`otpauth://${type}/${encodeURIComponent(label)}?${query.toString()}`);
};

/** A text or a number as a text; "" for everything else. */
const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** The object or array of a JSON document; `undefined` for every other text. Never throws. */
export const parsedObject = (text: string): object | undefined => {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
};
