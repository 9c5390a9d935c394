/** Hostile pictures, drawn here: small files that cost a decoder or a reader of QR codes much memory or time. */
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { seededRandom } from "../../test/support/seeded-random.ts";

/** A file as an attacker sends it. */
export interface HostileFile {
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

const pngSignature = Buffer.from("89504e470d0a1a0a", "hex");

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
};

/** A white gray-scale PNG. @param extra chunks before the pixels */
const whitePng = (width: number, height: number, ...extra: readonly Buffer[]): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const row = Buffer.alloc(width + 1, 0xff).fill(0, 0, 1);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  return Buffer.concat([
    ...[pngSignature, chunk("IHDR", header), ...extra],
    ...[chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))],
  ]);
};

/** What a small compressed chunk of a PNG becomes, in bytes. */
const inflatedChunkBytes = 100 * 1024 * 1024;

const bombChunk = (type: "zTXt" | "iCCP"): Buffer =>
  chunk(
    type,
    Buffer.concat([
      Buffer.from("a\0\0", "latin1"),
      deflateSync(Buffer.alloc(inflatedChunkBytes), { level: 9 }),
    ]),
  );

/** A QR code's finder pattern and the quiet zone around it, in modules. */
const finder = [
  "         ",
  " ####### ",
  " #     # ",
  " # ### # ",
  " # ### # ",
  " # ### # ",
  " #     # ",
  " ####### ",
];

/** Nothing but finder patterns: a reader of QR codes tries triples of them until its time is up. */
const finderGrid = (side: number): Promise<Buffer> => {
  const modulePixels = 2;
  const tile = 9;
  const pixels = Buffer.alloc(side * side, 0xff);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const [row, column] = [y, x].map((at) => Math.floor(at / modulePixels) % tile) as [number, number];
      if (finder[row]?.[column] === "#") pixels[y * side + x] = 0;
    }
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer();
};

const noise = (side: number, seed: number): Promise<Buffer> => {
  const next = seededRandom(seed);
  const pixels = Buffer.from(Array.from({ length: side * side }, () => Math.floor(next() * 256)));
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .jpeg({ quality: 60 })
    .toBuffer();
};

/** A page full of characters that look like those of a key. */
const keyPage = (seed: number): Promise<Buffer> => {
  const next = seededRandom(seed);
  const letter = () => "ABCDEFGHJKLMNPQRSTUVWXYZ234567"[Math.floor(next() * 30)];
  const line = () => Array.from({ length: 44 }, (_, i) => (i % 5 === 4 ? " " : letter())).join("");
  const lines = Array.from({ length: 60 }, (_, i) => `<text x="20" y="${40 + i * 31}">${line()}</text>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1920" font-size="26" font-family="monospace"><rect width="100%" height="100%" fill="#fff"/>${lines.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
};

const white = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: "#fff" } });

/** A picture of the container that phones use, whose payload is not what it says. */
const corruptHeic = async (seed: number): Promise<Buffer> => {
  const bytes = Buffer.from(await white(64).avif({ effort: 0 }).toBuffer());
  const next = seededRandom(seed);
  bytes.write("heic", bytes.indexOf("avif"), "latin1");
  for (let i = 0; i < 12; i += 1)
    bytes[32 + Math.floor(next() * (bytes.length - 32))] = Math.floor(next() * 256);
  return bytes;
};

/** A GIF of one pixel. (CompuServe GIF89a, sections 17 to 27.) */
const longGif = (frames: number): Buffer => {
  const header = Buffer.from("474946383961010001008000000000ffffff", "hex");
  const frame = Buffer.from("21f904000a0000002c000000000100010000020244010 0".replaceAll(" ", ""), "hex");
  return Buffer.concat([header, ...Array.from({ length: frames }, () => frame), Buffer.from(";")]);
};

/** A TIFF whose list of pages never ends: the first is followed by itself. (TIFF 6.0, section 2.) */
const loopingTiff = (): Buffer =>
  Buffer.from("49492a00080000000100000104000100000040000000" + "08000000", "hex");

const file = (name: string, mimeType: string, bytes: Uint8Array): HostileFile => ({
  fileName: name,
  mimeType,
  bytes,
});

/** Pictures that cost memory. */
export const drawBombs = async (seed: number): Promise<readonly HostileFile[]> => [
  file("feher.avif", "image/avif", await white(7_000).avif({ effort: 0 }).toBuffer()),
  file("feher.webp", "image/webp", await white(7_000).webp({ lossless: true, effort: 0 }).toBuffer()),
  file("csik.png", "image/png", whitePng(16_000_000, 1)),
  file("szoveg.png", "image/png", whitePng(64, 64, bombChunk("zTXt"))),
  file("profil.png", "image/png", whitePng(64, 64, bombChunk("iCCP"))),
  file("romlott.heic", "image/heic", await corruptHeic(seed)),
  file("hosszu.gif", "image/gif", longGif(20_000)),
  file("kor.tiff", "image/tiff", loopingTiff()),
];

/** Pictures that cost time. */
export const drawSlowPictures = async (seed: number): Promise<readonly HostileFile[]> => [
  file("racs.png", "image/png", await finderGrid(2_000)),
  file("zaj.jpg", "image/jpeg", await noise(1_500, seed)),
  file("lap.png", "image/png", await keyPage(seed)),
];
