import { readFileSync } from "node:fs";
import sharp from "sharp";
import { noiseBytes } from "./codes.ts";
import expected from "./pictures/expected.json" with { type: "json" };

/** By file name: the texts in the picture, or why there are none. The keys in the pictures are random. */
export const expectedReadings: Record<string, string[] | string> = expected;

/** @returns the bytes of a file in pictures/ */
export const picture = (name: string): Buffer => readFileSync(new URL(`./pictures/${name}`, import.meta.url));

/** Noise, in which every stage finds something to try: it takes seconds where a picture with a code takes some 30 ms. */
export const noise = (): Promise<Buffer> => {
  const side = 2000;
  return sharp(noiseBytes(side * side, 7), { raw: { width: side, height: side, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
};
