import type { PictureFormat } from "./format.ts";

/**
 * Whether a file arrived to its end, by the mark each format ends with.
 *
 * @returns true for the formats that have no such mark, too: only what is sure counts as cut off
 */
export function isWhole(bytes: Uint8Array, format: PictureFormat): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case "jpeg":
      // Neither mark can occur in the data of a scan, and a preview in the header ends before the scan begins.
      return file.lastIndexOf("ffd9", undefined, "hex") > file.lastIndexOf("ffda", undefined, "hex");
    case "png":
      return file.includes("IEND", 0, "latin1");
    case "webp":
      return file.length >= 8 && file.readUInt32LE(4) + 8 <= file.length;
    case "gif":
    case "tiff":
    case "avif":
    case "heic":
      return true;
  }
}
