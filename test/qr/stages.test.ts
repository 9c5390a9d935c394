import { beforeAll, expect, test, vi } from "vitest";
import { findTexts, stageNames } from "../../src/qr/decode/stages.ts";
import * as search from "../../src/qr/decode/search.ts";
import * as zxing from "../../src/qr/decode/zxing.ts";
import type { Pixels } from "../../src/qr/image/image.ts";
import { drawCode, pixelsOf } from "./codes.ts";

vi.mock(import("../../src/qr/decode/zxing.ts"), { spy: true });
vi.mock(import("../../src/qr/decode/search.ts"), { spy: true });

const blank: Pixels = { data: new Uint8ClampedArray(40 * 40 * 4).fill(255), width: 40, height: 40 };

const mockTexts = (...texts: string[]) =>
  vi
    .mocked(zxing.readCodes)
    .mockReset()
    .mockResolvedValue(texts.map((text) => ({ text, corners: [] })));

beforeAll(() => {
  vi.mocked(zxing.findUnreadableCodes).mockReset().mockResolvedValue([]);
  return () => vi.restoreAllMocks();
});

test("returns the distinct texts of the first stage and its name", async () => {
  mockTexts("OTPAUTH://totp/a", "OTPAUTH://totp/a", "https://a");
  expect(await findTexts(blank, { timeBudgetMs: Infinity })).toMatchObject({
    texts: ["OTPAUTH://totp/a", "https://a"],
    stage: "direct",
  });
});

test.each(["TOTP: otpauth://totp/a", "https://a.hu/qr?text=otpauth%3A%2F%2Ftotp%2Fa"])(
  "stops at a link inside another text: %s",
  async (text) => {
    const { image } = drawCode(4, 4);
    mockTexts("https://a");
    await findTexts(pixelsOf(image), { timeBudgetMs: Infinity });
    expect(search.searchCodes).toHaveBeenCalled();
    vi.mocked(search.searchCodes).mockClear();
    mockTexts(text);
    await findTexts(pixelsOf(image), { timeBudgetMs: Infinity });
    expect(search.searchCodes).not.toHaveBeenCalled();
  },
);

test("returns no texts and no stage for a blank picture", async () => {
  mockTexts();
  expect(await findTexts(blank, { timeBudgetMs: Infinity })).toMatchObject({ texts: [], stage: undefined });
});

test("skips the stage it is told to skip", async () => {
  mockTexts("https://a");
  expect(stageNames).toContain("direct");
  expect((await findTexts(blank, { without: "direct" })).texts).toEqual([]);
});

test("starts no stage without time, but still makes a diagnosis", async () => {
  mockTexts("https://a");
  expect(await findTexts(blank, { timeBudgetMs: -1 })).toEqual({
    ...{ texts: [], parts: [], diagnosis: "nothing", stage: undefined },
  });
});
