const startsWith = (bytes: Uint8Array, ...start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);

/** Share of zero bytes at even and at odd places: Latin letters in UTF-16 have one in every pair. */
const zeroShares = (bytes: Uint8Array) => {
  const counts = [0, 0];
  for (const [index, byte] of bytes.entries())
    if (byte === 0) counts[index % 2] = (counts[index % 2] ?? 0) + 1;
  const half = Math.max(1, bytes.length / 2);
  return { even: (counts[0] ?? 0) / half, odd: (counts[1] ?? 0) / half };
};

/** The UTF-16 byte order of a text, by its byte order mark or by where its zero bytes are. */
const utf16Of = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  if (startsWith(bytes, 0xff, 0xfe)) return "utf-16le";
  if (startsWith(bytes, 0xfe, 0xff)) return "utf-16be";
  const { even, odd } = zeroShares(bytes.subarray(0, 1024));
  if (odd > 0.5 && even < 0.1) return "utf-16le";
  return even > 0.5 && odd < 0.1 ? "utf-16be" : undefined;
};

/** Control characters that no text has; tab, line feed, form feed and carriage return are text. */
// eslint-disable-next-line no-control-regex -- they are what this looks for
const binaryCharacters = /[\0-\x08\x0e-\x1a\x1c-\x1f]/u;

/**
 * The text in a file's bytes: UTF-8 or UTF-16 with or without a byte order mark, otherwise Windows' and, for the
 * letters of Hungarian, ISO's Latin-2. @returns `undefined` if the file is not a text. Never throws.
 */
export const textOfFile = (bytes: Uint8Array): string | undefined => {
  const text = decoded(bytes);
  if (binaryCharacters.test(text)) return undefined;
  return text.startsWith("{\\rtf") ? textOfRtf(text) : text;
};

/** Parts of a document that are no text (Rich Text Format 1.9.1): tables of fonts, colours, styles, and what a program may skip. */
const rtfTables = /\{\\(?:\*|fonttbl|colortbl|stylesheet|info|pict)(?:[^{}]|\{[^{}]*\})*\}/gu;

const textOfRtf = (rtf: string): string =>
  rtf
    .replace(rtfTables, "")
    .replace(/\\'([0-9a-f]{2})/giu, (_, hex: string) =>
      new TextDecoder("windows-1250").decode(Uint8Array.of(parseInt(hex, 16))),
    )
    .replace(/\\u(-?\d{1,6}) ?\??/gu, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\\(?:par|line|row|cell)(?![a-z])[ ]?/gu, "\n")
    .replace(/\\[a-z]+-?\d* ?|\\[^a-z]|[{}]/giu, "");

const decoded = (bytes: Uint8Array): string => {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return new TextDecoder(utf16).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1250").decode(bytes);
  }
};
