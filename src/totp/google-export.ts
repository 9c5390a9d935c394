import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { percentDecoded } from "./percent-decoding.ts";
import { Key, type Algorithm, type Digits } from "./key.ts";

/** Why an entry of an export cannot be used: it is counter-based (RFC 4226), or it is malformed. */
export type UnusableReason = "hotp" | "broken";

/** The contents of one QR code of an export. */
export interface GoogleExport {
  readonly keys: readonly Key[];
  readonly unusable: readonly { readonly name: string | undefined; readonly why: UnusableReason }[];
  /** The number of this QR code, from 1, and how many the export has. */
  readonly part: { readonly number: number; readonly of: number };
}

/** The beginning of an export link, up to its data. */
const dataStart = /otpauth-migration\s*:\/{0,2}[^\s?]*\?(?:[^\s&]*&)*?data=/iu;

/** Most pieces into which a mail program or a chat may have torn the data. */
const maxPieces = 60;

/** More entries than a QR code can hold; Google puts ten into one. */
const maxEntries = 100;

/** Both alphabets of RFC 4648 (sections 4 and 5), with or without padding. */
const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/u;

/** Field numbers of `MigrationPayload` and of its `OtpParameters`. */
const payloadFields = { entry: 1, size: 3, index: 4 } as const;
const entryFields = { secret: 1, name: 2, issuer: 3, algorithm: 4, digits: 5, type: 6 } as const;

/** Google's enums by number; 0, "unspecified", takes the default of the Key URI Format. */
const algorithms: readonly (Algorithm | undefined)[] = ["SHA1", "SHA1", "SHA256", "SHA512"];
const digitCounts: readonly (Digits | undefined)[] = [6, 6, 8];
const types: readonly ("totp" | "hotp" | undefined)[] = ["totp", "hotp", "totp"];

/**
 * Parses an export of Google Authenticator: `otpauth-migration://offline?data=…`, a protobuf message in base64. Google
 * has not published the layout; it is known from what the app writes. Unknown fields are skipped.
 * @param text any text that contains the link
 * @returns `undefined` if there is no link, or it is malformed. Never throws.
 */
export const parseGoogleExport = (text: string): GoogleExport | undefined => readGoogleExport(text)?.contents;

/** Like {@link parseGoogleExport}; `end` is where the link ends in the text. */
export const readGoogleExport = (text: string): { contents: GoogleExport; end: number } | undefined => {
  const start = dataStart.exec(text);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const pieces = Array.from(text.slice(from).matchAll(/(?<!\s)(\s*)([^\s"'`<>„”“»«&#]+)/gu)).slice(
    0,
    maxPieces,
  );
  // A line break is dropped. A space was a plus that was not percent-encoded, or was put in, as a line break is.
  for (const space of ["+", ""]) {
    let data = "";
    for (const { 0: whole, 1: gap = "", 2: piece = "", index } of pieces) {
      if (data !== "" && gap === "" && index > 0) break;
      data += (data === "" || /[\r\n]/u.test(gap) ? "" : space) + piece;
      const contents = contentsOf(data);
      if (contents !== undefined) return { contents, end: from + index + whole.length };
    }
  }
  return undefined;
};

const contentsOf = (data: string): GoogleExport | undefined => {
  const base64 = percentDecoded(data)
    .replaceAll(" ", "+")
    .replace(/(?<![.,;!?)\]])[.,;!?)\]]+$/u, "");
  if (!base64Pattern.test(base64)) return undefined;
  try {
    return readPayload(new BinaryReader(Buffer.from(base64, "base64")));
  } catch {
    return undefined;
  }
};

const readPayload = (reader: BinaryReader): GoogleExport | undefined => {
  const entries: Entry[] = [];
  let size = 1;
  let index = 0;
  while (reader.pos < reader.len && entries.length < maxEntries) {
    const [field, wire] = reader.tag();
    if (field === payloadFields.entry && wire === WireType.LengthDelimited)
      entries.push(readEntry(new BinaryReader(reader.bytes())));
    else if (field === payloadFields.size && wire === WireType.Varint) size = reader.int32();
    else if (field === payloadFields.index && wire === WireType.Varint) index = reader.int32();
    else reader.skip(wire, field);
  }
  if (entries.length === 0) return undefined;
  const parsed = entries.map(keyOf);
  return {
    keys: parsed.flatMap((entry) => ("key" in entry ? [entry.key] : [])),
    unusable: parsed.flatMap((entry) => ("why" in entry ? [entry] : [])),
    part: index >= 0 && index < size ? { number: index + 1, of: size } : { number: 1, of: 1 },
  };
};

/** An `OtpParameters` message, with the enums as numbers. */
interface Entry {
  secret: Uint8Array;
  name: string;
  issuer: string;
  algorithm: number;
  digits: number;
  type: number;
}

const readEntry = (reader: BinaryReader): Entry => {
  const entry: Entry = { secret: new Uint8Array(), name: "", issuer: "", algorithm: 0, digits: 0, type: 0 };
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const isBytes = wire === WireType.LengthDelimited;
    const isNumber = wire === WireType.Varint;
    if (isBytes && field === entryFields.secret) entry.secret = reader.bytes();
    else if (isBytes && field === entryFields.name) entry.name = reader.string();
    else if (isBytes && field === entryFields.issuer) entry.issuer = reader.string();
    else if (isNumber && field === entryFields.algorithm) entry.algorithm = reader.int32();
    else if (isNumber && field === entryFields.digits) entry.digits = reader.int32();
    else if (isNumber && field === entryFields.type) entry.type = reader.int32();
    else reader.skip(wire, field);
  }
  return entry;
};

/** The name is `issuer:account` or the account alone; a separate issuer field takes precedence. */
const namesOf = ({ name, issuer }: Entry): { issuer: string | undefined; account: string } => {
  const colon = name.indexOf(":");
  const [before, after] = colon < 0 ? [undefined, name] : [name.slice(0, colon), name.slice(colon + 1)];
  return { issuer: issuer === "" ? before : issuer, account: after };
};

const keyOf = (entry: Entry): { key: Key } | { name: string | undefined; why: UnusableReason } => {
  const names = namesOf(entry);
  const name = [names.account.trim(), names.issuer?.trim()].find((part) => part !== undefined && part !== "");
  const algorithm = algorithms[entry.algorithm];
  const digits = digitCounts[entry.digits];
  const type = types[entry.type];
  if (type === "hotp") return { name, why: "hotp" };
  if (algorithm === undefined || digits === undefined || type === undefined) return { name, why: "broken" };
  try {
    // Exports have no period: Google's app supports only 30 seconds.
    return { key: new Key({ ...names, secret: entry.secret, algorithm, digits }) };
  } catch {
    return { name, why: "broken" };
  }
};
