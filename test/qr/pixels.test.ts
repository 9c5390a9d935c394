import sharp, { type Sharp } from "sharp";
import { describe, expect, it, vi } from "vitest";
import type { PictureFormat } from "../../src/qr/image/format.ts";
import { decodeHeic } from "../../src/qr/image/heic.ts";
import { decodePixels, shrinkPlane } from "../../src/qr/image/pixels.ts";
import { picture } from "./picture.ts";

// Nothing here writes HEIC, and a picture large enough would take long.
vi.mock("../../src/qr/image/heic.ts");

/** A black picture; a large one is small in bytes. */
function black(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "#000" } });
}

/** @returns a copy of a JPEG whose header (SOF0 or SOF2) claims another size */
function claimSize(jpeg: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(jpeg);
  const frame = Math.max(claimed.indexOf("ffc00011", "hex"), claimed.indexOf("ffc20011", "hex"));
  claimed.writeUInt16BE(height, frame + 5);
  claimed.writeUInt16BE(width, frame + 7);
  return claimed;
}

async function decoded(bytes: Uint8Array, format: PictureFormat) {
  const outcome = await decodePixels(bytes, format);
  if (!outcome.ok) throw new Error(outcome.why);
  return outcome.pixels;
}

describe("decodePixels", () => {
  it("turns a picture upright", async () => {
    const bytes = await black(30, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await decoded(bytes, "jpeg")).toMatchObject({ width: 20, height: 30 });
  });

  it("puts a transparent picture on white, in opaque 8-bit RGBA", async () => {
    const { data } = await decoded(picture("black-on-transparent.png"), "png");
    expect([...data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    const deep = await decoded(picture("sixteen-bit.png"), "png");
    expect(deep.data).toHaveLength(deep.width * deep.height * 4);
  });

  it("keeps 16 megapixels and shrinks what is larger to 4000", async () => {
    expect(await decoded(await black(8000, 2000).png().toBuffer(), "png")).toMatchObject({ width: 8000 });
    const shrunk = await decoded(await black(8000, 2001).png().toBuffer(), "png");
    expect(shrunk).toMatchObject({ width: 4000, height: 1001 });
  });

  it("shrinks a HEIC alike", async () => {
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

  it("holds a PNG and a progressive JPEG to 50 megapixels, any other JPEG to 120", async () => {
    const small = black(8, 8);
    const plain = claimSize(await small.clone().jpeg().toBuffer(), 8000, 6260);
    const progressive = claimSize(await small.clone().jpeg({ progressive: true }).toBuffer(), 8000, 6260);
    const larger = claimSize(plain, 12_000, 10_001);
    const tooLarge = { ok: false, why: "too-large" };
    expect((await decodePixels(plain, "jpeg")).ok).toBe(true);
    expect(await decodePixels(progressive, "jpeg")).toEqual(tooLarge);
    expect(await decodePixels(larger, "jpeg")).toEqual(tooLarge);
    expect(await decodePixels(picture("bomb.png"), "png")).toEqual(tooLarge);
  });

  it("says so when the bytes only begin like a picture", async () => {
    const bytes = picture("magic-then-random.jpg");
    expect(await decodePixels(bytes, "jpeg")).toEqual({ ok: false, why: "broken" });
  });
});

describe("what the stages do to pixels", () => {
  const plane = { data: new Uint8Array(20 * 10).fill(9), width: 20, height: 10 };

  it("shrinks what has too many pixels and leaves the rest", async () => {
    expect(await shrinkPlane(plane, 50)).toMatchObject({ width: 10, height: 5 });
    expect(await shrinkPlane(plane, 200)).toBe(plane);
  });
});
