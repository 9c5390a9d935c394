// The decoders that are compared. Each runs in a process of its own and takes a complete file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

const pixels = async (bytes) => {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  const { data, info } = await sharp(bytes, { failOn: "none", pages: 1 })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), ...size(info) };
};

const size = ({ width, height }) => ({ width, height });

/** By name: prepares the decoder and returns a function from a file to texts. */
export const decoders = {
  /** The product's own reader, including its processes. */
  async kapuseged() {
    const { createQrReader } = await import("../../src/qr/reader.ts");
    const reader = createQrReader();
    return async (bytes) => {
      const reading = await reader.read(bytes);
      return reading.ok ? { texts: reading.texts } : { texts: [], why: reading.diagnosis ?? reading.why };
    };
  },

  /** zxing-wasm with its most thorough settings, once, on the unchanged picture. */
  async "zxing-wasm once"() {
    const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
    const wasmBinary = readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"));
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    const options = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 8, textMode: "Plain" };
    return async (bytes) => {
      const codes = await readBarcodes({ ...(await pixels(bytes)), colorSpace: "srgb" }, options);
      return { texts: codes.filter((code) => code.isValid).map((code) => code.text) };
    };
  },

  async "jsqr once"() {
    const { default: jsqr } = await import("jsqr");
    return async (bytes) => {
      const { data, width, height } = await pixels(bytes);
      return { texts: [jsqr(data, width, height)?.data].filter(Boolean) };
    };
  },

  /** What a first version usually looks like: no limits, no rotation, no white background. */
  async "naive sharp+jsqr"() {
    const [{ default: sharp }, { default: jsqr }] = await Promise.all([import("sharp"), import("jsqr")]);
    return async (bytes) => {
      const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return { texts: [jsqr(new Uint8ClampedArray(data), info.width, info.height)?.data].filter(Boolean) };
    };
  },
};
