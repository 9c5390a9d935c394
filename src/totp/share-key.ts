import { Secret, TOTP } from "otpauth";
import type { Key } from "./key.ts";

/** A colon parts issuer and account in a link's label; within one of them other apps would take it for that. */
const withoutColon = (text: string): string => text.replaceAll(":", " ").trim();

/**
 * A key as a link other apps read (Key URI Format of the google-authenticator wiki), with every parameter said.
 * @param name what the key is to be called there
 */
export function otpauthUriOf(key: Key, name: string): string {
  const { algorithm, digits, period } = key;
  return new TOTP({
    issuer: withoutColon(key.issuer ?? ""),
    label: withoutColon(name),
    secret: new Secret({ buffer: key.secret.buffer as ArrayBuffer }),
    algorithm,
    digits,
    period,
  }).toString();
}

/** A key's characters in groups of four, to be read and typed. */
export function inGroups(base32: string): string {
  return (base32.match(/.{1,4}/gu) ?? []).join(" ");
}
