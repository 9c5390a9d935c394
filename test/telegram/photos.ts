import type { PhotoSize } from "grammy/types";
import sharp from "sharp";
import { type Files, fileJson } from "./files.ts";

/** The longest sides of the copies Telegram makes of a photo, in pixels, below the largest it keeps (1280). */
const smallerSides = [90, 320, 800];

/**
 * Does to a picture what Telegram does to every photo: JPEG, quality 80, 4:2:0, at most 1280 pixels long, and
 * smaller copies besides (Bot API, "PhotoSize").
 * @returns the sizes, smallest first; sizes the original does not reach are absent
 * @throws Error when the bytes are no picture that can be decoded
 */
export async function storePhoto(files: Files, bytes: Uint8Array): Promise<PhotoSize[]> {
  const { data, info } = await sharp(bytes)
    .rotate()
    .flatten({ background: "#ffffff" })
    .resize({ width: 1280, height: 1280, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const longest = Math.max(width, height);
  const wanted = [...smallerSides.filter((side) => side < longest), longest];
  const made = await Promise.all(
    wanted.map(async (side) => {
      const copy = await sharp(data, { raw: { width, height, channels } })
        .resize({ width: side, height: side, fit: "inside" })
        .jpeg({ quality: 80, chromaSubsampling: "4:2:0" })
        .toBuffer({ resolveWithObject: true });
      const file = files.add(new Uint8Array(copy.data), "photo", "jpg");
      return { file, size: { ...fileJson(file), width: copy.info.width, height: copy.info.height } };
    }),
  );
  const sizes = made.map((one) => one.size);
  for (const { file } of made) file.json = sizes;
  return sizes;
}
