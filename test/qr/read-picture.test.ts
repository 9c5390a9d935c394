import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { readPicture } from "../../src/qr/decode/read-picture.ts";
import { prepareZxing } from "../../src/qr/decode/zxing.ts";
import { sniffFormat } from "../../src/qr/image/format.ts";
import type { GrayImage } from "../../src/qr/image/image.ts";
import { bmp, ico, iconBitmap } from "./bitmaps.ts";
import { drawCode, drawParts, keyText } from "./codes.ts";

beforeAll(prepareZxing);

/** Every search runs to its end, so that load on the machine changes no outcome. */
const read = async (bytes: Buffer) => {
  const format = sniffFormat(bytes);
  return format === "not-a-picture" ? format : readPicture(bytes, format, Infinity);
};

const found = { ok: true, texts: [keyText] };
const nothing = { ok: false, why: "no-qr" };

/** Red, green, blue and, if it is not opaque, alpha. */
type Color = readonly [number, number, number] | readonly [number, number, number, number];

/** A code in two colours. */
const colored = ({ data, width, height }: GrayImage, dark: Color, light: Color): Sharp => {
  const pixels = Buffer.alloc(data.length * 4, 255);
  for (const [at, level] of data.entries()) pixels.set(level < 128 ? dark : light, at * 4);
  return sharp(pixels, { raw: { width, height, channels: 4 } });
};

const { image } = drawCode(5, 4);
const codePage = () => colored(image, [0, 0, 0], [255, 255, 255]).png().toBuffer();
const emptyPage = () =>
  sharp({ create: { width: image.width, height: image.height, channels: 3, background: "#eee" } })
    .png()
    .toBuffer();

describe("a code in a file format", () => {
  const big = drawCode(3, 4).image;
  const files: Record<string, () => Promise<Buffer> | Buffer> = {
    "BMP with 24 bits": () => bmp(big, { bits: 24 }),
    "BMP with 1 bit": () => bmp(big, { bits: 1, isTopDown: true }),
    "BMP with run lengths": () => bmp(big, { bits: 8, isRunLength: true }),
    "ICO with a bitmap": () => ico({ side: 0, bytes: iconBitmap(big, 32) }),
    "ICO with a PNG": async () => ico({ side: 0, bytes: await codePage() }),
    BigTIFF: async () =>
      sharp(await codePage())
        .tiff({ bigtiff: true })
        .toBuffer(),
  };
  test.each(Object.entries(files))("%s is read", async (_, file) => {
    expect(await read(await file())).toMatchObject(found);
  });
});

describe("a code on a transparent ground", () => {
  const clear = [0, 0, 0, 0] as const;
  const drawn: [string, Color, Color][] = [
    ["black", [0, 0, 0], clear],
    ["white modules, inverted", clear, [255, 255, 255]],
    ["white instead of black", [255, 255, 255], clear],
    ["light gray", [225, 225, 225], clear],
    ["yellow", [255, 240, 120], clear],
    ["half transparent white", [255, 255, 255, 128], clear],
    ["white on transparent white", [255, 255, 255], [255, 255, 255, 0]],
  ];
  const formats = ["png", "webp", "tiff", "avif"] as const;
  test.each(drawn)("%s is read", async (_, dark, light) => {
    expect(await read(await colored(image, dark, light).png().toBuffer())).toMatchObject(found);
  });

  test.each(formats)("white is read from %s", async (format) => {
    const file = await colored(image, [255, 255, 255], clear).toFormat(format, { lossless: true }).toBuffer();
    expect(await read(file)).toMatchObject(found);
  });

  test("white is read from a GIF and from a BMP with alpha", async () => {
    const gif = await colored(image, [255, 255, 255], clear).gif().toBuffer();
    expect(await read(gif)).toMatchObject(found);
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
    const file = bmp(image, { bits: 32, header: 124, masks });
    // The light pixels become transparent, the dark ones white.
    for (let at = 14 + 124; at < file.length; at += 4)
      file.writeUInt32LE(file[at] === 0 ? 0xffffffff : 0, at);
    expect(await read(file)).toMatchObject(found);
  });
});

describe("a code in two colours of the same brightness", () => {
  const colors: [string, Color, Color][] = [
    ["red on green", [220, 40, 40], [40, 124, 40]],
    ["green on red", [40, 124, 40], [220, 40, 40]],
    ["blue on brown", [60, 80, 255], [128, 82, 30]],
    ["magenta on green", [220, 30, 220], [20, 180, 20]],
    ["orange on cyan", [240, 110, 20], [20, 170, 180]],
    ["red on gray", [230, 60, 60], [111, 111, 111]],
  ];
  test.each(colors)("%s is read, also as a photo", async (_, dark, light) => {
    const drawn = await colored(image, dark, light).flatten().png().toBuffer();
    expect(await read(drawn)).toMatchObject(found);
    expect(await read(await sharp(drawn).jpeg({ quality: 87 }).toBuffer())).toMatchObject(found);
  });

  test("is read on a white page with black text", async () => {
    const code = await colored(image, [220, 40, 40], [40, 124, 40]).png().toBuffer();
    const page = sharp({ create: { width: 900, height: 1200, channels: 3, background: "#fff" } }).composite([
      { input: code, left: 300, top: 400 },
      {
        input: await sharp({ create: { width: 400, height: 40, channels: 3, background: "#000" } })
          .png()
          .toBuffer(),
        left: 60,
        top: 60,
      },
    ]);
    expect(await read(await page.png().toBuffer())).toMatchObject(found);
  });
});

describe("a code on one of several pages", () => {
  const pages = async (count: number, at: number, code: () => Promise<Buffer> = codePage) =>
    sharp(
      await Promise.all(Array.from({ length: count }, (_, page) => (page === at ? code() : emptyPage()))),
      {
        join: { animated: true },
      },
    );
  const formats = ["tiff", "gif", "webp"] as const;

  test.each(formats)("the first, the second and the last of a %s is read", async (format) => {
    for (const at of [0, 1, 4])
      expect(await read(await (await pages(5, at)).toFormat(format).toBuffer())).toMatchObject(found);
  });

  test("white on transparent in the second frame is read", async () => {
    const code = () => colored(image, [255, 255, 255], [0, 0, 0, 0]).png().toBuffer();
    expect(await read(await (await pages(2, 1, code)).webp({ lossless: true }).toBuffer())).toMatchObject(
      found,
    );
  });

  test.each(formats)("a %s without a code has none", async (format) => {
    expect(await read(await (await pages(3, 9)).toFormat(format).toBuffer())).toMatchObject(nothing);
  });

  test("a text whose parts are on different pages is joined", async () => {
    const parts = drawParts(keyText, 30, 60).map((part) =>
      colored(part, [0, 0, 0], [255, 255, 255]).png().toBuffer(),
    );
    const file = sharp(await Promise.all(parts), { join: { animated: true } });
    expect(await read(await file.gif().toBuffer())).toEqual({ ...found, parts: [] });
  });
});
