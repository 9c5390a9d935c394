import { decodeIconBitmap } from "./bmp.ts";
import type { PixelsOrNot } from "./image.ts";

const directoryBytes = 6;
const entryBytes = 16;

/**
 * Finds the largest image of an ICO or CUR file.
 *
 * @returns its bytes if it is a PNG, its pixels otherwise
 * @throws RangeError if the file is truncated
 */
export const largestIcon = (bytes: Uint8Array): { png: Uint8Array } | PixelsOrNot => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = directoryBytes + index * entryBytes;
    // A side of 0 stands for 256.
    const side = (offset: number): number => file.readUInt8(at + offset) || 256;
    return {
      pixels: side(0) * side(1),
      image: file.subarray(file.readUInt32LE(at + 12)).subarray(0, file.readUInt32LE(at + 8)),
    };
  });
  const [largest] = entries.toSorted((a, b) => b.pixels - a.pixels || b.image.length - a.image.length);
  if (largest === undefined) return { ok: false, why: "broken" };
  const { image } = largest;
  return image.toString("latin1", 1, 4) === "PNG" ? { png: image } : decodeIconBitmap(image);
};
