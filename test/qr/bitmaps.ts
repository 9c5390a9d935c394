import type { GrayImage } from "../../src/qr/image/image.ts";

/** How a bitmap is written. `header`: its size in bytes. `masks`: red, green, blue, alpha. */
export interface BitmapKind {
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  header?: 12 | 40 | 52 | 56 | 64 | 108 | 124;
  isTopDown?: boolean;
  isRunLength?: boolean;
  masks?: readonly [number, number, number, number];
}

/** Only two levels are drawn; a palette has them at these places. */
const indexOf = (bits: number, isLight: boolean): number => (isLight ? 2 ** bits - 1 : 0);

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256);

/** @returns a value whose channels are all 0 or all at their maximum, and opaque */
const colorValue = ({ bits, masks }: BitmapKind, isLight: boolean): number => {
  if (masks === undefined) return isLight ? (bits === 16 ? 0x7fff : 2 ** Math.min(bits, 24) - 1) : 0;
  const [red, green, blue, alpha] = masks;
  return ((isLight ? red | green | blue : 0) | alpha) >>> 0;
};

const plainRow = (kind: BitmapKind, row: readonly boolean[]): number[] => {
  const { bits } = kind;
  const bytes: number[] = [];
  if (bits > 8) for (const isLight of row) bytes.push(...little(colorValue(kind, isLight), bits / 8));
  else
    for (const [x, isLight] of row.entries()) {
      const at = (x * bits) >> 3;
      bytes[at] = (bytes[at] ?? 0) | (indexOf(bits, isLight) << (8 - bits - ((x * bits) & 7)));
    }
  while (bytes.length % 4 !== 0) bytes.push(0);
  return bytes;
};

/** Runs, pixels one by one where there are at least three, and at last the end of the line. */
const runLengthRow = ({ bits }: BitmapKind, row: readonly boolean[]): number[] => {
  const bytes: number[] = [];
  const index = (x: number): number => indexOf(bits, row[x] ?? false);
  for (let x = 0; x < row.length;) {
    let run = 1;
    while (run < 255 && x + run < row.length && row[x + run] === row[x]) run += 1;
    const singles = Math.min(5, row.length - x);
    if (run < 3 && singles >= 3) {
      const values = Array.from({ length: singles }, (_, n) => index(x + n));
      const packed =
        bits === 8
          ? values
          : Array.from(
              { length: Math.ceil(singles / 2) },
              (_, n) => ((values[2 * n] ?? 0) << 4) | (values[2 * n + 1] ?? 0),
            );
      bytes.push(0, singles, ...packed, ...(packed.length % 2 === 1 ? [0] : []));
      x += singles;
    } else {
      bytes.push(run, bits === 8 ? index(x) : index(x) * 17);
      x += run;
    }
  }
  return [...bytes, 0, 0];
};

/** @returns header, masks, palette and pixels, and the offset of the pixels */
const dib = (
  image: GrayImage,
  kind: BitmapKind,
  claimedHeight: number,
): { bytes: Buffer; pixelsAt: number } => {
  const { bits, header = 40, isTopDown = false, isRunLength = false, masks } = kind;
  const [width, height] = [
    little(image.width, 4),
    little((isTopDown ? -claimedHeight : claimedHeight) >>> 0, 4),
  ];
  const compression = isRunLength ? (bits === 8 ? 1 : 2) : masks === undefined ? 0 : 3;
  const fields =
    header === 12
      ? [...width.slice(0, 2), ...height.slice(0, 2), 1, 0, ...little(bits, 2)]
      : [
          ...width,
          ...height,
          1,
          0,
          ...little(bits, 2),
          ...little(compression, 4),
          ...Array<number>(20).fill(0),
        ];
  const maskFields = (masks ?? []).slice(0, header === 40 ? 3 : 4).flatMap((mask) => little(mask, 4));
  const head = [...little(header, 4), ...fields, ...maskFields];
  while (head.length < header) head.push(0);
  const palette =
    bits > 8
      ? []
      : Array.from({ length: 2 ** bits }, (_, at) => (at === 0 ? 0 : at === 2 ** bits - 1 ? 255 : 128));
  const paletteBytes = palette.flatMap((level) => [level, level, level, 0].slice(0, header === 12 ? 3 : 4));
  const rows = Array.from({ length: image.height }, (_, y) =>
    Array.from(image.data.subarray(y * image.width, (y + 1) * image.width), (level) => level >= 128),
  );
  const write = isRunLength ? runLengthRow : plainRow;
  const pixels = (isTopDown ? rows : rows.toReversed()).flatMap((row) => write(kind, row));
  return {
    bytes: Buffer.from([...head, ...paletteBytes, ...pixels]),
    pixelsAt: head.length + paletteBytes.length,
  };
};

/** @returns a BMP file of an image in two levels */
export const bmp = (image: GrayImage, kind: BitmapKind): Buffer => {
  const { bytes, pixelsAt } = dib(image, kind, image.height);
  return Buffer.concat([
    Buffer.from([0x42, 0x4d, ...little(14 + bytes.length, 4), 0, 0, 0, 0, ...little(14 + pixelsAt, 4)]),
    bytes,
  ]);
};

/** @returns a bitmap as an ICO holds it, without a transparent pixel */
export const iconBitmap = (image: GrayImage, bits: 1 | 4 | 8 | 24 | 32): Buffer => {
  const { bytes } = dib(image, { bits }, image.height * 2);
  return Buffer.concat([bytes, Buffer.alloc(Math.ceil(image.width / 32) * 4 * image.height)]);
};

/** @returns an ICO file. `side`: in pixels, as the directory claims it */
export const ico = (...images: readonly { side: number; bytes: Buffer }[]): Buffer => {
  let at = 6 + 16 * images.length;
  const entries = images.map(({ side, bytes }) => {
    const entry = [side % 256, side % 256, 0, 0, 1, 0, 32, 0, ...little(bytes.length, 4), ...little(at, 4)];
    at += bytes.length;
    return Buffer.from(entry);
  });
  return Buffer.concat([
    Buffer.from([0, 0, 1, 0, images.length, 0]),
    ...entries,
    ...images.map(({ bytes }) => bytes),
  ]);
};
