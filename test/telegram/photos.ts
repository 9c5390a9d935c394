import type { PhotoSize } from "grammy/types";
import sharp from "sharp";
import { type Files, fileJson } from "./files.ts";

/** The longest sides Telegram keeps of a photo, in pixels. */
const sides = [90, 320, 800, 1280];

/**
 * Does to a picture what Telegram does to every photo: JPEG, quality 80, 4:2:0, at most 1280 pixels long, and
 * smaller copies besides (Bot API, "PhotoSize").
 * @returns the sizes, smallest first; sizes the original does not reach are absent
 * @throws Error when the bytes are no picture that can be decoded
 */
export async function storePhoto(files: Files, bytes: Uint8Array): Promise<PhotoSize[]> {
  const upright = await sharp(bytes)
    .rotate()
    .flatten({ background: "#ffffff" })
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true });
  const longest = Math.max(upright.info.width, upright.info.height);
  const wanted = [...sides.filter((side) => side < longest && side !== 1280), Math.min(longest, 1280)];
  const made = await Promise.all(
    wanted.map(async (side) => {
      const copy = await sharp(upright.data)
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
