import { decode as decodeJpeg } from "@cwasm/jpeg-turbo";
import { decode as decodePng } from "@cwasm/lodepng";
import type { PictureFormat } from "./format.ts";
import type { Pixels } from "./image.ts";
import { isTooLarge } from "./limits.ts";

/*
 * Most pictures are screenshots in JPEG or PNG. Two small decoders read them, so that libvips and its threads, which take
 * ten times as long to start, are loaded for the others only.
 */

/** The largest screens of phones have 4.6 million. The decoders hold several copies of a picture. */
const maxPlainPixels = 6e6;

/** White, on which the picture is laid if it is transparent. */
const white = 255;

/**
 * Decodes an upright JPEG or PNG of the size of a screen to opaque sRGB, with the same pixels as libvips except for a colour profile,
 * which is ignored.
 *
 * @param ground the brightness of what is behind transparent pixels
 * @returns undefined for every other picture, and for one with any fault; libvips gives what there is of it
 */
export const decodePlain = (bytes: Uint8Array, format: PictureFormat, ground = white): Pixels | undefined => {
  if (format !== "jpeg" && format !== "png") return undefined;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = format === "png" ? pngSize(file) : jpegSize(file);
  if (size === undefined || size.width * size.height > maxPlainPixels || isTooLarge(format, size))
    return undefined;
  if (hasExif(file, format)) return undefined;
  try {
    const { data, width, height } = format === "png" ? decodePng(bytes) : decodeJpeg(bytes);
    const pixels = {
      data: new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length),
      width,
      height,
    };
    if (format === "png") layOn(pixels, ground);
    return pixels;
  } catch {
    return undefined;
  }
};

/** Offsets in a PNG: the header is always the first chunk, of 13 bytes. */
const pngAt = { width: 16, height: 20, colorType: 25, end: 33 } as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

const pngSize = (file: Buffer): Size | undefined =>
  file.length < pngAt.end
    ? undefined
    : { width: file.readUInt32BE(pngAt.width), height: file.readUInt32BE(pngAt.height) };

/** @returns the size that the frame header of a JPEG (SOF, ITU-T T.81 B.2.2) claims */
const jpegSize = (file: Buffer): Size | undefined => {
  for (let at = 2; at + 9 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1] ?? 0;
    // All but DHT, JPG and DAC in this range begin a frame.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
  }
  return undefined;
};

/** @returns whether there may be an orientation. Most pictures have none, because Telegram removes it. */
const hasExif = (file: Buffer, format: "jpeg" | "png"): boolean =>
  file.includes(format === "png" ? "eXIf" : "Exif\0\0", 0, "latin1");

/** @returns whether a PNG has an alpha channel or transparent colours */
export const isTransparentPng = (bytes: Uint8Array): boolean => {
  const hasAlphaChannel = ((bytes[pngAt.colorType] ?? 0) & 4) !== 0;
  return hasAlphaChannel || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("tRNS");
};

const layOn = ({ data }: Pixels, ground: number): void => {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      data[channel] = ((data[channel] ?? 0) * alpha + ground * (255 - alpha)) / 255;
    data[at + 3] = 255;
  }
};
