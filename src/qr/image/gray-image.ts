import type { GrayImage, Pixels } from "./image.ts";

/** Whether a pixel is dark or light compared with its neighbourhood. A code is drawn in dark or, inverted, in light. */
export const polarity = { dark: 1, light: 2 } as const;
export type Polarity = (typeof polarity)[keyof typeof polarity];

/** In brightness levels; JPEG noise on a plain page must not count. */
const minContrast = 12;

/** @returns the brightness of a picture (Rec. 601 weights) */
export const toGrayImage = ({ data, width, height }: Pixels): GrayImage => {
  const gray = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < gray.length; at += 1, from += 4) {
    gray[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return { data: gray, width, height };
};

/** @returns whether an image has any contrast at all, so that a search in it makes sense */
export const hasContrast = ({ data }: GrayImage): boolean => {
  let [low, high] = [255, 0];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
    if (high - low >= minContrast) return true;
  }
  return false;
};

/** @returns the image with dark and light exchanged */
export const invert = ({ data, width, height }: GrayImage): GrayImage => {
  const inverse = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) inverse[at] = 255 - (data[at] ?? 0);
  return { data: inverse, width, height };
};

/** Reused because one picture asks for dozens of buffers, which pile up faster than they are collected. */
let sharedRgba = new Uint32Array(0);

/** @returns the image in the form zxing takes. The next call in this thread overwrites it. */
export const toSharedRgba = ({ data, width, height }: GrayImage): Pixels => {
  const count = width * height;
  if (sharedRgba.length < count) sharedRgba = new Uint32Array(count);
  // One write sets three equal colours and full opacity; byte order does not matter for gray.
  for (let at = 0; at < count; at += 1) sharedRgba[at] = ((data[at] ?? 0) * 0x010101) | 0xff000000;
  return { data: new Uint8ClampedArray(sharedRgba.buffer, 0, count * 4), width, height };
};

/** The threshold of a block comes from the 3×3 blocks around it. */
const blockPixels = 8;

/**
 * Separates dark from light with a local threshold halfway between the darkest and the lightest pixel nearby, so that
 * neither a shadow nor a dark page hides a code. Works for finder patterns up to about 30 pixels wide; shrink the
 * image to find larger ones.
 *
 * @param sharpen whether to undo blur first, which also makes small patterns appear in more places
 * @returns a `Polarity` per pixel, or 0 where there is hardly any contrast
 */
export const binarize = (image: GrayImage, sharpen: boolean): GrayImage => {
  const { width, height } = image;
  const data = sharpen ? unsharp(image) : image.data;
  const [columns, rows] = [Math.ceil(width / blockPixels), Math.ceil(height / blockPixels)];
  const { darkest, lightest } = blockExtremes(image, columns, rows);
  const polarities = new Uint8Array(width * height);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      let [low, high] = [255, 0];
      for (let near = Math.max(0, row - 1); near <= Math.min(rows - 1, row + 1); near += 1)
        for (let at = Math.max(0, column - 1); at <= Math.min(columns - 1, column + 1); at += 1) {
          low = Math.min(low, darkest[near * columns + at] ?? 0);
          high = Math.max(high, lightest[near * columns + at] ?? 0);
        }
      if (high - low < minContrast) continue;
      const threshold = (low + high) >> 1;
      const end = Math.min(width, (column + 1) * blockPixels);
      for (let y = row * blockPixels; y < Math.min(height, (row + 1) * blockPixels); y += 1)
        for (let at = y * width + column * blockPixels; at < y * width + end; at += 1)
          polarities[at] = (data[at] ?? 0) <= threshold ? polarity.dark : polarity.light;
    }
  return { data: polarities, width, height };
};

const unsharpRadiusPixels = 4;
const unsharpAmount = 3;

/**
 * Unsharp mask over a box mean. Blur fills the rings of a small finder pattern so that they never cross the threshold;
 * this opens them again. Values may leave the range of a byte.
 */
const unsharp = ({ data, width, height }: GrayImage): Int16Array => {
  const radius = unsharpRadiusPixels;
  const sharpened = new Int16Array(data.length);
  const rowStart = (y: number): number => Math.max(0, Math.min(height - 1, y)) * width;
  // A running sum of the rows around the current one, per column.
  const columns = new Int32Array(width);
  for (let y = -radius; y <= radius; y += 1)
    for (let x = 0, from = rowStart(y); x < width; x += 1)
      columns[x] = (columns[x] ?? 0) + (data[from + x] ?? 0);
  const share = unsharpAmount / (2 * radius + 1) ** 2;
  const last = width - 1;
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = -radius; x <= radius; x += 1) sum += columns[Math.max(0, Math.min(last, x))] ?? 0;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      sharpened[at] = (1 + unsharpAmount) * (data[at] ?? 0) - share * sum;
      sum += (columns[Math.min(last, x + radius + 1)] ?? 0) - (columns[Math.max(0, x - radius)] ?? 0);
    }
    const [next, old] = [rowStart(y + radius + 1), rowStart(y - radius)];
    for (let x = 0; x < width; x += 1)
      columns[x] = (columns[x] ?? 0) + (data[next + x] ?? 0) - (data[old + x] ?? 0);
  }
  return sharpened;
};

/** @returns the lowest and the highest brightness of each block */
const blockExtremes = ({ data, width, height }: GrayImage, columns: number, rows: number) => {
  const [darkest, lightest] = [new Uint8Array(columns * rows).fill(255), new Uint8Array(columns * rows)];
  for (let y = 0; y < height; y += 1) {
    const first = Math.floor(y / blockPixels) * columns;
    for (let column = 0, x = 0; column < columns; column += 1) {
      let [low, high] = [darkest[first + column] ?? 0, lightest[first + column] ?? 0];
      for (const end = Math.min(width, x + blockPixels); x < end; x += 1) {
        const value = data[y * width + x] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      darkest[first + column] = low;
      lightest[first + column] = high;
    }
  }
  return { darkest, lightest };
};
