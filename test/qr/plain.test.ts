import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { decodePlain, isTransparentPng } from "../../src/qr/image/plain.ts";
import { noiseBytes } from "./codes.ts";
import { picture } from "./picture.ts";

const side = 40;

/** A picture with all brightnesses, in colour and half transparent if it has four channels. */
const drawn = (channels: 1 | 3 | 4): Sharp =>
  sharp(noiseBytes(side * side * channels, 11), { raw: { width: side, height: side, channels } });

/** What libvips makes of a file. */
const byLibvips = async (bytes: Uint8Array, ground: string): Promise<Uint8Array> =>
  sharp(bytes)
    .flatten({ background: ground })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer();

/** @returns by how much two pictures differ at most */
const difference = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  expect(one.length).toBe(other.length);
  let most = 0;
  for (let at = 0; at < one.length; at += 1)
    most = Math.max(most, Math.abs((one[at] ?? 0) - (other[at] ?? 0)));
  return most;
};

type File = [what: string, format: PictureFormat, bytes: () => Promise<Buffer>];

const plain: File[] = [
  ["a JPEG", "jpeg", () => drawn(3).jpeg().toBuffer()],
  ["a JPEG with full colours", "jpeg", () => drawn(3).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer()],
  ["a progressive JPEG", "jpeg", () => drawn(3).jpeg({ progressive: true }).toBuffer()],
  ["a gray JPEG", "jpeg", () => drawn(1).toColourspace("b-w").jpeg().toBuffer()],
  ["a PNG", "png", () => drawn(3).png().toBuffer()],
  ["a gray PNG", "png", () => drawn(1).toColourspace("b-w").png().toBuffer()],
  ["a PNG with a palette", "png", () => drawn(4).png({ palette: true }).toBuffer()],
  ["an interlaced PNG", "png", () => drawn(3).png({ progressive: true }).toBuffer()],
  ["a half transparent PNG", "png", () => drawn(4).png().toBuffer()],
  ["a PNG of 16 bits", "png", () => Promise.resolve(picture("sixteen-bit.png"))],
];

describe("decodePlain", () => {
  test.each(plain)("decodes %s (%s) as libvips does, on white and on black", async (_, format, bytes) => {
    const file = await bytes();
    for (const [ground, color] of [
      [255, "#fff"],
      [0, "#000"],
    ] as const) {
      const pixels = decodePlain(file, format, ground);
      expect(difference(pixels?.data ?? [], await byLibvips(file, color))).toBeLessThanOrEqual(1);
    }
  });

  const others: File[] = [
    ["a picture that is turned", "jpeg", () => Promise.resolve(picture("exif-turned.jpg"))],
    ["a truncated JPEG", "jpeg", () => Promise.resolve(picture("cut-above-code.jpg"))],
    ["a truncated PNG", "png", () => Promise.resolve(picture("cut-above-code.png"))],
    ["a JPEG for print", "jpeg", () => drawn(3).toColourspace("cmyk").jpeg().toBuffer()],
    [
      "a picture larger than any screen",
      "png",
      () =>
        sharp({ create: { width: 3000, height: 2001, channels: 3, background: "#fff" } })
          .png()
          .toBuffer(),
    ],
    ["another format", "gif", () => Promise.resolve(picture("gif.gif"))],
    [
      "a file that is its first bytes alone",
      "png",
      () => Promise.resolve(picture("bomb.png").subarray(0, 20)),
    ],
    ["noise", "jpeg", () => Promise.resolve(picture("magic-then-random.jpg"))],
  ];

  test.each(others)("leaves %s (%s) to libvips", async (_, format, bytes) => {
    expect(decodePlain(await bytes(), format)).toBeUndefined();
  });
});

test("isTransparentPng knows alpha channels and transparent colours", async () => {
  expect(isTransparentPng(await drawn(3).png().toBuffer())).toBe(false);
  expect(isTransparentPng(await drawn(4).png().toBuffer())).toBe(true);
  expect(isTransparentPng(await drawn(4).png({ palette: true }).toBuffer())).toBe(true);
});
