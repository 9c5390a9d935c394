import { findOtpauthSchemes } from "../totp/otpauth-scheme.ts";
import { appExportOf, type KnownApp } from "./app-export.ts";
import { textOfFile } from "./file-text.ts";
import { nestsDeeperThan, textsIn } from "./json.ts";
import { KeyEntries, type FileKeys } from "./key-entries.ts";
import { readLinkList } from "./link-list.ts";

// Reads the keys in a file that is a text: a list of `otpauth:` links, or what another app exports as JSON. A file that
// cannot be read is recognised as far as that helps to say what to do instead.

/** What a file is. */
export type KeyFile =
  | { readonly kind: "keys"; readonly found: FileKeys }
  /** A short text, to be read like a message. */
  | { readonly kind: "text"; readonly text: string }
  /** A text that is too long for a message, and has no link. */
  | { readonly kind: "long-text" }
  /** Another app's export without a password that is not read, or with a password. */
  | { readonly kind: "unread" | "encrypted"; readonly app: KnownApp }
  /** A password manager's export. */
  | { readonly kind: "passwords" }
  /** A zip or another archive. */
  | { readonly kind: "archive" }
  /** Encrypted by an app that is not known. */
  | { readonly kind: "locked" }
  /** JSON that is cut off or damaged. */
  | { readonly kind: "broken" }
  /** An export with no entry in it. */
  | { readonly kind: "empty" }
  /** JSON, XML, HTML or a table of an unknown origin. */
  | { readonly kind: "unknown-export" }
  | { readonly kind: "pdf" }
  /** Not a text and nothing that is known: a picture, a video, a program. */
  | { readonly kind: "other" };

/** Largest text file that is read, in bytes. Exports are small; some have pictures of the services in them. */
export const maxTextFileBytes = 1024 * 1024;

/** Longest text that is read like a message (Bot API, sendMessage). */
const maxMessageCharacters = 4_096;

/** What a file that is no text begins with. */
const magic: readonly (readonly [KeyFile, string])[] = [
  [{ kind: "pdf" }, "25504446"],
  [{ kind: "archive" }, "504b0304"],
  [{ kind: "archive" }, "504b0506"],
  [{ kind: "archive" }, "377abcaf271c"],
  [{ kind: "archive" }, "526172211a07"],
  [{ kind: "archive" }, "1f8b"],
  // KeePass, in its versions 1 and 2.
  [{ kind: "passwords" }, "03d9a29a65fb4bb5"],
  [{ kind: "passwords" }, "03d9a29a67fb4bb5"],
  [{ kind: "passwords" }, "03d9a29a66fb4bb5"],
];

/** How the names of encrypted files end: andOTP, Stratum, OTP Auth, OpenPGP and others. */
const lockedName = /\.(?:aes|authpro|otpauthdb|enc|gpg|pgp|asc|2fas|kdb|backup|bak|bin)$/iu;
const passwordsName = /\.(?:kdbx|kdb|1pux|1pif|opvault|agilekeychain|psafe3)$/iu;

const binaryFileOf = (bytes: Uint8Array, name: string): KeyFile => {
  if (passwordsName.test(name)) return { kind: "passwords" };
  const start = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  const found = magic.find(([, first]) => start.startsWith(first))?.[0];
  if (found !== undefined) return found;
  return { kind: lockedName.test(name) ? "locked" : "other" };
};

