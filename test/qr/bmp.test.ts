import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sniffFormat } from "../../src/qr/image/format.ts";
import type { GrayImage } from "../../src/qr/image/image.ts";
import { decodePixels } from "../../src/qr/image/pixels.ts";
import { bmp, ico, iconBitmap, type BitmapKind } from "./bitmaps.ts";
import { noiseBytes } from "./codes.ts";

const masks565 = [0xf800, 0x07e0, 0x001f, 0] as const;
const masksRgba = [0xff000000, 0xff0000, 0xff00, 0xff] as const;
const masksArgb = [0xff0000, 0xff00, 0xff, 0xff000000] as const;

const kinds: Record<string, BitmapKind> = {
  "24 bits": { bits: 24 },
  "24 bits from the top": { bits: 24, isTopDown: true },
  "32 bits": { bits: 32 },
  "32 bits from the top": { bits: 32, isTopDown: true },
  "32 bits in the header of Windows 5": { bits: 32, header: 124, masks: masksArgb },
  "32 bits with masks in another order": { bits: 32, header: 108, masks: masksRgba },
  "32 bits with masks after the header": { bits: 32, masks: masksArgb },
  "16 bits": { bits: 16 },
  "16 bits with 6 for green": { bits: 16, masks: masks565 },
  "16 bits with 6 for green, masks in the header": { bits: 16, header: 56, masks: masks565 },
  "8 bits": { bits: 8 },
  "8 bits from the top": { bits: 8, isTopDown: true },
  "8 bits, run-length encoded": { bits: 8, isRunLength: true },
  "4 bits": { bits: 4 },
  "4 bits, run-length encoded": { bits: 4, isRunLength: true },
  "2 bits": { bits: 2 },
  "1 bit": { bits: 1 },
  "1 bit from the top": { bits: 1, isTopDown: true },
  "8 bits of OS/2": { bits: 8, header: 12 },
  "24 bits of OS/2": { bits: 24, header: 12 },
  "1 bit of OS/2 2": { bits: 1, header: 64 },
};

/** A picture in two levels; runs of every length occur. */
const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 12 }),
    runs: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
  })
  .map(({ width, height, runs }): GrayImage => {
    const levels = runs.flatMap((run, index) => Array<number>(run).fill(index % 2 === 0 ? 0 : 255));
    const data = Uint8Array.from({ length: width * height }, (_, at) => levels[at % levels.length] ?? 0);
    return { data, width, height };
  });

const levelsIn = async (bytes: Buffer): Promise<number[]> => {
  const format = sniffFormat(bytes);
  if (format === "not-a-picture") throw new Error(format);
  const decoded = await decodePixels(bytes, format);
  if (!decoded.ok) throw new Error(decoded.why);
  const { data } = decoded.pixels;
  return Array.from({ length: data.length / 4 }, (_, at) => {
    expect(data[at * 4 + 1]).toBe(data[at * 4]);
    expect(data[at * 4 + 2]).toBe(data[at * 4]);
    return data[at * 4] ?? 0;
  });
};

