import type { Pixels, PixelsOrNot } from "./image.ts";

/** libheif holds a picture three times while it decodes; the largest that a phone makes by default has 24 megapixels. */
const maxHeicPixels = 26e6;

/**
 * Decodes a HEIC file with libheif, which also turns the picture upright. Blocks the thread for about 50 ms per megapixel.
 *
 * @returns "too-large" from the header alone; "broken" when libheif gives up
 */
export const decodeHeic = async (bytes: Uint8Array): Promise<PixelsOrNot> => {
  const { default: createLibheif } = await import("libheif-js/libheif-wasm/libheif-bundle.mjs");
  const libheif = createLibheif();
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (image === undefined) return { ok: false, why: "broken" };
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > maxHeicPixels) return { ok: false, why: "too-large" };
  const pixels: Pixels = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const decoded = await new Promise<boolean>((resolve) => {
    image.display(pixels, (target) => resolve(target !== null));
  });
  return decoded ? { ok: true, pixels } : { ok: false, why: "broken" };
};
