import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes, type ReaderOptions, type ReadResult } from "zxing-wasm/reader";
import type { Point } from "../grid/homography.ts";
import type { Pixels } from "../image/pixels.ts";

const require = createRequire(import.meta.url);

/**
 * `Plain`: the other text modes spoil an `Ügyfélkapu` label that is written in raw UTF-8. Neither inverted nor shrunk:
 * each takes half as long again, for every picture, and the grid finds what they find.
 */
const zxingOptions: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 8,
  textMode: "Plain",
};

/**
 * Loads zxing's WebAssembly from the installed package; left to itself it would fetch it from a CDN.
 * Call before the first `zxingTexts`.
 */
export async function prepareZxing(): Promise<void> {
  const wasmBinary = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  await prepareZXingModule({ overrides: { wasmBinary: exactBuffer(wasmBinary) }, fireImmediately: true });
}

/** A code that was read. `corners`: in turn, in pixels. */
export interface ReadCode {
  text: string;
  corners: readonly Point[];
}

/** @returns up to 8 codes; none with an empty text. Blocks the thread about 10 ms a megapixel. */
export async function zxingCodes({ data, width, height }: Pixels): Promise<ReadCode[]> {
  const image = { data, width, height, colorSpace: "srgb" };
  return (await readBarcodes(image, zxingOptions))
    .filter(({ isValid, text }) => isValid && text !== "")
    .map(({ text, position }) => ({ text, corners: cornersOf(position) }));
}

/** For a code drawn by ourselves, upright and perfect: nothing has to be looked for. */
const drawnOptions: ReaderOptions = {
  ...zxingOptions,
  tryHarder: false,
  isPure: true,
  binarizer: "FixedThreshold",
  maxNumberOfSymbols: 1,
};

/** @returns the text of a code drawn by ourselves; undefined when its data is beyond correction, or empty */
export async function drawnText({ data, width, height }: Pixels): Promise<string | undefined> {
  const image = { data, width, height, colorSpace: "srgb" };
  return (await readBarcodes(image, drawnOptions)).find(({ isValid, text }) => isValid && text !== "")?.text;
}

/** A code that was found and could not be read. `module`: its modules in pixels; `corners`: in turn. */
export interface UnreadCode {
  module: number;
  corners: readonly Point[];
}

/** @returns the codes in a picture whose finder patterns fit, but whose data is beyond correction */
export async function zxingUnread({ data, width, height }: Pixels): Promise<UnreadCode[]> {
  const image = { data, width, height, colorSpace: "srgb" };
  const codes = await readBarcodes(image, {
    ...zxingOptions,
    tryInvert: true,
    tryDownscale: true,
    returnErrors: true,
  });
  return codes
    .filter(({ isValid, format, symbol }) => !isValid && format === "QRCode" && symbol.width > 20)
    .map(({ symbol, position }) => ({
      module:
        Math.hypot(position.topRight.x - position.topLeft.x, position.topRight.y - position.topLeft.y) /
        symbol.width,
      corners: cornersOf(position),
    }));
}

function cornersOf({ topLeft, topRight, bottomRight, bottomLeft }: ReadResult["position"]): Point[] {
  return [topLeft, topRight, bottomRight, bottomLeft];
}

function exactBuffer(file: Buffer): ArrayBuffer {
  return new Uint8Array(file).buffer;
}
