import type { Pixels } from "./pixels.ts";

/** Brightness only, 0 to 255, row by row. `width`, `height` in pixels. */
export interface Plane {
  data: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** What a pixel is against its neighbourhood. A code is drawn in the one or, inverted, in the other. */
export const ink = { dark: 1, light: 2 } as const;
export type Ink = (typeof ink)[keyof typeof ink];

/** Of 255 levels; JPEG noise on a plain page must not count. */
const leastContrast = 12;

/** @returns the brightness (Rec. 601 weights) of a picture */
export function planeOf({ data, width, height }: Pixels): Plane {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    grey[at] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  }
  return { data: grey, width, height };
}

/** Kept, because a picture asks for dozens of them, and freed ones pile up faster than they are collected. */
let scratch = new Uint32Array(0);

/** @returns the plane as the decoders take it; good until the next call in this thread */
export function lendPixels({ data, width, height }: Plane): Pixels {
  const count = width * height;
  if (scratch.length < count) scratch = new Uint32Array(count);
  // The three colours alike and opaque, in one write; the order of the bytes does not matter to grey.
  for (let at = 0; at < count; at += 1) scratch[at] = ((data[at] ?? 0) * 0x010101) | 0xff000000;
  return { data: new Uint8ClampedArray(scratch.buffer, 0, count * 4), width, height };
}

/** In pixels; a pixel is judged by the blocks round its own, three on a side. */
const block = 8;

/**
 * Tells dark from light by the neighbourhood, so that neither a shadow nor a dark page hides a code: halfway between
 * the darkest and the lightest there. Sees patterns up to about 30 pixels; larger ones have to be shrunk first.
 *
 * @param sharply what blur took is given back first; small patterns turn up in more places then
 * @returns an `ink` a pixel, or 0 where there is hardly any contrast
 */
export function inkPlane(plane: Plane, sharply: boolean): Plane {
  const { width, height } = plane;
  const data = sharply ? setOff(plane) : plane.data;
  const [columns, rows] = [Math.ceil(width / block), Math.ceil(height / block)];
  const { darkest, lightest } = extremes(plane, columns, rows);
  const inks = new Uint8Array(width * height);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      let [low, high] = [255, 0];
      for (let near = Math.max(0, row - 1); near <= Math.min(rows - 1, row + 1); near += 1)
        for (let at = Math.max(0, column - 1); at <= Math.min(columns - 1, column + 1); at += 1) {
          low = Math.min(low, darkest[near * columns + at] ?? 0);
          high = Math.max(high, lightest[near * columns + at] ?? 0);
        }
      if (high - low < leastContrast) continue;
      const cut = (low + high) >> 1;
      const end = Math.min(width, (column + 1) * block);
      for (let y = row * block; y < Math.min(height, (row + 1) * block); y += 1)
        for (let at = y * width + column * block; at < y * width + end; at += 1)
          inks[at] = (data[at] ?? 0) <= cut ? ink.dark : ink.light;
    }
  return { data: inks, width, height };
}

/** How far round a pixel the mean is taken from which it is set off, in pixels, and how many times. */
const reach = 4;
const sharpness = 3;

/**
 * Blur fills the rings of a finder pattern, so that they never pass halfway to the page's brightness. Each pixel is set
 * off from the mean round it, which opens them again.
 */
function setOff({ data, width, height }: Plane): Int16Array {
  const off = new Int16Array(data.length);
  const row = (y: number): number => Math.max(0, Math.min(height - 1, y)) * width;
  // Of the pixels above and below, column by column.
  const columns = new Int32Array(width);
  for (let y = -reach; y <= reach; y += 1)
    for (let x = 0, from = row(y); x < width; x += 1) columns[x] = (columns[x] ?? 0) + (data[from + x] ?? 0);
  const share = sharpness / (2 * reach + 1) ** 2;
  const last = width - 1;
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = -reach; x <= reach; x += 1) sum += columns[Math.max(0, Math.min(last, x))] ?? 0;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      off[at] = (1 + sharpness) * (data[at] ?? 0) - share * sum;
      sum += (columns[Math.min(last, x + reach + 1)] ?? 0) - (columns[Math.max(0, x - reach)] ?? 0);
    }
    for (let x = 0, [next, old] = [row(y + reach + 1), row(y - reach)] as const; x < width; x += 1)
      columns[x] = (columns[x] ?? 0) + (data[next + x] ?? 0) - (data[old + x] ?? 0);
  }
  return off;
}

function extremes({ data, width, height }: Plane, columns: number, rows: number) {
  const [darkest, lightest] = [new Uint8Array(columns * rows).fill(255), new Uint8Array(columns * rows)];
  for (let y = 0; y < height; y += 1) {
    const first = Math.floor(y / block) * columns;
    for (let column = 0, x = 0; column < columns; column += 1) {
      let [low, high] = [darkest[first + column] ?? 0, lightest[first + column] ?? 0];
      for (const end = Math.min(width, x + block); x < end; x += 1) {
        const value = data[y * width + x] ?? 0;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      darkest[first + column] = low;
      lightest[first + column] = high;
    }
  }
  return { darkest, lightest };
}

/** @returns the same with dark and light exchanged */
export function inversePlane({ data, width, height }: Plane): Plane {
  const inverse = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) inverse[at] = 255 - (data[at] ?? 0);
  return { data: inverse, width, height };
}
