import type { Pixels, PixelsOrNot } from "./image.ts";
import { isTooLarge } from "./limits.ts";

// No maintained package reads all usual kinds of BMP: fast-bmp has no palettes of 4 bits, no RLE and no rows from the top;
// bmp-ts stops within a picture of 4 bits and odd width, and gives nothing of a truncated file.

const fileHeaderBytes = 14;
const coreHeaderBytes = 12;
const infoHeaderBytes = 40;

/** From this header size on the header itself has the colour masks, the alpha mask among them. */
const maskedHeaderBytes = 56;

/** Values of the field `biCompression`. JPEG and PNG inside a BMP (4, 5) are for printers only. */
const compressions = { none: 0, rle8: 1, rle4: 2, bitFields: 3, alphaBitFields: 6 } as const;

/** A device-independent bitmap: what follows the file header in a BMP, or is an image of an ICO. */
interface Dib {
  file: Buffer;
  width: number;
  height: number;
  isTopDown: boolean;
  bitsPerPixel: number;
  compression: number;
  /** Offsets in the file. */
  masksAt: number;
  paletteAt: number;
  paletteEntryBytes: number;
  colors: number;
  pixelsAt: number;
  hasAlphaMask: boolean;
}

/**
 * Decodes a BMP: 1, 2, 4, 8, 16, 24 or 32 bits per pixel, RLE4 and RLE8, bit fields, rows in both directions.
 *
 * @returns RGBA, not opaque if the file has an alpha mask; "too-large" from the header alone. What a truncated file lacks
 * is white.
 * @throws RangeError if the header is truncated
 */
export const decodeBmp = (bytes: Uint8Array): PixelsOrNot => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dib = readHeader(file, fileHeaderBytes);
  return decodeDib({ ...dib, pixelsAt: file.readUInt32LE(10) });
};

/**
 * Decodes an image of an ICO: a bitmap of twice the height, the lower half of which is a mask of transparent pixels.
 *
 * @param bytes from the bitmap's header on
 * @returns as `decodeBmp`
 */
export const decodeIconBitmap = (bytes: Uint8Array): PixelsOrNot => {
  const dib = readHeader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  const height = Math.floor(dib.height / 2);
  const decoded = decodeDib({ ...dib, height, hasAlphaMask: dib.bitsPerPixel === 32 });
  if (decoded.ok && dib.bitsPerPixel < 32) applyMask(decoded.pixels, dib);
  return decoded;
};

const readHeader = (file: Buffer, at: number): Dib => {
  const headerBytes = file.readUInt32LE(at);
  const isCore = headerBytes === coreHeaderBytes;
  const height = isCore ? file.readUInt16LE(at + 6) : file.readInt32LE(at + 8);
  const bitsPerPixel = file.readUInt16LE(at + (isCore ? 10 : 14));
  const compression = isCore ? compressions.none : file.readUInt32LE(at + 16);
  const hasOwnMasks = headerBytes === infoHeaderBytes;
  const maskBytes = !hasOwnMasks ? 0 : ({ 3: 12, 6: 16 }[compression] ?? 0);
  const paletteAt = at + headerBytes + maskBytes;
  const paletteEntryBytes = isCore ? 3 : 4;
  const most = bitsPerPixel <= 8 ? 2 ** bitsPerPixel : 0;
  const named = isCore ? 0 : file.readUInt32LE(at + 32);
  const colors = named === 0 ? most : Math.min(named, most);
  return {
    ...{ file, bitsPerPixel, compression, paletteAt, paletteEntryBytes, colors },
    width: isCore ? file.readUInt16LE(at + 4) : file.readInt32LE(at + 4),
    height: Math.abs(height),
    isTopDown: height < 0,
    masksAt: at + infoHeaderBytes,
    pixelsAt: paletteAt + colors * paletteEntryBytes,
    hasAlphaMask: headerBytes >= maskedHeaderBytes || compression === compressions.alphaBitFields,
  };
};

const decodeDib = (dib: Dib): PixelsOrNot => {
  const { width, height, bitsPerPixel, compression } = dib;
  if (width < 1 || height < 1) return { ok: false, why: "broken" };
  if (isTooLarge("bmp", { width, height })) return { ok: false, why: "too-large" };
  const isRle = compression === compressions.rle8 || compression === compressions.rle4;
  const isMasked = compression === compressions.bitFields || compression === compressions.alphaBitFields;
  if (!(isRle || isMasked || compression === compressions.none)) return { ok: false, why: "broken" };
  const pixels = { data: new Uint8ClampedArray(width * height * 4).fill(255), width, height };
  if (bitsPerPixel <= 8) drawIndexed(pixels, dib, isRle ? runLengthIndexes(dib) : undefined);
  else if ([16, 24, 32].includes(bitsPerPixel)) drawColors(pixels, dib, isMasked);
  else return { ok: false, why: "broken" };
  return { ok: true, pixels };
};

