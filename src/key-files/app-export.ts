import { parseOtpauthUri } from "../totp/otpauth-uri.ts";
import { hasProperties, listOf, objectOf, propertyOf, scalarOf } from "./json.ts";
import { KeyEntries, type FileKeys } from "./key-entries.ts";

/** An entry of an export, as loosely typed as it was found. */
interface Entry {
  readonly type: string;
  readonly secret: string;
  readonly issuer: string;
  readonly account: string;
  readonly algorithm: string;
  readonly digits: string;
  readonly period: string;
}

/** Lone surrogates, which cannot be percent-encoded. */
const loneSurrogates = /\p{Cs}/gu;

const encoded = (text: string): string => encodeURIComponent(text.replace(loneSurrogates, ""));

/** An entry as a link, so that one parser decides what a usable key is. */
const linkOf = ({ secret, issuer, account, algorithm, digits, period }: Entry): string => {
  const label = issuer === "" ? account : `${issuer.replaceAll(":", " ")}:${account}`;
  const parameters = Object.entries({ secret, issuer, algorithm, digits, period });
  const query = parameters.map(([name, value]) => `${name}=${encoded(value)}`).join("&");
  return `otpauth://totp/${encoded(label)}?${query}`;
};

const readEntries = (list: readonly unknown[], entryOf: (value: unknown) => Entry): FileKeys | undefined => {
  const entries = new KeyEntries();
  for (const value of list) {
    if (entries.isFull()) break;
    const entry = entryOf(value);
    const name = entry.account.trim() === "" ? entry.issuer : entry.account;
    const type = entry.type.toLowerCase();
    if (type === "totp") entries.add(parseOtpauthUri(linkOf(entry)), name);
    else entries.addUnusable(name, type === "hotp" ? "hotp" : "broken");
  }
  return entries.found();
};

/** An entry of Aegis (its docs/vault.md). */
const aegisEntry = (value: unknown): Entry => {
  const of = (name: string) => scalarOf(propertyOf(value, name));
  const info = (name: string) => scalarOf(propertyOf(propertyOf(value, "info"), name));
  return {
    type: of("type"),
    secret: info("secret"),
    issuer: of("issuer"),
    account: of("name"),
    algorithm: info("algo"),
    digits: info("digits"),
    period: info("period"),
  };
};

/** A service of 2FAS. Its first versions wrote no type: all of their keys were TOTP. */
const twoFasEntry = (value: unknown): Entry => {
  const otp = (name: string) => scalarOf(propertyOf(propertyOf(value, "otp"), name));
  const of = (name: string) => scalarOf(propertyOf(value, name));
  return {
    type: otp("tokenType") || "totp",
    secret: of("secret"),
    issuer: otp("issuer") || of("name"),
    account: otp("account") || otp("label"),
    algorithm: otp("algorithm"),
    digits: otp("digits"),
    period: otp("period"),
  };
};

/** A key in the file that the bot itself makes of its data, with the names of locales/hu/data.json. */
const ownEntry = (value: unknown): Entry => {
  const of = (name: string) => scalarOf(propertyOf(value, name));
  return {
    type: "totp",
    secret: of("titok"),
    issuer: of("kibocsátó"),
    account: of("fiók") || of("név"),
    algorithm: of("számítási mód"),
    digits: of("számjegyek"),
    period: of("másodperc"),
  };
};

/** An app whose export the bot recognises. The names are shown to users. */
export type KnownApp =
  | "2FAS"
  | "Aegis"
  | "andOTP"
  | "Authy"
  | "Ente Auth"
  | "FreeOTP+"
  | "LastPass Authenticator"
  | "Proton Authenticator"
  | "Raivo OTP"
  | "Stratum";

/** What a JSON document is. */
export type AppExport =
  | { readonly kind: "keys"; readonly found: FileKeys }
  /** A plain export without an entry. */
  | { readonly kind: "empty" }
  /** Encrypted; the app can also save it without a password, which the bot reads. */
  | { readonly kind: "encrypted"; readonly app: KnownApp }
  /** A format that the bot does not read. */
  | { readonly kind: "unread"; readonly app: KnownApp }
  /** A password manager's. */
  | { readonly kind: "passwords" };

const readOrEmpty = (list: readonly unknown[], entryOf: (value: unknown) => Entry): AppExport => {
  const found = readEntries(list, entryOf);
  return found === undefined ? { kind: "empty" } : { kind: "keys", found };
};

const aegisOf = (document: unknown): AppExport | undefined => {
  const db = propertyOf(document, "db");
  const entries = listOf(propertyOf(db, "entries"));
  if (entries !== undefined) return readOrEmpty(entries, aegisEntry);
  const isVault = typeof db === "string" && objectOf(propertyOf(document, "header")) !== undefined;
  return isVault ? { kind: "encrypted", app: "Aegis" } : undefined;
};

const twoFasOf = (document: unknown): AppExport | undefined => {
  if (scalarOf(propertyOf(document, "servicesEncrypted")) !== "") return { kind: "encrypted", app: "2FAS" };
  const services = listOf(propertyOf(document, "services"));
  return services === undefined ? undefined : readOrEmpty(services, twoFasEntry);
};

const ownOf = (document: unknown): AppExport | undefined => {
  const keys = listOf(propertyOf(document, "kulcsok"));
  return keys?.some((key) => hasProperties(key, "titok")) === true ? readOrEmpty(keys, ownEntry) : undefined;
};

/** By which properties a document is known; the first that fits counts. Where it says `[0]`, of a list's first item. */
const known: readonly (readonly [AppExport, (document: unknown, first: unknown) => boolean])[] = [
  [{ kind: "encrypted", app: "Ente Auth" }, (one) => hasProperties(one, "kdfParams", "encryptedData")],
  [
    { kind: "encrypted", app: "Proton Authenticator" },
    (one) => hasProperties(one, "version", "salt", "content"),
  ],
  [{ kind: "unread", app: "Stratum" }, (one) => hasProperties(one, "Authenticators")],
  [{ kind: "unread", app: "FreeOTP+" }, (one) => hasProperties(one, "tokens", "tokenOrder")],
  [{ kind: "unread", app: "Authy" }, (one) => hasProperties(one, "authenticator_tokens")],
  [{ kind: "unread", app: "Authy" }, (one) => hasProperties(one, "decrypted_authenticator_tokens")],
  [{ kind: "unread", app: "LastPass Authenticator" }, (one) => hasProperties(one, "accounts", "deviceId")],
  [{ kind: "unread", app: "Raivo OTP" }, (_, first) => hasProperties(first, "secret", "kind", "timer")],
  [{ kind: "unread", app: "andOTP" }, (_, first) => hasProperties(first, "secret", "label", "type")],
  [
    { kind: "passwords" },
    (one) => hasProperties(one, "vaults") || hasProperties(one, "encKeyValidation_DO_NOT_EDIT"),
  ],
  [{ kind: "passwords" }, (one) => listOf(propertyOf(one, "items"))?.some(hasPassword) === true],
];

/** Whether an item of Bitwarden's has a password; those of Bitwarden's own authenticator have none. */
const hasPassword = (item: unknown): boolean =>
  scalarOf(propertyOf(propertyOf(item, "login"), "password")) !== "";

/** Recognises an app's export. @returns `undefined` if it is none that is known. Never throws. */
export const appExportOf = (document: unknown): AppExport | undefined =>
  aegisOf(document) ??
  twoFasOf(document) ??
  ownOf(document) ??
  known.find(([, is]) => is(document, listOf(document)?.[0]))?.[0];
