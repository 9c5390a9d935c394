import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import expected from "./pictures/expected.json" with { type: "json" };

/** By file name: the texts in the picture, or why there are none. The keys in the pictures are random. */
export const expectedReadings: Record<string, string[] | string> = expected;

/** @returns the bytes of a file in pictures/ */
export function picture(name: string): Buffer {
  return readFileSync(new URL(`./pictures/${name}`, import.meta.url));
}

/** @returns a raw chequerboard of single pixels: no code in it, and every decoder's worst case */
export function chequers(side: number): {
  data: Buffer;
  raw: { width: number; height: number; channels: 1 };
} {
  const data = Buffer.alloc(side * side);
  for (let at = 0; at < data.length; at += 1) data[at] = (at + Math.floor(at / side)) % 2 === 0 ? 0 : 255;
  return { data, raw: { width: side, height: side, channels: 1 } };
}

/** Noise, in which every stage finds something to try: seconds, where a picture with a code takes some 30 ms. */
export function noise(): Promise<Buffer> {
  const side = 2000;
  const raw = { width: side, height: side, channels: 1 as const };
  return sharp(randomBytes(side * side), { raw })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
