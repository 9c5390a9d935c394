import { paddedLength } from "./padding.ts";

const lengthBytes = 4;

/**
 * Up to this many bytes the contents of all chats have one length: room for two or three keys, the törlőkód and the step.
 * With the wrapped key a row of this length still fits into a page of the table, without a page of its own.
 */
const usualContentsBytes = 768;

/**
 * A chat's records in one piece, to be sealed together: for each, the length of its id (4 bytes, big-endian), the id, the
 * length of its content, the content; then zeros up to a {@link paddedLength}. The caller wipes the result.
 */
export const packRecords = (records: ReadonlyMap<string, Uint8Array>): Buffer => {
  const parts = [...records].flatMap(([id, content]) => [Buffer.from(id), content]);
  const length = parts.reduce((sum, part) => sum + lengthBytes + part.length, 0);
  const packed = Buffer.alloc(paddedLength(length, usualContentsBytes));
  let at = 0;
  for (const part of parts) {
    at = packed.writeUInt32BE(part.length, at);
    packed.set(part, at);
    at += part.length;
  }
  return packed;
};

/** Reverses {@link packRecords}; only for what decryption has proven to be ours. The contents are parts of `packed`. */
export const unpackRecords = (packed: Buffer): Map<string, Buffer> => {
  const records = new Map<string, Buffer>();
  let at = 0;
  const next = () => {
    const from = at + lengthBytes;
    at = from + packed.readUInt32BE(at);
    return packed.subarray(from, at);
  };
  // No id is empty: a length of 0 begins the padding, which may be shorter than a length.
  while (at + lengthBytes <= packed.length && packed.readUInt32BE(at) > 0)
    records.set(next().toString("utf8"), next());
  return records;
};
