import type { PictureFormat } from "./format.ts";

/** What the header of a picture says. `frames`: pages or frames. `isProgressive`: also for an interlaced PNG. */
export interface PictureHeader {
  readonly width: number;
  readonly height: number;
  readonly frames?: number | undefined;
  readonly isProgressive?: boolean | undefined;
}

/** The longest row: decoders hold several, of 8 bytes for each pixel. A panorama has 16,000. */
const maxWidthPixels = 20_000;

/** The largest height of a JPEG. Long scrolling screenshots have 20,000 and more; height alone takes no memory. */
const maxHeightPixels = 65_535;

/** libvips shrinks a baseline JPEG while it decodes. The largest sensors have 200 megapixels. */
const maxShrinkablePixels = 210e6;

/** A plain PNG is decoded row by row, and shrunk as it comes. */
const maxStreamedPixels = 50e6;

/** What is held in full, several times over: a photo of 12 megapixels (4080×3060) fits. */
export const maxHeldPixels = 12.5e6;

/** libwebp takes half as much again as other decoders. */
const maxWebpPixels = 8e6;

/** A frame is composed over the one before it. */
const maxAnimatedPixels = 6e6;

/**
 * Whether the decoder would need more memory than a reading process may take. docs/performance.md has the figures by
 * format on which the limits rest.
 *
 * @param header what the file claims, before any pixel is decoded
 */
export const isTooLarge = (format: PictureFormat, header: PictureHeader): boolean => {
  const { width, height } = header;
  return width > maxWidthPixels || height > maxHeightPixels || width * height > maxPixels(format, header);
};

const maxPixels = (format: PictureFormat, { frames = 1, isProgressive = false }: PictureHeader): number => {
  switch (format) {
    case "jpeg":
      return isProgressive ? maxHeldPixels : maxShrinkablePixels;
    case "png":
      return isProgressive ? maxHeldPixels : maxStreamedPixels;
    case "webp":
      return frames > 1 ? maxAnimatedPixels : maxWebpPixels;
    case "gif":
      return frames > 1 ? maxAnimatedPixels : maxHeldPixels;
    case "tiff":
    case "avif":
    case "heic":
    case "bmp":
    case "ico":
      return maxHeldPixels;
  }
};
