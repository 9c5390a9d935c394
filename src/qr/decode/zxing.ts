import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from "zxing-wasm/reader";
import type { Point } from "../grid/homography.ts";
import type { Pixels } from "../image/image.ts";
import type { TextPart } from "../structured-append.ts";

const require = createRequire(import.meta.url);

/**
 * `Plain`, because the other text modes corrupt an `Ügyfélkapu` label in raw UTF-8. Neither inverted nor shrunk images are
 * tried: each adds half the time to every picture, and the grid finds the same codes.
 */
const readerOptions: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 8,
  textMode: "Plain",
};

/** Loads zxing's WebAssembly from the installed package instead of a CDN. Call it before any other function here. */
export const prepareZxing = async (): Promise<void> => {
  const wasmBinary = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  await prepareZXingModule({ overrides: { wasmBinary: exactBuffer(wasmBinary) }, fireImmediately: true });
};

/** What a code holds. `part`: set if `text` is only a part of a text in several codes. */
export interface CodeContent {
  text: string;
  part?: TextPart;
}

/** A code that was read. `corners`: clockwise or counterclockwise, in pixels. */
export interface ReadCode extends CodeContent {
  corners: readonly Point[];
}

/** @returns up to 8 codes, none with an empty text. Blocks the thread for about 10 ms per megapixel. */
export const readCodes = async (pixels: Pixels): Promise<ReadCode[]> =>
  (await readBarcodes(asImageData(pixels), readerOptions))
    .filter(({ isValid, text }) => isValid && text !== "")
    .map((result) => ({ ...contentOf(result), corners: cornersOf(result.position) }));

/** For a code that `drawModules` drew, upright and perfect, so that nothing has to be searched. */
const drawnOptions: ReaderOptions = {
  ...readerOptions,
  tryHarder: false,
  isPure: true,
  binarizer: "FixedThreshold",
  maxNumberOfSymbols: 1,
};

/** @returns what a code that `drawModules` drew holds; undefined if its errors cannot be corrected or it is empty */
export const readDrawnCode = async (pixels: Pixels): Promise<CodeContent | undefined> => {
  const codes = await readBarcodes(asImageData(pixels), drawnOptions);
  const code = codes.find(({ isValid, text }) => isValid && text !== "");
  return code && contentOf(code);
};

/** A code that was found but could not be read. `moduleSize`: in pixels. `corners`: as in `ReadCode`. */
export interface UnreadableCode {
  moduleSize: number;
  corners: readonly Point[];
}

/** @returns the codes whose finder patterns fit, but whose errors cannot be corrected */
export const findUnreadableCodes = async (pixels: Pixels): Promise<UnreadableCode[]> => {
  const codes = await readBarcodes(asImageData(pixels), {
    ...readerOptions,
    tryInvert: true,
    tryDownscale: true,
    returnErrors: true,
  });
  return codes
    .filter(({ isValid, format, symbol }) => !isValid && format === "QRCode" && symbol.width > 20)
    .map(({ symbol, position: { topLeft, topRight }, position }) => ({
      moduleSize: Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y) / symbol.width,
      corners: cornersOf(position),
    }));
};

const contentOf = ({ text, bytes, sequenceSize, sequenceIndex, sequenceId }: ReadResult): CodeContent =>
  sequenceSize < 0
    ? { text }
    : { text, part: { text, bytes, index: sequenceIndex, size: sequenceSize, parity: sequenceId } };

const asImageData = ({ data, width, height }: Pixels) =>
  ({ data, width, height, colorSpace: "srgb" }) as const;

const cornersOf = ({ topLeft, topRight, bottomRight, bottomLeft }: ReadResult["position"]): Point[] => [
  topLeft,
  topRight,
  bottomRight,
  bottomLeft,
];

const exactBuffer = (file: Buffer): ArrayBuffer => new Uint8Array(file).buffer;
