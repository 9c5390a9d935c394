import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import jsqr from "jsqr";
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

/**
 * @param pixels keep them few: its time has no bound (over 20 s on 4 megapixels of noise)
 * @returns the text of one code at most
 */
export function jsqrTexts({ data, width, height }: Pixels): string[] {
  const code = jsqr.default(data, width, height, { inversionAttempts: "attemptBoth" });
  return code === null ? [] : [code.data];
}

function exactBuffer(file: Buffer): ArrayBuffer {
  return new Uint8Array(file).buffer;
}