/** Rows are padded to 4 bytes. */
const rowBytes = (width: number, bitsPerPixel: number): number => Math.ceil((width * bitsPerPixel) / 32) * 4;

const rowAt = ({ height, isTopDown, width, bitsPerPixel, pixelsAt }: Dib, y: number): number =>
  pixelsAt + rowBytes(width, bitsPerPixel) * (isTopDown ? y : height - 1 - y);

/** @param indexes if the pixels are compressed, one per pixel from the top */
const drawIndexed = ({ data }: Pixels, dib: Dib, indexes?: Uint8Array): void => {
  const { file, width, height, bitsPerPixel: bits, paletteAt, paletteEntryBytes, colors } = dib;
  for (let y = 0; y < height; y += 1)
    for (let x = 0, row = rowAt(dib, y); x < width; x += 1) {
      const byte = file[row + ((x * bits) >> 3)];
      if (indexes === undefined && byte === undefined) break;
      const index =
        indexes?.[y * width + x] ?? ((byte ?? 0) >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1);
      if (index >= colors) continue;
      const from = paletteAt + index * paletteEntryBytes;
      const to = (y * width + x) * 4;
      data[to] = file[from + 2] ?? 0;
      data[to + 1] = file[from + 1] ?? 0;
      data[to + 2] = file[from] ?? 0;
    }
};

/** Each command takes at least two bytes and never goes back, so the time is bounded by file and picture. */
const runLengthIndexes = ({ file, width, height, pixelsAt, compression, isTopDown }: Dib): Uint8Array => {
  const indexes = new Uint8Array(width * height);
  const isNibbles = compression === compressions.rle4;
  let [x, y, at] = [0, 0, pixelsAt];
  /** @param indexAt the index of the nth pixel of a run */
  const draw = (count: number, indexAt: (n: number) => number): void => {
    const row = (isTopDown ? y : height - 1 - y) * width;
    for (let n = 0, end = Math.min(count, width - x); n < end; n += 1) indexes[row + x + n] = indexAt(n);
    x += count;
  };
  while (at + 1 < file.length && y < height) {
    const [count, value] = [file[at] ?? 0, file[at + 1] ?? 0];
    at += 2;
    if (count > 0) draw(count, (n) => (isNibbles ? (value >> (n & 1 ? 0 : 4)) & 15 : value));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) break;
    else if (value === 2) {
      x += file[at] ?? 0;
      y += file[at + 1] ?? 0;
      at += 2;
    } else {
      const from = at;
      draw(value, (n) =>
        isNibbles ? ((file[from + (n >> 1)] ?? 0) >> (n & 1 ? 0 : 4)) & 15 : (file[from + n] ?? 0),
      );
      at += Math.ceil((isNibbles ? value / 2 : value) / 2) * 2;
    }
  }
  return indexes;
};

/** @returns a function from a pixel's value to one of its channels, from 0 to 255 */
const channel = (mask: number): ((value: number) => number) => {
  if (mask === 0) return () => 255;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (value) => (((value & mask) >>> shift) * 255) / most;
};

const defaultMasks: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0xff000000],
};

const drawColors = ({ data }: Pixels, dib: Dib, isMasked: boolean): void => {
  const { file, width, height, bitsPerPixel, masksAt, hasAlphaMask } = dib;
  const masks = isMasked
    ? [0, 4, 8, 12].map((at) => file.readUInt32LE(masksAt + at))
    : (defaultMasks[bitsPerPixel] ?? []);
  const [red, green, blue, alpha] = masks.map(channel);
  const bytes = bitsPerPixel / 8;
  let isTransparent = true;
  for (let y = 0; y < height; y += 1)
    for (let x = 0, at = rowAt(dib, y); x < width && at + bytes <= file.length; x += 1, at += bytes) {
      const value = file.readUIntLE(at, bytes);
      const to = (y * width + x) * 4;
      data[to] = red?.(value) ?? 0;
      data[to + 1] = green?.(value) ?? 0;
      data[to + 2] = blue?.(value) ?? 0;
      if (!hasAlphaMask) continue;
      data[to + 3] = alpha?.(value) ?? 255;
      isTransparent &&= data[to + 3] === 0;
    }
  // Programs that know no transparency leave all of it at 0.
  if (isTransparent) for (let at = 3; at < data.length; at += 4) data[at] = 255;
};

const applyMask = ({ data, width, height }: Pixels, { file, bitsPerPixel, pixelsAt }: Dib): void => {
  const maskAt = pixelsAt + height * rowBytes(width, bitsPerPixel);
  for (let y = 0; y < height; y += 1)
    for (let x = 0, row = maskAt + (height - 1 - y) * rowBytes(width, 1); x < width; x += 1)
      if ((file[row + (x >> 3)] ?? 0) & (128 >> (x & 7))) data[(y * width + x) * 4 + 3] = 0;
};
