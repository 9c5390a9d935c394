import { readdirSync, readFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { usualHeight, width } from "../../pictures/drawing.ts";
import { drawings, markOf, pageOf } from "../../pictures/list.ts";
import { inventedLink } from "../../pictures/parts.ts";
import { createQrReader } from "../../src/qr/reader.ts";

const folder = new URL("../../locales/hu/pictures/", import.meta.url).pathname;
const files = readdirSync(folder).sort();
const pngOf = (name: string) => readFileSync(`${folder}${name}.png`);

describe("the folder", () => {
  test("contains a PNG of every drawing and nothing else", () => {
    expect(files).toEqual(drawings.map(({ name }) => `${name}.png`).sort());
    expect(new Set(files).size).toBe(drawings.length);
  });

  test("contains both versions where phones differ", () => {
    const [android, iphone] = ["android", "iphone"].map((phone) =>
      drawings.map(({ name }) => name.split(".")).flatMap(([step, of]) => (of === phone ? [step] : [])),
    );
    expect(android).toEqual(iphone);
    expect(android).toContain("screenshot");
  });
});

describe.each(drawings)("$name", (drawing) => {
  test("has the size for a chat and less than 150 kB", async () => {
    const png = pngOf(drawing.name);
    const size = await sharp(png).metadata();
    expect([size.width, size.height]).toEqual([width, drawing.height ?? usualHeight]);
    expect(png.length).toBeLessThan(150_000);
  });

  test("is rendered from the current source (if not: npm run pictures)", async () => {
    const { exif } = await sharp(pngOf(drawing.name)).metadata();
    const mark = /drawn from sha256:[0-9a-f]{64}/.exec(exif?.toString("latin1") ?? "")?.[0];
    expect(mark).toBe(markOf(drawing));
  });

  test("loads nothing from elsewhere", () => {
    expect(pageOf(drawing)).not.toMatch(/(?:src|href)=|url\((?!data:)|@import|https?:/);
  });

  test("has no text too small for a small phone, and no letter that the font lacks", () => {
    const sizes = [...drawing.body.matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
    for (const size of sizes) expect(size).toBeGreaterThanOrEqual(44);
    expect(drawing.body.replace(/<[^>]*>/g, "")).toMatch(/^[\s\dA-Za-zÁÉÍÓÖŐÚÜŰáéíóöőúüű.,:!*+@/–-]*$/);
  });
});

describe("the QR code on the screen", () => {
  const reader = createQrReader({ cpuLimitMs: 20_000 });
  afterAll(() => reader.close());

  test.each(["screenshot.android", "screenshot.iphone"])("in %s contains the invented key", async (name) => {
    expect(await reader.read(pngOf(name))).toEqual({ ok: true, texts: [inventedLink], parts: [] });
  });

  test.each(["screenshot.android", "screenshot.iphone"])(
    "in %s can be read after Telegram's compression",
    async (name) => {
      const sent = await sharp(pngOf(name)).jpeg({ quality: 80 }).toBuffer();
      expect(await reader.read(sent)).toEqual({ ok: true, texts: [inventedLink], parts: [] });
    },
  );
});
