/** A picture format that the reader opens. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif" | "heic";

/** What the first bytes of a file say: a format that the reader opens, or no picture. */
export type SniffedFormat = PictureFormat | "not-a-picture";

const heicBrands = /^(hei[cxms]|hev[cxms]|mif1|msf1)$/;
const avifBrands = /^avi[fs]$/;

/**
 * Determines the format from the magic bytes. Nothing is parsed, so an SVG, PDF or archive never reaches a parser.
 *
 * @param bytes the file, or at least its first 64 bytes; may be empty
 * @returns "not-a-picture" for everything unknown; never throws
 */
export const sniffFormat = (bytes: Uint8Array): SniffedFormat => {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "gif";
  if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) return "webp";
  if (head.startsWith("II*\0") || head.startsWith("MM\0*")) return "tiff";
  if (head.startsWith("ftyp", 4)) return sniffBrands(head);
  return "not-a-picture";
};

/** AVIF, HEIC and MP4 share a container (ISO/IEC 14496-12); only the brands in the `ftyp` box distinguish them. */
const sniffBrands = (head: string): SniffedFormat => {
  const boxEnd = Math.min(Buffer.from(head, "latin1").readUInt32BE(0), head.length);
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.push(head.slice(at, at + 4));
  // mif1 is a major brand of both families, so AVIF is checked first.
  if (brands.some((brand) => avifBrands.test(brand))) return "avif";
  if (brands.some((brand) => heicBrands.test(brand))) return "heic";
  return "not-a-picture";
};
