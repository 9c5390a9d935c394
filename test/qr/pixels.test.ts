import sharp, { type Sharp } from "sharp";
import { describe, expect, test, vi } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { decodeHeic } from "../../src/qr/image/heic.ts";
import { shrink } from "../../src/qr/image/shrink.ts";
import { decodePixels } from "../../src/qr/image/pixels.ts";
import { picture } from "./picture.ts";

// sharp cannot write HEIC, and decoding a picture that is large enough would take long.
vi.mock("../../src/qr/image/heic.ts");

/** A black picture; a large one is small in bytes. */
const black = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: "#000" } });

/** @returns a copy of a JPEG whose header (SOF0 or SOF2) claims another size */
const claimSize = (jpeg: Buffer, width: number, height: number): Buffer => {
  const claimed = Buffer.from(jpeg);
  const frame = Math.max(claimed.indexOf("ffc00011", "hex"), claimed.indexOf("ffc20011", "hex"));
  claimed.writeUInt16BE(height, frame + 5);
  claimed.writeUInt16BE(width, frame + 7);
  return claimed;
};

const decoded = async (bytes: Uint8Array, format: PictureFormat) => {
  const outcome = await decodePixels(bytes, format);
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.pixels;
};

/** Pixels themselves would be printed one by one if a test failed. */
const outcomeOf = async (bytes: Uint8Array, format: PictureFormat) => {
  const outcome = await decodePixels(bytes, format);
  return outcome.ok ? "ok" : outcome.why;
};

describe("decodePixels", () => {
  test("turns a picture upright", async () => {
    const bytes = await black(30, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await decoded(bytes, "jpeg")).toMatchObject({ width: 20, height: 30 });
  });

  test("puts a transparent picture on white, in opaque 8-bit RGBA", async () => {
    const { data } = await decoded(picture("black-on-transparent.png"), "png");
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    const deep = await decoded(picture("sixteen-bit.png"), "png");
    expect(deep.data).toHaveLength(deep.width * deep.height * 4);
  });

  test("keeps a picture of 16 megapixels and shrinks a larger one to 4000 pixels on the longer side", async () => {
    expect(await decoded(await black(8000, 2000).png().toBuffer(), "png")).toMatchObject({ width: 8000 });
    const shrunk = await decoded(await black(8000, 2001).png().toBuffer(), "png");
    expect(shrunk).toMatchObject({ width: 4000, height: 1001 });
  });

  test("applies the same limit to a HEIC", async () => {
    const heic = (width: number, height: number): void => {
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      vi.mocked(decodeHeic).mockResolvedValueOnce({ ok: true, pixels: { data, width, height } });
    };
    heic(4000, 4000);
    expect(await decoded(Buffer.alloc(0), "heic")).toMatchObject({ width: 4000, height: 4000 });
    heic(8000, 2001);
    const shrunk = await decoded(Buffer.alloc(0), "heic");
    expect(shrunk).toMatchObject({ width: 4000, height: 1001 });
    expect(shrunk.data).toHaveLength(4000 * 1001 * 4);
    expect([...shrunk.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  });

  test("refuses from the header what would take too much memory, and shrinks a baseline JPEG of 48 megapixels", async () => {
    const small = black(8, 8);
    const plain = claimSize(await small.clone().jpeg().toBuffer(), 8000, 6000);
    const progressive = claimSize(await small.clone().jpeg({ progressive: true }).toBuffer(), 8000, 6000);
    expect(await outcomeOf(plain, "jpeg")).toBe("ok");
    expect(await outcomeOf(progressive, "jpeg")).toBe("too-large");
    expect(await outcomeOf(claimSize(plain, 20_000, 12_000), "jpeg")).toBe("too-large");
    expect(await outcomeOf(picture("bomb.png"), "png")).toBe("too-large");
    const interlaced = await black(4000, 3200).png({ progressive: true }).toBuffer();
    expect(await outcomeOf(interlaced, "png")).toBe("too-large");
  });

  test("refuses a row of more than 20,000 pixels, and reads a scrolling screenshot 30,000 pixels high", async () => {
    const row = await black(20_001, 2).png().toBuffer();
    expect(await outcomeOf(row, "png")).toBe("too-large");
    expect(await outcomeOf(await black(100, 30_000).png().toBuffer(), "png")).toBe("ok");
  });

  test.each(["webp", "gif"] as const)("refuses a large %s that is animated", async (format) => {
    const frames = [
      await black(3000, 2100).png().toBuffer(),
      await black(3000, 2100).negate().png().toBuffer(),
    ];
    const file = await sharp(frames, { join: { animated: true } })
      .toFormat(format, { effort: 1 })
      .toBuffer();
    expect(await outcomeOf(file, format)).toBe("too-large");
    const [still = Buffer.alloc(0)] = frames;
    expect(await outcomeOf(await sharp(still).toFormat(format).toBuffer(), format)).toBe("ok");
  });

  test("calls a file broken that only begins like a picture", async () => {
    const bytes = picture("magic-then-random.jpg");
    expect(await decodePixels(bytes, "jpeg")).toEqual({ ok: false, why: "broken" });
  });
});

test("shrink scales an image with too many pixels and returns others as they are", () => {
  const image = { data: new Uint8Array(20 * 10).fill(9), width: 20, height: 10 };
  expect(shrink(image, 50)).toMatchObject({ width: 10, height: 5 });
  expect(shrink(image, 200)).toBe(image);
});
