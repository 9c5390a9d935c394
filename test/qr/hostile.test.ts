import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readPicture } from "../../src/qr/decode/read-picture.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { bmp, ico, iconBitmap } from "./bitmaps.ts";
import { drawCode, noiseBytes, pixelsOf } from "./codes.ts";
import { picture } from "./picture.ts";

let reader: QrReader;
beforeAll(() => {
  reader = createQrReader({ processes: 1 });
});
afterAll(() => reader.close());

const plain = { data: new Uint8Array(64), width: 8, height: 8 };

/** @returns a GIF that repeats the frame of a small one */
const gifOf = async (frames: number): Promise<Buffer> => {
  const gif = await sharp({ create: { width: 4, height: 4, channels: 3, background: "#fff" } })
    .gif()
    .toBuffer();
  // A frame begins with its graphic control extension; the trailer is one byte.
  const at = gif.indexOf("21f904", "hex");
  const frame = gif.subarray(at, -1);
  return Buffer.concat([gif.subarray(0, at), ...Array<Buffer>(frames).fill(frame), gif.subarray(-1)]);
};

/** @returns a TIFF whose page says that the next one is the page at `next` */
const tiffWithNext = async (next: (directoryAt: number) => number): Promise<Buffer> => {
  const tiff = await sharp(pixelsOf(drawCode(4, 4).image).data.slice(0, 64 * 4), {
    raw: { width: 8, height: 8, channels: 4 },
  })
    .tiff({ compression: "none" })
    .toBuffer();
  const directoryAt = tiff.readUInt32LE(4);
  const entries = tiff.readUInt16LE(directoryAt);
  tiff.writeUInt32LE(next(directoryAt), directoryAt + 2 + entries * 12);
  return tiff;
};

const claim = (file: Buffer, at: number, value: number): Buffer => {
  file.writeUInt32LE(value >>> 0, at);
  return file;
};

const pngBomb = async (): Promise<Buffer> => {
  const png = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  return ico({ side: 256, bytes: png });
};

const manyPages = async (): Promise<Buffer> => {
  const page = await sharp(noiseBytes(500 * 500, 3), { raw: { width: 500, height: 500, channels: 1 } })
    .png()
    .toBuffer();
  return sharp(Array<Buffer>(40).fill(page), { join: { animated: true } })
    .tiff({ compression: "none" })
    .toBuffer();
};

const files: Record<string, () => Promise<Buffer> | Buffer> = {
  "a GIF of 10,000 frames": () => gifOf(10_000),
  "a TIFF whose first page follows itself": () => tiffWithNext((at) => at),
  "a TIFF whose next page is behind its end": () => tiffWithNext(() => 0x7fffffff),
  "a TIFF whose next page is its header": () => tiffWithNext(() => 4),
  "a TIFF of 40 pages of noise": manyPages,
  "a BMP 2^31 - 1 wide": () => claim(bmp(plain, { bits: 24 }), 18, 0x7fffffff),
  "a BMP -2^31 high": () => claim(bmp(plain, { bits: 24 }), 22, 0x80000000),
  "a BMP with a palette of 2^32 - 1 colours": () => claim(bmp(plain, { bits: 8 }), 46, 0xffffffff),
  "a BMP of 5000x5000 in a hundred bytes": () =>
    claim(claim(bmp(plain, { bits: 8, isRunLength: true }), 18, 5000), 22, 5000),
  "a BMP that is its header alone": () => bmp(plain, { bits: 24 }).subarray(0, 54),
  "a BMP of noise": () => Buffer.concat([bmp(plain, { bits: 24 }).subarray(0, 18), noiseBytes(100_000, 5)]),
  "an ICO with a PNG of 81 megapixels": pngBomb,
  "an ICO of 255 images that are one": () => {
    const bytes = iconBitmap(plain, 32);
    const file = ico(...Array.from({ length: 255 }, () => ({ side: 8, bytes })));
    for (let at = 6; at < 6 + 255 * 16; at += 16) file.writeUInt32LE(6 + 255 * 16, at + 12);
    return file;
  },
  "an ICO inside an ICO": () => ico({ side: 16, bytes: ico({ side: 16, bytes: iconBitmap(plain, 32) }) }),
};

describe("a reader with the product's limits", () => {
  test.each(Object.entries(files))("answers %s and reads the next picture", async (_, file) => {
    expect(await reader.read(await file())).toMatchObject({ ok: false });
    expect((await reader.read(picture("light.jpg"))).ok).toBe(true);
  });
});

test("answers a HEIC whose container or pixels are corrupt, and never throws", async () => {
  await prepareZxing();
  vi.spyOn(console, "log").mockReturnValue();
  onTestFinished(() => void vi.restoreAllMocks());
  const heic = picture("heic.heic");
  // The last two decode to a picture without a pixel.
  for (const seed of [...Array.from({ length: 20 }, (_, index) => index), 301, 334]) {
    const corrupt = Buffer.from(heic);
    // The container ends long before byte 600; every third file is corrupt in its pixels.
    const end = seed % 3 === 0 ? heic.length : 600;
    const noise = noiseBytes(3 * 8, seed);
    for (let at = 0; at < noise.length; at += 3)
      corrupt[24 + (((noise[at] ?? 0) * 256 + (noise[at + 1] ?? 0)) % (end - 24))] = noise[at + 2] ?? 0;
    const reading = await readPicture(corrupt, "heic", 0);
    expect(reading, `seed ${seed}`).toHaveProperty("ok");
  }
});
