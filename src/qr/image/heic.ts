import type { PixelsOrNot } from "./image.ts";
import { isTooLarge, maxHeldPixels } from "./limits.ts";

/** What libheif may hold at once while it decodes: frames, planes and RGBA of the largest picture. */
const maxDecoderBytes = 200 * 2 ** 20;

/** Offsets in libheif's `heif_security_limits`, version 4 (libheif/heif_security.h). Both fields are of 64 bits. */
const limitOffsets = { maxImagePixels: 8, maxTotalBytes: 64 } as const;

/**
 * Decodes a HEIC file with libheif, which also turns the picture upright. Blocks the thread for about 50 ms per megapixel.
 *
 * @returns "too-large" from the header alone; "broken" when libheif gives up
 * @throws what the WebAssembly throws, which happens for corrupt files
 */
export const decodeHeic = async (bytes: Uint8Array): Promise<PixelsOrNot> => {
  const { default: createLibheif } = await import("libheif-js/libheif-wasm/libheif-bundle.mjs");
  // It reports faulty files on standard error.
  const libheif = createLibheif({ printErr: () => undefined });
  // The header's size is a claim; these limits hold for what is decoded.
  const limits = new DataView(libheif.HEAPU8.buffer, libheif.heif_get_global_security_limits());
  limits.setBigUint64(limitOffsets.maxImagePixels, BigInt(maxHeldPixels), true);
  limits.setBigUint64(limitOffsets.maxTotalBytes, BigInt(maxDecoderBytes), true);
  const images = new libheif.HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (image === undefined) return { ok: false, why: "broken" };
  if (isTooLarge("heic", { width: image.get_width(), height: image.get_height() }))
    return { ok: false, why: "too-large" };
  // `image.display` would do this in a timer, where what the WebAssembly throws ends the process.
  const decoded = libheif.heif_js_decode_image2(
    image.handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    libheif.heif_chroma.heif_chroma_interleaved_RGBA,
  );
  const [channel] = "channels" in decoded ? decoded.channels : [];
  if (channel === undefined || channel.data.length === 0) return { ok: false, why: "broken" };
  const { width, height, stride } = channel;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    data.set(channel.data.subarray(y * stride, y * stride + width * 4), y * width * 4);
  return { ok: true, pixels: { data, width, height } };
};
