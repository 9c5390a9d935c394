import { Secret, TOTP } from "otpauth";
import type { Key } from "./key.ts";

/** A colon separates issuer and account in a label, so neither may contain one. */
const withoutColon = (text: string): string => text.replaceAll(":", " ").trim();

/**
 * Writes a key as an `otpauth:` link for other apps (Key URI Format of the google-authenticator wiki), with every
 * parameter spelled out.
 * @param name the account name the other app will show
 */
export const otpauthUriOf = (key: Key, name: string): string => {
  const { algorithm, digits, period } = key;
  return new TOTP({
    issuer: withoutColon(key.issuer ?? ""),
    label: withoutColon(name),
    secret: new Secret({ buffer: key.secret.buffer as ArrayBuffer }),
    algorithm,
    digits,
    period,
  }).toString();
};

/** Splits a key into groups of four characters, for reading and typing. */
export const inGroups = (base32: string): string => (base32.match(/.{1,4}/gu) ?? []).join(" ");
