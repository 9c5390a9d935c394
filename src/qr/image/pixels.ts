import sharp, { type Sharp } from "sharp";
import type { PictureFormat } from "./format.ts";
import { decodeHeic } from "./heic.ts";
import type { Plane } from "./gray-image.ts";

/** Upright RGBA, 8 bits a channel, row by row, opaque. `width`, `height` in pixels. */
export interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** The pixels of a picture, or why there are none. */
export type PixelsOrNot =
  { ok: true; pixels: Pixels } | { ok: false; why: "broken" | "too-large" | "too-slow" };

const white = "#fff";

/** libvips shrinks a baseline JPEG while it decodes; every other format (and a progressive JPEG) is held whole. */
const shrinkablePixels = 120e6;
const wholePixels = 50e6;

/** Up to here the codes are looked for at native size: shrinking a full-page screenshot loses small ones. */
const nativePixels = 16e6;
const shrunkSide = 4000;

/** Seconds, whole ones only. Past the deadline the process is killed anyway; a fault of the bytes ends sooner. */
const decodeTimeout = { seconds: 3 };

// One picture at a time passes through here, so a cache or more threads would only keep memory.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes a picture: turned upright by its EXIF, on white, sRGB, first page only.
 *
 * @param bytes the file; a truncated one gives what arrived
 * @param format what the magic bytes said; decides the limit on pixels
 * @returns "too-large" from the header alone, before any pixel is decoded; "broken" when libvips gives up
 */
export async function decodePixels(bytes: Uint8Array, format: PictureFormat): Promise<PixelsOrNot> {
  try {
    if (format === "heic") return await shrinkHeic(await decodeHeic(bytes));
    const pixels = await decodeOrdinary(bytes);
    return pixels === undefined ? await decodeLarge(bytes, format) : { ok: true, pixels };
  } catch (error) {
    return { ok: false, why: says(error, "timeout") ? "too-slow" : "broken" };
  }
}

/** Most pictures need no look at the header first, so they are not opened twice. @returns undefined for a large one */
async function decodeOrdinary(bytes: Uint8Array): Promise<Pixels | undefined> {
  try {
    return await rawPixels(upright(open(bytes, nativePixels)));
  } catch (error) {
    if (says(error, "pixel limit")) return undefined;
    throw error;
  }
}

async function decodeLarge(bytes: Uint8Array, format: PictureFormat): Promise<PixelsOrNot> {
  const { width, height, isProgressive } = await open(bytes, false).metadata();
  const limit = format === "jpeg" && !isProgressive ? shrinkablePixels : wholePixels;
  if (width * height > limit) return { ok: false, why: "too-large" };
  return { ok: true, pixels: await rawPixels(shrink(upright(open(bytes, limit)))) };
}

async function shrinkHeic(decoded: PixelsOrNot): Promise<PixelsOrNot> {
  if (!decoded.ok) return decoded;
  const { data, width, height } = decoded.pixels;
  if (width * height <= nativePixels) return decoded;
  const opened = sharp(data, { raw: { width, height, channels: 4 } }).timeout(decodeTimeout);
  return { ok: true, pixels: await rawPixels(shrink(upright(opened))) };
}

/** @param plane left as it is @returns at most so many pixels of it, evenly taken */
export async function shrinkPlane(plane: Plane, pixels: number): Promise<Plane> {
  const { data, width, height } = plane;
  const scale = Math.sqrt(pixels / (width * height));
  if (scale >= 1) return plane;
  const shrunk = sharp(data, { raw: { width, height, channels: 1 } })
    .timeout(decodeTimeout)
    .resize({ width: Math.max(1, Math.round(width * scale)) });
  return rawPlane(shrunk);
}

async function rawPlane(picture: Sharp): Promise<Plane> {
  const raw = picture.toColourspace("b-w").raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  return {
    data: new Uint8Array(data.buffer, data.byteOffset, info.width * info.height),
    width: info.width,
    height: info.height,
  };
}

function open(bytes: Uint8Array, limit: number | false): Sharp {
  return sharp(bytes, { limitInputPixels: limit, failOn: "none", pages: 1 }).timeout(decodeTimeout);
}

function upright(opened: Sharp): Sharp {
  return opened.autoOrient().flatten({ background: white }).toColourspace("srgb");
}

/** To a size at which a picture can be searched in time. */
function shrink(picture: Sharp): Sharp {
  return picture.resize({ width: shrunkSide, height: shrunkSide, fit: "inside" });
}

async function rawPixels(picture: Sharp): Promise<Pixels> {
  const raw = picture.ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const length = info.width * info.height * 4;
  const view = new Uint8ClampedArray(data.buffer, data.byteOffset, length);
  return { data: view, width: info.width, height: info.height };
}

function says(error: unknown, words: string): boolean {
  return error instanceof Error && error.message.includes(words);
}
