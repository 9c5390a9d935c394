import type { PictureFormat } from "./format.ts";

/**
 * Whether the end of a file is missing, by the end mark of its format.
 *
 * @returns false for formats without such a mark: only certain truncation counts
 */
export const isTruncated = (bytes: Uint8Array, format: PictureFormat): boolean => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case "jpeg":
      // Neither marker can occur inside scan data, and an embedded preview ends before the scan begins.
      return file.lastIndexOf("ffd9", undefined, "hex") <= file.lastIndexOf("ffda", undefined, "hex");
    case "png":
      return !file.includes("IEND", 0, "latin1");
    case "webp":
      return file.length < 8 || file.readUInt32LE(4) + 8 > file.length;
    case "gif":
    case "tiff":
    case "avif":
    case "heic":
    case "bmp":
    case "ico":
      return false;
  }
};
