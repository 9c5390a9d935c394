import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { Key, type Algorithm, type Digits } from "./key.ts";

/** Why an entry of an export is no key for us: it counts instead of reading the clock, or something in it is amiss. */
export type Unusable = "hotp" | "broken";

/** What one picture of an export holds. */
export interface GoogleExport {
  readonly keys: readonly Key[];
  readonly unusable: readonly { readonly name: string | undefined; readonly why: Unusable }[];
  /** Which of how many pictures this is, counted from 1. */
  readonly part: { readonly number: number; readonly of: number };
}

/** The export somewhere in a text. */
const LINK = /otpauth-migration:\/\/[^\s"'`<>„”“»«]+/iu;

/** As many entries as one picture can hold, and more: Google puts ten into one. */
const MOST_ENTRIES = 100;

/** Alphabets of RFC 4648, sections 4 and 5; their padding is sometimes lost. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/u;

/** The numbers of the fields in `MigrationPayload` and in its `OtpParameters`. */
const PAYLOAD = { entry: 1, size: 3, index: 4 } as const;
const ENTRY = { secret: 1, name: 2, issuer: 3, algorithm: 4, digits: 5, type: 6 } as const;

/** Google's enums, by their numbers; what is not set counts as the default of the Key URI Format. */
const ALGORITHMS: readonly (Algorithm | undefined)[] = ["SHA1", "SHA1", "SHA256", "SHA512"];
const DIGITS: readonly (Digits | undefined)[] = [6, 6, 8];
const TYPES: readonly ("totp" | "hotp" | undefined)[] = ["totp", "hotp", "totp"];

/**
 * Reads the export of Google Authenticator: `otpauth-migration://offline?data=…`, a protobuf in base64. Its layout
 * is not published; it is known from what the app writes. What is unknown in it is passed over.
 * @param text with the link in it
 * @returns `undefined` when there is none, or it is malformed. Never throws.
 */
export function parseGoogleExport(text: string): GoogleExport | undefined {
  const payload = payloadOf(text);
  if (payload === undefined) return undefined;
  try {
    return readPayload(new BinaryReader(payload));
  } catch {
    return undefined;
  }
}

function payloadOf(text: string): Uint8Array | undefined {
  const [link = ""] = LINK.exec(text) ?? [];
  const [, data = ""] = /[?&]data=([^&#]*)/iu.exec(link) ?? [];
  try {
    // A plus that was not percent-encoded is a plus, or a space that somebody took it for.
    const base64 = decodeURIComponent(data).replaceAll(" ", "+");
    return BASE64.test(base64) ? Buffer.from(base64, "base64") : undefined;
  } catch {
    return undefined;
  }
}

function readPayload(reader: BinaryReader): GoogleExport | undefined {
  const entries: Entry[] = [];
  let size = 1;
  let index = 0;
  while (reader.pos < reader.len && entries.length < MOST_ENTRIES) {
    const [field, wire] = reader.tag();
    if (field === PAYLOAD.entry && wire === WireType.LengthDelimited)
      entries.push(readEntry(new BinaryReader(reader.bytes())));
    else if (field === PAYLOAD.size && wire === WireType.Varint) size = reader.int32();
    else if (field === PAYLOAD.index && wire === WireType.Varint) index = reader.int32();
    else reader.skip(wire, field);
  }
  if (entries.length === 0) return undefined;
  const parsed = entries.map(keyOf);
  return {
    keys: parsed.flatMap((entry) => ("key" in entry ? [entry.key] : [])),
    unusable: parsed.flatMap((entry) => ("why" in entry ? [entry] : [])),
    part: index >= 0 && index < size ? { number: index + 1, of: size } : { number: 1, of: 1 },
  };
}

/** An entry as it stands in the export. */
interface Entry {
  secret: Uint8Array;
  name: string;
  issuer: string;
  algorithm: number;
  digits: number;
  type: number;
}

function readEntry(reader: BinaryReader): Entry {
  const entry: Entry = { secret: new Uint8Array(), name: "", issuer: "", algorithm: 0, digits: 0, type: 0 };
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited && field === ENTRY.secret) entry.secret = reader.bytes();
    else if (wire === WireType.LengthDelimited && field === ENTRY.name) entry.name = reader.string();
    else if (wire === WireType.LengthDelimited && field === ENTRY.issuer) entry.issuer = reader.string();
    else if (wire === WireType.Varint && field === ENTRY.algorithm) entry.algorithm = reader.int32();
    else if (wire === WireType.Varint && field === ENTRY.digits) entry.digits = reader.int32();
    else if (wire === WireType.Varint && field === ENTRY.type) entry.type = reader.int32();
    else reader.skip(wire, field);
  }
  return entry;
}

/** The name is `issuer:account` or the account alone; an issuer said for itself goes before the one in the name. */
function namesOf({ name, issuer }: Entry): { issuer: string | undefined; account: string } {
  const colon = name.indexOf(":");
  const [before, after] = colon < 0 ? [undefined, name] : [name.slice(0, colon), name.slice(colon + 1)];
  return { issuer: issuer === "" ? before : issuer, account: after };
}

function keyOf(entry: Entry): { key: Key } | { name: string | undefined; why: Unusable } {
  const names = namesOf(entry);
  const name = [names.account.trim(), names.issuer?.trim()].find((part) => part !== undefined && part !== "");
  const [algorithm, digits, type] = [
    ALGORITHMS[entry.algorithm],
    DIGITS[entry.digits],
    TYPES[entry.type],
  ] as const;
  if (type === "hotp") return { name, why: "hotp" };
  if (algorithm === undefined || digits === undefined || type === undefined) return { name, why: "broken" };
  try {
    // An export has no period: Google's app knows thirty seconds alone.
    return { key: new Key({ ...names, secret: entry.secret, algorithm, digits }) };
  } catch {
    return { name, why: "broken" };
  }
}