/** A table's first line names its columns; a password manager's has one for the passwords. */
const isPasswordTable = (text: string): boolean => {
  const [columns = ""] = /^[^\r\n]{0,2000}/u.exec(text.trimStart()) ?? [];
  const names = columns.toLowerCase().split(/[,;\t]/u);
  return (
    names.length > 2 &&
    names.some((column) => /^["'\s]*(?:login[_ ]?)?(?:password|jelszó|pwd)["'\s]*$/u.test(column))
  );
};

/** Enough of a table to see what it is. */
const maxTableCharacters = 65_536;

/** A table with a cell that is a key. Its other columns may change the code, and no two apps name them alike. */
const isKeyTable = (text: string): boolean =>
  text
    .slice(0, maxTableCharacters)
    .split(/\r\n|\r|\n/u)
    .map((line) => line.split(/[,;\t]/u))
    .some(
      (cells) =>
        cells.length > 2 &&
        cells.some((cell) => /^["'\s]*(?=[A-Z]{0,127}[2-7])[A-Z2-7]{16,128}=*["'\s]*$/iu.test(cell)),
    );

const isMarkup = (text: string): boolean => /^\s*<(?:\?xml|!doctype|html|svg|map|keepassfile)/iu.test(text);

const isPasswordMarkup = (text: string): boolean => /^[^]{0,2000}<KeePassFile/iu.test(text);

const linkStart = /^\s*(?:otpauth(?:-migration)?|steam|motp):/iu;

const linksIn = (document: unknown): FileKeys | undefined => {
  const entries = new KeyEntries();
  for (const text of textsIn(document)) {
    if (!linkStart.test(text)) continue;
    if (entries.isFull()) break;
    entries.addLink(text);
  }
  return entries.found();
};

/** How JSON begins, and a text in brackets does not. */
const jsonStart = /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/u;

/** Deeper than any export; deep nesting takes the parser seconds. */
const maxDepth = 64;

const jsonFileOf = (text: string): PastedExport => {
  if (nestsDeeperThan(text, maxDepth)) return { kind: "unknown-export" };
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { kind: "broken" };
  }
  const known = appExportOf(document);
  if (known !== undefined) return known;
  const found = linksIn(document);
  return found === undefined ? { kind: "unknown-export" } : { kind: "keys", found };
};

/** What JSON may be. */
export type PastedExport = Exclude<KeyFile, { readonly kind: "text" | "other" }>;

/** What says in JSON that there is a secret, and what changes the codes made of it. */
const secretProperty = /"(?:\w*secret\w*|servicesEncrypted|encryptedData|titok)"\s*:/iu;
const codeProperty = /"(?:digits|period|algo\w*|time_?step|timer|type|token_?type)"\s*:/iu;

/**
 * Reads an export that was pasted as a message instead of being sent as a file.
 * @returns `undefined` if the text is none, or has nothing but a key, which the parser of messages reads. Never throws.
 */
export const readPastedExport = (text: string): PastedExport | undefined => {
  if (!jsonStart.test(text)) return undefined;
  const file = jsonFileOf(text);
  if (file.kind === "broken") return secretProperty.test(text) ? file : undefined;
  const isKeyAlone =
    file.kind === "unknown-export" && !(secretProperty.test(text) && codeProperty.test(text));
  return isKeyAlone ? undefined : file;
};

/** A message in OpenPGP's text form (RFC 9580 section 6). */
const isArmored = (text: string): boolean => text.trimStart().startsWith("-----BEGIN PGP");

const textFileOf = (text: string, name: string): KeyFile => {
  if (jsonStart.test(text) || /\.json$/iu.test(name)) return jsonFileOf(text);
  if (isArmored(text)) return { kind: "locked" };
  if (passwordsName.test(name) || isPasswordTable(text) || isPasswordMarkup(text))
    return { kind: "passwords" };
  if (isMarkup(text)) return { kind: "unknown-export" };
  const links = findOtpauthSchemes(text).length;
  if (links === 0 && isKeyTable(text)) return { kind: "unknown-export" };
  if (links === 0 && lockedName.test(name)) return { kind: "locked" };
  const isShort = text.trim().length <= maxMessageCharacters;
  // The parser of messages says what is wrong with a single link.
  if (isShort && links < 2) return { kind: "text", text: text.trim() };
  const found = readLinkList(text);
  if (found !== undefined) return { kind: "keys", found };
  return isShort ? { kind: "text", text: text.trim() } : { kind: "long-text" };
};

/**
 * Reads a file that may be a text with keys.
 * @param bytes at most {@link maxTextFileBytes} @param name the file's, which says what bytes cannot
 * @returns the keys, or what the file seems to be. Never throws.
 */
export const readKeyFile = (bytes: Uint8Array, name: string): KeyFile => {
  const text = textOfFile(bytes);
  return text === undefined ? binaryFileOf(bytes, name) : textFileOf(text.replace(/^\uFEFF/u, ""), name);
};
