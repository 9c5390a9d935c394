import type { TextPart } from "../structured-append.ts";
import type { Diagnosis, QrFailure, QrReading } from "./task.ts";

/** Far more than pictures show. */
const maxTexts = 64;

/** A text in 16 codes, the most that Structured Append allows, with the 2,953 bytes that a code has room for. */
const maxTextLength = 16 * 2953;

const maxSymbols = 16;

const failures: readonly unknown[] = [
  "not-a-picture",
  "broken",
  "too-large",
  "too-slow",
] satisfies QrFailure[];
const diagnoses: readonly unknown[] = [
  ...(["nothing", "too-small", "blurred", "cut-off", "truncated"] satisfies Diagnosis[]),
];

/** @returns the reading without what `parseQrReading` would refuse for its length */
export const withinLimits = (reading: QrReading): QrReading =>
  reading.ok
    ? { ...reading, texts: reading.texts.slice(0, maxTexts), parts: reading.parts.slice(0, maxTexts) }
    : reading;

/**
 * @param value anything: what a process says that may have been taken over
 * @returns undefined if it is no reading
 */
export const parseQrReading = (value: unknown): QrReading | undefined => {
  if (!isRecord(value)) return undefined;
  const { ok, why, diagnosis, texts, parts, unread } = value;
  if (ok === false && why === "no-qr" && diagnoses.includes(diagnosis))
    return { ok, why, diagnosis: diagnosis as Diagnosis };
  if (ok === false && failures.includes(why)) return { ok, why: why as Exclude<QrFailure, "no-qr"> };
  if (ok !== true || !isShortList(texts) || !isShortList(parts)) return undefined;
  const read = texts.filter(isText);
  const readParts = parts.map(parsePart).filter((part) => part !== undefined);
  const isComplete = read.length === texts.length && readParts.length === parts.length;
  if (!isComplete || read.length + readParts.length === 0) return undefined;
  if (unread === undefined) return { ok, texts: read, parts: readParts };
  if (unread === "nothing" || !diagnoses.includes(unread)) return undefined;
  return { ok, texts: read, parts: readParts, unread: unread as Exclude<Diagnosis, "nothing"> };
};

const parsePart = (value: unknown): TextPart | undefined => {
  if (!isRecord(value)) return undefined;
  const { text, bytes, index, size, parity } = value;
  if (
    !isText(text) ||
    !isText(bytes) ||
    typeof parity !== "string" ||
    !isSymbolCount(index) ||
    !isSymbolCount(size)
  )
    return undefined;
  return { text, bytes: new Uint8Array(Buffer.from(bytes, "base64")), index, size, parity };
};

/** Whether a value from JSON has fields; an array counts. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const isShortList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length <= maxTexts;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= maxTextLength;

const isSymbolCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxSymbols;
