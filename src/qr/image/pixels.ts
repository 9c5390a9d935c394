import type { default as sharpType, Sharp, SharpInput, SharpOptions } from "sharp";
import { decodeBmp } from "./bmp.ts";
import type { PictureFormat } from "./format.ts";
import { decodeHeic } from "./heic.ts";
import { largestIcon } from "./ico.ts";
import type { Pixels, PixelsOrNot } from "./image.ts";
import { isTooLarge } from "./limits.ts";
import { decodePlain, isTransparentPng } from "./plain.ts";

export type Ground = "white" | "black";

/** How a picture is looked at. `page`: of a TIFF, or a frame of an animation, from 0. `ground`: behind what is transparent. */
interface View {
  page?: number;
  ground?: Ground;
}

/** Up to this size codes are searched at native size: shrinking a full-page screenshot loses small ones. */
const maxNativePixels = 16e6;
const shrunkSidePixels = 4000;

let loading: Promise<typeof sharpType> | undefined;

/** Loads libvips, which takes longer than most pictures. */
const loadSharp = (): Promise<typeof sharpType> =>
  (loading ??= import("sharp").then(({ default: sharp }) => {
    // A process decodes one picture at a time, so a cache or more threads would only hold memory.
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  }));

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
  const plain = decodePlain(bytes, format, view.ground === "black" ? 0 : 255);
  if (plain !== undefined) return { ok: true, pixels: plain };
  try {
    if (format === "heic") return await shrinkHeic(await decodeHeic(bytes));
    if (format === "bmp") return await layOnGround(decodeBmp(bytes), view);
    if (format === "ico") {
      const icon = largestIcon(bytes);
      return "png" in icon ? await decodePixels(icon.png, "png", view) : await layOnGround(icon, view);
    }
    const { width, height, pages, isProgressive } = await (await open(bytes, view)).metadata();
    if (isTooLarge(format, { width, height, frames: pages, isProgressive }))
      return { ok: false, why: "too-large" };
    const opened = upright(await open(bytes, view), view);
    return {
      ok: true,
      pixels: await rawPixels(width * height <= maxNativePixels ? opened : fitInside(opened)),
    };
  } catch {
    return { ok: false, why: "broken" };
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
  const opened = upright(await openWith(data, { raw: { width, height, channels: 4 } }), view);
  return {
    ok: true,
    pixels: await rawPixels(width * height <= maxNativePixels ? opened : fitInside(opened)),
  };
};

const openWith = async (input: SharpInput, options: SharpOptions): Promise<Sharp> =>
  (await loadSharp())(input, options);

/** `isTooLarge` has our limits instead of sharp's. */
const open = (bytes: Uint8Array, { page = 0 }: View): Promise<Sharp> =>
  openWith(bytes, { limitInputPixels: false, failOn: "none", page, pages: 1 });

const upright = (opened: Sharp, { ground = "white" }: View): Sharp =>
  opened.autoOrient().flatten({ background: ground }).toColourspace("srgb");

const pagedFormats: readonly PictureFormat[] = ["gif", "webp", "tiff"];

/** @returns how many pages or frames a picture has; 1 if its header cannot be read */
export const countPages = async (bytes: Uint8Array, format: PictureFormat): Promise<number> => {
  if (!pagedFormats.includes(format)) return 1;
  try {
    return (await (await open(bytes, {})).metadata()).pages ?? 1;
  } catch {
    return 1;
  }
};

/** @returns whether a picture may be transparent somewhere, by its header alone */
export const mayBeTransparent = async (bytes: Uint8Array, format: PictureFormat): Promise<boolean> => {
  if (format === "jpeg" || format === "heic") return false;
  if (format === "bmp" || format === "ico") return true;
  if (format === "png") return isTransparentPng(bytes);
  return (await (await open(bytes, {})).metadata()).hasAlpha;
};

/** Shrinks to a size that can be searched in time. */
const fitInside = (picture: Sharp): Sharp =>
  picture.resize({ width: shrunkSidePixels, height: shrunkSidePixels, fit: "inside" });

const rawPixels = async (picture: Sharp): Promise<Pixels> => {
  const raw = picture.ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, width * height * 4), width, height };
};
