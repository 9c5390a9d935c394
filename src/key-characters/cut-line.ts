import sharp from "sharp";
import { polarity } from "../qr/image/gray-image.ts";
import type { GrayImage } from "../qr/image/image.ts";
import { lineHeight, type LinePixels } from "./recognizer.ts";
import { heightOf, type TextLine } from "./text-lines.ts";

/** In line heights, on every side: the network was trained on lines with about this margin. */
const margin = 0.3;

/** The longest key known, in wide letters. Longer lines would take seconds. */
const maxWidth = 2600;
const minWidth = 16;

/**
 * Cuts a line out of a picture, dark on light.
 *
 * @param stretch how many times wider than it is in the picture; narrow letters are told apart better
 */
export const cutLine = async (image: GrayImage, line: TextLine, stretch: number): Promise<LinePixels> => {
  const space = Math.round(margin * heightOf(line));
  const left = Math.max(0, line.left - space);
  const top = Math.max(0, line.top - space);
  const [width, height] = [
    Math.min(image.width, line.right + space) - left,
    Math.min(image.height, line.bottom + space) - top,
  ];
  const newWidth = Math.round((width / height) * lineHeight * stretch);
  const cut = sharp(image.data, { raw: { width: image.width, height: image.height, channels: 1 } })
    .extract({ left, top, width, height })
    .resize({ width: Math.max(minWidth, Math.min(maxWidth, newWidth)), height: lineHeight, fit: "fill" })
    .negate(line.polarity === polarity.light);
  const { data, info } = await cut
    .toColourspace("b-w")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width };
};
