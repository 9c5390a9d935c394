import { beforeAll, expect, it, vi } from "vitest";
import * as decoder from "../../src/qr/decoder.ts";
import type { Pixels } from "../../src/qr/pixels.ts";
import { findTexts } from "../../src/qr/stages.ts";

vi.mock(import("../../src/qr/decoder.ts"), { spy: true });

const blank: Pixels = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };
const zxing = vi.mocked(decoder.zxingTexts);
const jsqr = vi.mocked(decoder.jsqrTexts);

beforeAll(() => {
  zxing.mockReset();
  jsqr.mockReset().mockReturnValue([]);
  return () => vi.restoreAllMocks();
});

async function outcome(...answers: string[][]): Promise<{ texts: string[]; zxing: number; jsqr: number }> {
  zxing.mockReset().mockResolvedValue([]);
  jsqr.mockClear();
  for (const answer of answers) zxing.mockResolvedValueOnce(answer);
  const texts = await findTexts(blank);
  return { texts, zxing: zxing.mock.calls.length, jsqr: jsqr.mock.calls.length };
}

it("stops at a key", async () => {
  expect(await outcome(["OTPAUTH://totp/a"])).toEqual({ texts: ["OTPAUTH://totp/a"], zxing: 1, jsqr: 0 });
});

it("looks on cheaply when it found something else", async () => {
  expect(await outcome(["https://a"], ["https://a", "otpauth://totp/a"])).toEqual({
    texts: ["https://a", "otpauth://totp/a"],
    zxing: 2,
    jsqr: 0,
  });
  expect(await outcome(["https://a"])).toEqual({ texts: ["https://a"], zxing: 2, jsqr: 0 });
});

it("tries everything while it found nothing, an empty text included", async () => {
  expect(await outcome([""])).toEqual({ texts: [], zxing: 3, jsqr: 1 });
});
