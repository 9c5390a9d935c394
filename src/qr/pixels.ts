import sharp, { type Metadata, type Sharp } from "sharp";
import type { PictureFormat } from "./format.ts";
import { undisturbed } from "./hold.ts";

/** Upright RGBA, 8 bits a channel, row by row, opaque. `width`, `height` in pixels. */
export interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** The pixels of a picture, or why there are none. */
type PixelsOrNot = { ok: true; pixels: Pixels } | { ok: false; why: "broken" | "too-large" | "too-slow" };

const white = "#fff";

/** libvips shrinks a baseline JPEG while it decodes; every other format (and a progressive JPEG) is held whole. */
const shrinkablePixels = 120e6;
const wholePixels = 50e6;

/** Up to here the codes are looked for at native size: shrinking a full-page screenshot loses small ones. */
const nativePixels = 16e6;
const shrunkSide = 4000;

/** Seconds, whole ones only. Nothing from outside can stop libvips, so it has to stop by itself. */
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
    // The limits below are tighter than the library's, and its own refusal could not be told from a broken file.
    const header = sharp(bytes, { limitInputPixels: false, failOn: "none" });
    const metadata = await undisturbed(() => header.metadata());
    const count = metadata.width * (metadata.pageHeight ?? metadata.height);
    if (count > pixelLimit(format, metadata)) return { ok: false, why: "too-large" };
    const opened = sharp(bytes, { limitInputPixels: shrinkablePixels, failOn: "none", pages: 1 });
    return { ok: true, pixels: await rawPixels(upright(opened, count)) };
  } catch (error) {
    return { ok: false, why: isTimeout(error) ? "too-slow" : "broken" };
  }
}

/**
 * Cuts a plain border off and puts a white margin round what is left: a code cropped to its modules has no quiet zone.
 *
 * @param pixels left as they are
 * @param margin in pixels, on each side
 */
export function reframePixels(pixels: Pixels, margin: number): Promise<Pixels> {
  const sides = { top: margin, bottom: margin, left: margin, right: margin };
  // 50: JPEG noise in a plain border stays under it, the edge of a module does not.
  return rawPixels(
    reopen(pixels)
      .trim({ threshold: 50 })
      .extend({ ...sides, background: white }),
  );
}

/**
 * @param pixels left as they are
 * @param scale over 1 enlarges (and sharpens, since interpolation blurs the modules), under 1 shrinks
 */
export function scalePixels(pixels: Pixels, scale: number): Promise<Pixels> {
  const resized = reopen(pixels).resize({ width: Math.max(1, Math.round(pixels.width * scale)) });
  return rawPixels(scale > 1 ? resized.sharpen() : resized);
}

function pixelLimit(format: PictureFormat, metadata: Metadata): number {
  return format === "jpeg" && !metadata.isProgressive ? shrinkablePixels : wholePixels;
}

function upright(opened: Sharp, count: number): Sharp {
  const turned = opened.timeout(decodeTimeout).autoOrient();
  const sized =
    count > nativePixels
      ? turned.resize({ width: shrunkSide, height: shrunkSide, fit: "inside", withoutEnlargement: true })
      : turned;
  return sized.flatten({ background: white }).toColourspace("srgb");
}

function reopen({ data, width, height }: Pixels): Sharp {
  // Alpha is opaque throughout and would only confuse the search for the border.
  return sharp(data, { raw: { width, height, channels: 4 } })
    .timeout(decodeTimeout)
    .removeAlpha();
}

async function rawPixels(picture: Sharp): Promise<Pixels> {
  const raw = picture.ensureAlpha().raw({ depth: "uchar" });
  const { data, info } = await undisturbed(() => raw.toBuffer({ resolveWithObject: true }));
  const length = info.width * info.height * 4;
  const view = new Uint8ClampedArray(data.buffer, data.byteOffset, length);
  return { data: view, width: info.width, height: info.height };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.includes("timeout");
}
