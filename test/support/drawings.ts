import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import sharp from "sharp";
import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";

const wasm = readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/writer/zxing_writer.wasm"));
// Without its own file the package would ask the network for it.
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });

/** Pixels. */
const side = 480;

const drawCode = async (text: string) => {
  const { svg, error } = await writeBarcode(text, { format: "QRCode" });
  if (error !== "") throw new Error("the text does not fit into a QR code");
  return sharp(Buffer.from(svg))
    .resize(side, side, { kernel: "nearest" })
    .flatten({ background: "#fff" })
    .png()
    .toBuffer();
};

/** A phone screen with these texts as QR codes below each other, as PNG; with none, an empty page. */
export const screenshot = async (...texts: readonly string[]): Promise<Buffer> => {
  const codes = await Promise.all(texts.map(drawCode));
  const margin = 150;
  return sharp({ create: { width: 1080, height: 1920, channels: 3, background: "#f4f4f4" } })
    .composite(codes.map((input, i) => ({ input, left: 300, top: 300 + i * (side + margin) })))
    .png()
    .toBuffer();
};

/** The link a registration's QR code holds; the key is invented. */
export const link = (secret: string, account = "MINTAANNA", more = "") =>
  `otpauth://totp/${encodeURIComponent("Ügyfélkapu")}:${account}?secret=${secret}${more}`;