describe("a BMP", () => {
  test.each(Object.entries(kinds))("with %s is decoded", async (_, kind) => {
    await fc.assert(
      fc.asyncProperty(pictures, async (image) => {
        expect(await levelsIn(bmp(image, kind))).toEqual([...image.data]);
      }),
      { numRuns: 30 },
    );
  });

  test.each(Object.entries(kinds))(
    "with %s, truncated or with random bytes, ends in an answer",
    async (_, kind) => {
      const image = { data: new Uint8Array(20 * 20), width: 20, height: 20 };
      const whole = bmp(image, kind);
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length), fc.nat(whole.length), fc.nat(255), async (end, at, value) => {
          const damaged = Buffer.from(whole.subarray(0, end));
          damaged[Math.min(at, end)] = value;
          expect(await decodePixels(damaged, "bmp")).toHaveProperty("ok");
        }),
        { numRuns: 60 },
      );
    },
  );

  test("that is truncated gives the part that arrived, on white", async () => {
    const image = { data: new Uint8Array(8 * 8), width: 8, height: 8 };
    const levels = await levelsIn(bmp(image, { bits: 24, isTopDown: true }).subarray(0, 54 + 4 * 24));
    expect(levels).toEqual([...Array<number>(32).fill(0), ...Array<number>(32).fill(255)]);
  });

  test.each([
    ["a width of 2^31 - 1", 18, 0x7fffffff, "too-large"],
    ["a negative width", 18, 0x80000000, "broken"],
    ["no height", 22, 0, "broken"],
    ["a height of -2^31", 22, 0x80000000, "too-large"],
    ["17 bits per pixel", 28, 17, "broken"],
    ["an unknown compression", 30, 0xffffffff, "broken"],
    ["a JPEG inside", 30, 4, "broken"],
  ])("that claims %s is refused", async (_, at, value, why) => {
    const file = bmp({ data: new Uint8Array(64), width: 8, height: 8 }, { bits: 24 });
    if (at === 28) file.writeUInt16LE(value, at);
    else file.writeUInt32LE(value, at);
    expect(await decodePixels(file, "bmp")).toEqual({ ok: false, why });
  });

  test("whose pixels are said to be behind its end is white", async () => {
    const file = bmp({ data: new Uint8Array(4), width: 2, height: 2 }, { bits: 24 });
    file.writeUInt32LE(0xfffffff0, 10);
    expect(await levelsIn(file)).toEqual([255, 255, 255, 255]);
  });

  test("with runs of noise stays within its picture", async () => {
    const head = bmp(
      { data: new Uint8Array(100 * 100), width: 100, height: 100 },
      { bits: 8, isRunLength: true },
    );
    for (let seed = 1; seed < 20; seed += 1) {
      const noise = Buffer.concat([head.subarray(0, 14 + 40 + 1024), noiseBytes(20_000, seed)]);
      expect(await decodePixels(noise, "bmp")).toMatchObject({
        ok: true,
        pixels: { width: 100, height: 100 },
      });
    }
  });
});

describe("an ICO", () => {
  const small = { data: new Uint8Array(16 * 16), width: 16, height: 16 };

  test.each([1, 4, 8, 24, 32] as const)("with a bitmap of %d bits is decoded", async (bits) => {
    await fc.assert(
      fc.asyncProperty(pictures, async (image) => {
        const file = ico({ side: image.width, bytes: iconBitmap(image, bits) });
        expect(await levelsIn(file)).toEqual([...image.data]);
      }),
      { numRuns: 20 },
    );
  });

  test("gives its largest image, here a PNG", async () => {
    const png = await sharp({ create: { width: 256, height: 256, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    const file = ico({ side: 16, bytes: iconBitmap(small, 32) }, { side: 256, bytes: png });
    expect(await decodePixels(file, "ico")).toMatchObject({ ok: true, pixels: { width: 256, height: 256 } });
  });

  test("is transparent where its mask says so", async () => {
    const bitmap = iconBitmap(small, 24);
    bitmap.fill(0xff, bitmap.length - 16 * 4);
    const onBlack = await decodePixels(ico({ side: 16, bytes: bitmap }), "ico", { ground: "black" });
    const onWhite = await decodePixels(ico({ side: 16, bytes: bitmap }), "ico");
    expect(onBlack.ok && onBlack.pixels.data[0]).toBe(0);
    expect(onWhite.ok && onWhite.pixels.data[0]).toBe(255);
  });

  test.each([
    ["a PNG of 60000x60000", "too-large"],
    ["an image behind its end", "broken"],
    ["more images than it has", "broken"],
  ])("that claims %s is refused", async (what, why) => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const file = ico({ side: 256, bytes: png });
    if (what.startsWith("an image")) file.writeUInt32LE(0xffffff00, 18);
    if (what.startsWith("more")) file.writeUInt16LE(0xffff, 4);
    expect(await decodePixels(file, "ico")).toEqual({ ok: false, why });
  });
});
