import sharp, { type Sharp } from "sharp";
import type { PictureFormat } from "./format.ts";
import { decodeHeic } from "./heic.ts";
import type { Pixels, PixelsOrNot } from "./image.ts";

const white = "#fff";

/** libvips shrinks a baseline JPEG while it decodes; other formats, and progressive JPEGs, are held in full. */
const maxShrinkablePixels = 120e6;
const maxHeldPixels = 50e6;

/** Up to this size codes are searched at native size: shrinking a full-page screenshot loses small ones. */
const maxNativePixels = 16e6;
const shrunkSidePixels = 4000;

/** libvips takes whole seconds only. The process is killed at its deadline anyway; this ends faulty files sooner. */
const decodeTimeout = { seconds: 3 };

// A process decodes one picture at a time, so a cache or more threads would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes the first page of a picture to sRGB, turned upright by its EXIF orientation, on white.
 *
 * @param bytes the file; a truncated file gives the part that arrived
 * @param format what the magic bytes said; decides the pixel limit
 * @returns "too-large" from the header alone, before any pixel is decoded; "broken" when libvips gives up
 */
export const decodePixels = async (bytes: Uint8Array, format: PictureFormat): Promise<PixelsOrNot> => {
  try {
    if (format === "heic") return await shrinkHeic(await decodeHeic(bytes));
    const pixels = await decodeNative(bytes);
    return pixels === undefined ? await decodeLarge(bytes, format) : { ok: true, pixels };
  } catch (error) {
    return { ok: false, why: messageIncludes(error, "timeout") ? "too-slow" : "broken" };
  }
};

/** Most pictures fit, so the header is not read separately first. @returns undefined for a large picture */
const decodeNative = async (bytes: Uint8Array): Promise<Pixels | undefined> => {
  try {
    return await rawPixels(upright(open(bytes, maxNativePixels)));
  } catch (error) {
    if (messageIncludes(error, "pixel limit")) return undefined;
    throw error;
  }
};

const decodeLarge = async (bytes: Uint8Array, format: PictureFormat): Promise<PixelsOrNot> => {
  const { width, height, isProgressive } = await open(bytes, false).metadata();
  const limit = format === "jpeg" && !isProgressive ? maxShrinkablePixels : maxHeldPixels;
  if (width * height > limit) return { ok: false, why: "too-large" };
  return { ok: true, pixels: await rawPixels(fitInside(upright(open(bytes, limit)))) };
};

const shrinkHeic = async (decoded: PixelsOrNot): Promise<PixelsOrNot> => {
  if (!decoded.ok) return decoded;
  const { data, width, height } = decoded.pixels;
  if (width * height <= maxNativePixels) return decoded;
  const opened = sharp(data, { raw: { width, height, channels: 4 } }).timeout(decodeTimeout);
  return { ok: true, pixels: await rawPixels(fitInside(upright(opened))) };
};

const open = (bytes: Uint8Array, limit: number | false): Sharp =>
  sharp(bytes, { limitInputPixels: limit, failOn: "none", pages: 1 }).timeout(decodeTimeout);

const upright = (opened: Sharp): Sharp =>
  opened.autoOrient().flatten({ background: white }).toColourspace("srgb");

/** Shrinks to a size that can be searched in time. */
const fitInside = (picture: Sharp): Sharp =>
  picture.resize({ width: shrunkSidePixels, height: shrunkSidePixels, fit: "inside" });

const rawPixels = async (picture: Sharp): Promise<Pixels> => {
  const raw = picture.ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, width * height * 4), width, height };
};

const messageIncludes = (error: unknown, words: string): boolean =>
  error instanceof Error && error.message.includes(words);
