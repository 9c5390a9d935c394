import qrcode from "qrcode";
import type { Pixels } from "../../src/qr/image/pixels.ts";
import { lendPixels, type Plane } from "../../src/qr/image/gray-image.ts";

/** A key like a registration's; nobody's. */
export const keyText = "otpauth://totp/%C3%9Cgyf%C3%A9lkapu:proba?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** @returns the plane as a picture of its own */
export function pixelsOf(plane: Plane): Pixels {
  const { data, width, height } = lendPixels(plane);
  return { data: data.slice(), width, height };
}

/** A code drawn on a plain page. `size`: modules on a side. */
export interface Drawn {
  plane: Plane;
  size: number;
}

/** @param module in pixels @param margin of the page around the code, in modules @param page its brightness */
export function drawCode(module: number, margin: number, page = 255, text = keyText): Drawn {
  const { size, data } = qrcode.create(text, { errorCorrectionLevel: "Q" }).modules;
  const side = Math.round((size + 2 * margin) * module);
  const drawn = new Uint8Array(side * side).fill(page);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const [column, row] = [
        Math.floor((x + 0.5) / module) - margin,
        Math.floor((y + 0.5) / module) - margin,
      ];
      if (column < 0 || row < 0 || column >= size || row >= size) continue;
      drawn[y * side + x] = data[row * size + column] ? 0 : 255;
    }
  return { plane: { data: drawn, width: side, height: side }, size };
}

/** Paints a rectangle over a plane; all in pixels. */
export function cover(
  plane: Plane,
  left: number,
  top: number,
  width: number,
  height: number,
  grey = 220,
): Plane {
  for (let y = Math.max(0, top); y < Math.min(plane.height, top + height); y += 1)
    plane.data.fill(
      grey,
      y * plane.width + Math.max(0, left),
      y * plane.width + Math.min(plane.width, left + width),
    );
  return plane;
}

/** @returns the part of a plane left of a column */
export function leftOf({ data, width, height }: Plane, column: number): Plane {
  const cut = new Uint8Array(column * height);
  for (let y = 0; y < height; y += 1) cut.set(data.subarray(y * width, y * width + column), y * column);
  return { data: cut, width: column, height };
}

/** @returns the same with dark and light exchanged */
export function inverse({ data, width, height }: Plane): Plane {
  return { data: data.map((value) => 255 - value), width, height };
}

/** @returns several planes of one height side by side */
export function sideBySide(...planes: readonly Plane[]): Pixels {
  const [width, height] = [planes.reduce((sum, one) => sum + one.width, 0), planes[0]?.height ?? 0];
  const data = new Uint8Array(width * height);
  let left = 0;
  for (const one of planes) {
    for (let y = 0; y < height; y += 1)
      data.set(one.data.subarray(y * one.width, (y + 1) * one.width), y * width + left);
    left += one.width;
  }
  return pixelsOf({ data, width, height });
}

/** @returns the plane with each pixel the mean of those round it, so many to each side */
export function blur({ data, width, height }: Plane, reach: number): Plane {
  const blurred = data.map((_, at) => {
    let [sum, count] = [0, 0];
    for (let y = Math.floor(at / width) - reach, last = y + 2 * reach; y <= last; y += 1)
      for (let x = (at % width) - reach, end = x + 2 * reach; x <= end; x += 1) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        sum += data[y * width + x] ?? 0;
        count += 1;
      }
    return sum / count;
  });
  return { data: blurred, width, height };
}
