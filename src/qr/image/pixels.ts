import sharp, { type Sharp } from "sharp";
import { decodeBmp } from "./bmp.ts";
import type { PictureFormat } from "./format.ts";
import { decodeHeic } from "./heic.ts";
import { largestIcon } from "./ico.ts";
import type { Pixels, PixelsOrNot } from "./image.ts";
import { isTooLarge } from "./limits.ts";

export type Ground = "white" | "black";

/** How a picture is looked at. `page`: of a TIFF, or a frame of an animation, from 0. `ground`: behind what is transparent. */
interface View {
  page?: number;
  ground?: Ground;
}

/** Up to this size codes are searched at native size: shrinking a full-page screenshot loses small ones. */
const maxNativePixels = 16e6;
const shrunkSidePixels = 4000;

/** libvips takes whole seconds only. The process is killed at its deadline anyway; this ends faulty files sooner. */
const decodeTimeout = { seconds: 3 };

// A process decodes one picture at a time, so a cache or more threads would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes one page of a picture to sRGB, turned upright by its EXIF orientation.
 *
 * @param bytes the file; a truncated file gives the part that arrived
 * @param format what the magic bytes said; decides the pixel limit
 * @param view the first page on white unless stated otherwise
 * @returns "too-large" from the header alone, before any pixel is decoded; "broken" when libvips gives up
 */
export const decodePixels = async (
  bytes: Uint8Array,
  format: PictureFormat,
  view: View = {},
): Promise<PixelsOrNot> => {
  try {
    if (format === "heic") return await shrinkHeic(await decodeHeic(bytes));
    if (format === "bmp") return await layOnGround(decodeBmp(bytes), view);
    if (format === "ico") {
      const icon = largestIcon(bytes);
      return "png" in icon ? await decodePixels(icon.png, "png", view) : await layOnGround(icon, view);
    }
    const { width, height, pages, isProgressive } = await open(bytes, view).metadata();
    if (isTooLarge(format, { width, height, frames: pages, isProgressive }))
      return { ok: false, why: "too-large" };
    const opened = upright(open(bytes, view), view);
    return {
      ok: true,
      pixels: await rawPixels(width * height <= maxNativePixels ? opened : fitInside(opened)),
    };
  } catch (error) {
    return { ok: false, why: messageIncludes(error, "timeout") ? "too-slow" : "broken" };
  }
};

/** Phones make no transparent HEIC, so one that fits is left as it is. */
const shrinkHeic = async (decoded: PixelsOrNot): Promise<PixelsOrNot> =>
  !decoded.ok || decoded.pixels.width * decoded.pixels.height <= maxNativePixels
    ? decoded
    : layOnGround(decoded, {});

/** For what libvips does not decode. */
const layOnGround = async (decoded: PixelsOrNot, view: View): Promise<PixelsOrNot> => {
  if (!decoded.ok) return decoded;
  const { data, width, height } = decoded.pixels;
  const opened = upright(sharp(data, { raw: { width, height, channels: 4 } }).timeout(decodeTimeout), view);
  return {
    ok: true,
    pixels: await rawPixels(width * height <= maxNativePixels ? opened : fitInside(opened)),
  };
};

/** `isTooLarge` has our limits instead of sharp's. */
const open = (bytes: Uint8Array, { page = 0 }: View): Sharp =>
  sharp(bytes, { limitInputPixels: false, failOn: "none", page, pages: 1 }).timeout(decodeTimeout);

const upright = (opened: Sharp, { ground = "white" }: View): Sharp =>
  opened.autoOrient().flatten({ background: ground }).toColourspace("srgb");

const pagedFormats: readonly PictureFormat[] = ["gif", "webp", "tiff"];

/** @returns how many pages or frames a picture has; 1 if its header cannot be read */
export const countPages = async (bytes: Uint8Array, format: PictureFormat): Promise<number> => {
  if (!pagedFormats.includes(format)) return 1;
  try {
    return (await open(bytes, {}).metadata()).pages ?? 1;
  } catch {
    return 1;
  }
};

/** @returns whether a picture may be transparent somewhere, by its header alone */
export const mayBeTransparent = async (bytes: Uint8Array, format: PictureFormat): Promise<boolean> => {
  if (format === "jpeg" || format === "heic") return false;
  if (format === "bmp" || format === "ico") return true;
  return (await open(bytes, {}).metadata()).hasAlpha;
};

/** @returns a white picture, with which a process can try its decoder */
export const blankJpeg = (): Promise<Uint8Array> =>
  sharp({ create: { width: 64, height: 64, channels: 3, background: "white" } })
    .jpeg()
    .toBuffer();

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
