import { beforeAll, expect, it, vi } from "vitest";
import * as decoder from "../../src/qr/decode/zxing.ts";
import type { Pixels } from "../../src/qr/image/pixels.ts";
import { findTexts, stageNames } from "../../src/qr/decode/stages.ts";

vi.mock(import("../../src/qr/decode/zxing.ts"), { spy: true });

const blank: Pixels = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };
const zxing = vi.mocked(decoder.zxingCodes);
const unread = vi.mocked(decoder.zxingUnread);

beforeAll(() => {
  unread.mockReset().mockResolvedValue([]);
  return () => vi.restoreAllMocks();
});

async function outcome(...answer: string[]) {
  zxing.mockReset().mockResolvedValue(answer.map((text) => ({ text, corners: [] })));
  const { texts, stage } = await findTexts(blank, { patience: Infinity });
  return { texts, stage };
}

it("tells what the first pass found and which stage it was", async () => {
  expect(await outcome("OTPAUTH://totp/a", "OTPAUTH://totp/a", "https://a")).toEqual({
    texts: ["OTPAUTH://totp/a", "https://a"],
    stage: "direct",
  });
  expect(await outcome()).toEqual({ texts: [], stage: undefined });
});

it("leaves out the stage it is told to", async () => {
  zxing.mockReset().mockResolvedValue([{ text: "https://a", corners: [] }]);
  expect(stageNames).toContain("direct");
  expect((await findTexts(blank, { without: "direct" })).texts).toEqual([]);
});

it("begins nothing when there is no time, and still says what was seen", async () => {
  zxing.mockReset().mockResolvedValue([{ text: "https://a", corners: [] }]);
  expect(await findTexts(blank, { patience: -1 })).toEqual({ texts: [], seen: "nothing", stage: undefined });
});
