import type { PictureFormat } from "../qr/image/format.ts";
import { toGrayImage } from "../qr/image/gray-image.ts";
import { decodePixels } from "../qr/image/pixels.ts";
import { shrink } from "../qr/image/shrink.ts";
import { readImage } from "./read-image.ts";
import type { CharactersReading } from "./reading.ts";
import type { Recognizer } from "./recognizer.ts";

/** The screen of a large phone has 4.6 million; the letters of a long page sent whole are still large enough. */
const maxPixels = 5e6;

/** Reads the key or the cancellation code in the first page of a picture. */
export const readCharacters = async (
  bytes: Uint8Array,
  format: PictureFormat,
  recognizer: Recognizer,
): Promise<CharactersReading> => {
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) return decoded;
  const image = shrink(toGrayImage(decoded.pixels), maxPixels);
  return (await readImage(image, recognizer)) ?? { ok: false, why: "no-characters" };
};
