import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import type { Pixels } from "./pixels.ts";

const require = createRequire(import.meta.url);

/** `Plain`: the other text modes spoil an `Ügyfélkapu` label that is written in raw UTF-8. */
const zxingOptions: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
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

/** @returns the texts of up to 8 codes; empty when there is none. Blocks the thread about 10 ms a megapixel. */
export async function zxingTexts({ data, width, height }: Pixels): Promise<string[]> {
  const image = { data, width, height, colorSpace: "srgb" };
  return (await readBarcodes(image, zxingOptions)).filter((code) => code.isValid).map((code) => code.text);
}

/** A code that was found and could not be read. `module`: its modules in pixels; `sides`: its corners in turn. */
export interface UnreadCode {
  module: number;
  corners: readonly { x: number; y: number }[];
}

/** @returns the codes in a picture whose finder patterns fit, but whose data is beyond correction */
export async function zxingUnread({ data, width, height }: Pixels): Promise<UnreadCode[]> {
  const image = { data, width, height, colorSpace: "srgb" };
  const codes = await readBarcodes(image, { ...zxingOptions, returnErrors: true });
  return codes
    .filter(({ isValid, format, symbol }) => !isValid && format === "QRCode" && symbol.width > 20)
    .map(({ symbol, position: { topLeft, topRight, bottomRight, bottomLeft } }) => ({
      module: Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y) / symbol.width,
      corners: [topLeft, topRight, bottomRight, bottomLeft],
    }));
}

function exactBuffer(file: Buffer): ArrayBuffer {
  return new Uint8Array(file).buffer;
}
