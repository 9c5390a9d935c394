import { beforeAll, expect, it, vi } from "vitest";
import * as decoder from "../../src/qr/decoder.ts";
import type { Pixels } from "../../src/qr/pixels.ts";
import { findTexts } from "../../src/qr/stages.ts";

vi.mock(import("../../src/qr/decoder.ts"), { spy: true });

const blank: Pixels = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };
const zxing = vi.mocked(decoder.zxingTexts);
const unread = vi.mocked(decoder.zxingUnread);

beforeAll(() => {
  unread.mockReset().mockResolvedValue([]);
  return () => vi.restoreAllMocks();
});

async function outcome(...answers: string[][]) {
  zxing.mockReset().mockResolvedValue([]);
  for (const answer of answers) zxing.mockResolvedValueOnce(answer);
  const { texts, stage } = await findTexts(blank, Infinity);
  return { texts, stage, asked: zxing.mock.calls.length };
}

it("stops at a key", async () => {
  const key = "OTPAUTH://totp/a";
  expect(await outcome([key])).toEqual({ texts: [key], stage: "direct", asked: 1 });
});

it("looks no further than the cheap stages when it found something else", async () => {
  expect(await outcome(["https://a"])).toEqual({ texts: ["https://a"], stage: "direct", asked: 1 });
});

it("tries the dear ones while it found nothing, an empty text included", async () => {
  expect(await outcome([""], ["https://b"])).toEqual({ texts: ["https://b"], stage: "enlarged", asked: 2 });
  expect(await outcome([""])).toEqual({ texts: [], stage: undefined, asked: 5 });
});
