import type { Pixels, PixelsOrNot } from "./pixels.ts";

/** libheif holds a picture three times over while it decodes; the largest a phone makes unasked has 24 megapixels. */
const heicPixels = 26e6;

/**
 * Decodes a HEIC with libheif, which turns it upright by itself. Blocks the thread about 50 ms a megapixel.
 *
 * @returns "too-large" from the header alone; "broken" when libheif gives up
 */
export async function decodeHeic(bytes: Uint8Array): Promise<PixelsOrNot> {
  const { default: createLibheif } = await import("libheif-js/libheif-wasm/libheif-bundle.mjs");
  const libheif = createLibheif();
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (image === undefined) return { ok: false, why: "broken" };
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > heicPixels) return { ok: false, why: "too-large" };
  const pixels: Pixels = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const decoded = await new Promise<boolean>((resolve) => {
    image.display(pixels, (target) => resolve(target !== null));
  });
  return decoded ? { ok: true, pixels } : { ok: false, why: "broken" };
}
