import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PDFiumLibrary, type PDFiumDocument } from "@hyzyla/pdfium";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkOf, parseBotName } from "../../leaflet/bot-link.ts";
import { makeLeaflet } from "../../leaflet/command.ts";
import { drawLeaflet } from "../../leaflet/leaflet.ts";
import { margin } from "../../leaflet/sheet.ts";
import { sharedReader } from "../support/shared-parts.ts";

/** The widest name that a bot can have. */
const widest = `${"W".repeat(29)}bot`;

const strings = (value: unknown): readonly string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(strings);

const texts = JSON.parse(
  readFileSync(new URL("../../leaflet/texts.json", import.meta.url), "utf8"),
) as typeof import("../../leaflet/texts.json");

describe.each(["kapuseged_bot", widest])("the leaflet of %s", (bot) => {
  let pdf: Uint8Array;
  let document: PDFiumDocument;
  let close: () => void;

  beforeAll(async () => {
    pdf = await drawLeaflet(bot);
    const library = await PDFiumLibrary.init();
    document = await library.loadDocument(pdf);
    close = () => {
      document.destroy();
      library.destroy();
    };
  });
  afterAll(() => close());

  /** A page as pixels of four bytes: blue, green, red, alpha. */
  const pixelsOf = async (page: number, scale: number) => {
    const { data, width, height } = await document.getPage(page).render({ scale });
    return { data: Buffer.from(data), width, height };
  };

  test("has two pages of A4", () => {
    expect(document.getPageCount()).toBe(2);
    for (const page of [0, 1]) {
      const { originalWidth, originalHeight } = document.getPage(page).getOriginalSize();
      expect([Math.round(originalWidth), Math.round(originalHeight)]).toEqual([595, 842]);
    }
  });

  test("has all its texts, with their accents", () => {
    const flat = (text: string) => text.replace(/\s+/g, " ");
    const first = flat(document.getPage(0).getText());
    expect(strings(texts.first).filter((text) => !first.includes(text))).toEqual([]);
    expect(first).toContain(`t.me/${bot}`);
    const second = flat(document.getPage(1).getText());
    expect(strings(texts.second).filter((text) => !second.includes(text))).toEqual([]);
  });

  test("embeds every font", () => {
    const source = Buffer.from(pdf).toString("latin1");
    const fonts = source.match(/\/BaseFont \/\S+/g) ?? [];
    expect(fonts.length).toBeGreaterThan(1);
    expect(fonts.filter((font) => !/\/[A-Z]{6}\+AtkinsonHyperlegibleNext/.test(font))).toEqual([]);
    const descriptors = source.match(/\/FontDescriptor\b(?! \d)/g) ?? [];
    expect(descriptors.length).toBe(2);
    expect(source.match(/\/FontFile2 \d/g)?.length).toBe(descriptors.length);
  });

  test("has a QR code that the bot's own reader reads as its link", async () => {
    const { data, width, height } = await pixelsOf(0, 2);
    const png = await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    expect(await sharedReader.read(new Uint8Array(png))).toMatchObject({ ok: true, texts: [linkOf(bot)] });
  });

  test.each([0, 1])("is black and white, and leaves the margins of page %i empty", async (page) => {
    const { data, width, height } = await pixelsOf(page, 1);
    const edge = Math.floor(margin) - 3;
    const faults: string[] = [];
    let dark = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 4;
        const red = data[at + 2];
        if (data[at] !== red || data[at + 1] !== red) faults.push(`colour at ${x},${y}`);
        if (red === 255) continue;
        dark++;
        if (x < edge || y < edge || x >= width - edge || y >= height - edge) faults.push(`ink at ${x},${y}`);
      }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(dark).toBeGreaterThan(10_000);
  });
});

describe("parseBotName", () => {
  test.each(["abbot", "Kapuseged_bot", widest])("accepts %s as a name, with @, and as a link", (name) => {
    for (const written of [
      name,
      `@${name}`,
      `t.me/${name}`,
      `https://t.me/${name}`,
      `http://t.me/${name}/`,
      ` ${name} `,
    ])
      expect(parseBotName(written)).toBe(name);
  });

  test.each([
    ...["", "bot", "abot", `W${widest}`, "kapuseged", "1kapusegedbot", "_kapuseged_bot", "kapu seged_bot"],
    ...["@@kapuseged_bot", "https://t.me.example.org/kapuseged_bot", "https://example.org/kapuseged_bot"],
    ...["t.me/kapuseged_bot?start=x", "kapuséged_bot", "https://t.me/kapuseged_bot/1"],
  ])("rejects „%s” with one line that shows it", (written) => {
    expect(() => parseBotName(written)).toThrow(`"${written}" is not the name of a bot.`);
  });
});

describe("npm run leaflet", () => {
  test("writes the PDF and says where", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "leaflet-")), "kapuseged.pdf");
    expect(await makeLeaflet(["--bot", "@kapuseged_bot", "--out", file])).toContain(`${file} is ready`);
    expect(readFileSync(file).subarray(0, 5).toString()).toBe("%PDF-");
  });

  test.each([
    ["no bot", [], /^Usage: npm run leaflet -- --bot NAME \[--out FILE\]$/],
    ["an unknown option", ["--bot", "kapuseged_bot", "--size", "A5"], /^Usage: /],
    ["an option without a value", ["--bot"], /^Usage: /],
    ["an empty file name", ["--bot", "kapuseged_bot", "--out", ""], /^Usage: /],
    ["a name without --bot", ["kapuseged_bot"], /^Usage: /],
    ["a wrong name", ["--bot", "kapuseged"], /^"kapuseged" is not the name of a bot\. .+$/],
    [
      "a folder that does not exist",
      ["--bot", "kapuseged_bot", "--out", "/nowhere/a.pdf"],
      /^\/nowhere\/a\.pdf cannot/,
    ],
  ])("answers %s with one line", async (_what, args, line) => {
    await expect(makeLeaflet(args)).rejects.toThrow(line);
    expect(existsSync("kapuseged_bot.pdf")).toBe(false);
  });
});
