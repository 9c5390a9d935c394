/** A picture format that the reader opens. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "tiff" | "avif" | "heic" | "bmp" | "ico";

/** What the first bytes of a file say: a format that the reader opens, or no picture. */
export type SniffedFormat = PictureFormat | "not-a-picture";

const heicBrands = /^(hei[cxms]|hev[cxms]|mif1|msf1)$/;
const avifBrands = /^avi[fs]$/;

/**
 * Determines the format from the magic bytes. Nothing is parsed, so an SVG (which may refer to other files), a PDF or an
 * archive never reaches a parser. JPEG 2000 and JPEG XL, which phones do not make, would need decoders of their own.
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
  // The second pair is BigTIFF.
  if (["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(head.slice(0, 4))) return "tiff";
  if (isBmp(head)) return "bmp";
  if (isIcon(head)) return "ico";
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

/** "BM" may begin a text; a bitmap's header has 12 to 124 bytes. */
const isBmp = (head: string): boolean =>
  head.startsWith("BM") && head.startsWith("\0\0\0", 15) && head.charCodeAt(14) >= 12;

/** An icon or a cursor with 1 to 255 images, and the reserved byte of the first one. */
const isIcon = (head: string): boolean =>
  (head.startsWith("\0\0\x01\0") || head.startsWith("\0\0\x02\0")) &&
  head.charCodeAt(4) > 0 &&
  head.charAt(5) === "\0" &&
  head.charAt(9) === "\0";
