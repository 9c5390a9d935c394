import type { PhotoSize } from "grammy/types";
import sharp from "sharp";
import { type Files, fileJson } from "./files.ts";

/** The longest sides of the copies Telegram makes of a photo, in pixels, below the largest it keeps (1280). */
const smallerSides = [90, 320, 800];

/** What uploaded pictures were called; Telegram drops the name, but readers of a transcript want it. */
const names = new WeakMap<object, string>();

/** The name a photo was uploaded under, also when it was sent by its id since. */
export const photoName = (photo: readonly PhotoSize[] | undefined): string | undefined => {
  return photo && names.get(photo);
};

/**
 * Does to a picture what Telegram does to every photo: JPEG, quality 80, 4:2:0, at most 1280 pixels long, and
 * smaller copies besides (Bot API, "PhotoSize").
 * @param name it was uploaded under
 * @returns the sizes, smallest first; sizes the original does not reach are absent
 * @throws Error when the bytes are no picture that can be decoded
 */
export const storePhoto = async (files: Files, bytes: Uint8Array, name?: string): Promise<PhotoSize[]> => {
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
  if (name) names.set(sizes, name);
  return sizes;
};
