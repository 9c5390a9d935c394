import type { Plane } from "./plane.ts";
import { samplePlane } from "./redraw.ts";

/** A point in pixels. */
type Point = readonly [x: number, y: number];

/** Pixels on a side of what comes out at most; a code alone needs no more. */
const largestSide = 900;

/**
 * A code cropped to its modules on a dark ground has no quiet zone. Finds the smallest upright or turned rectangle
 * round everything light and puts a white margin round it.
 *
 * @returns undefined when the border is not dark, or what is light is far from square
 */
export function frameLight(plane: Plane): Plane | undefined {
  const cut = borderCut(plane);
  if (cut === undefined) return undefined;
  const hull = convexHull(lightEnds(plane, cut));
  if (hull.length < 3) return undefined;
  const { x, y, ux, uy, width, height } = smallestRectangle(hull);
  const side = Math.max(width, height);
  if (side < 20 || Math.min(width, height) / side < 0.7) return undefined;
  const zoom = Math.min(1, largestSide / side);
  const [units, from] = [Math.ceil(side), -Math.ceil(side * 0.12)];
  const framed = samplePlane(
    plane,
    { x, y, ux, uy, vx: -uy, vy: ux },
    { from, units: units - 2 * from, zoom },
  );
  const [left, right] = [Math.round(-from * zoom), Math.round((width - from) * zoom)];
  const bottom = Math.round((height - from) * zoom);
  for (let row = 0; row < framed.height; row += 1) {
    const line = framed.data.subarray(row * framed.width, (row + 1) * framed.width);
    if (row < left || row >= bottom) line.fill(255);
    else line.fill(255, 0, left).fill(255, right);
  }
  return framed;
}

/** @returns the brightness between the border and the light in it; undefined when the border is not dark */
function borderCut({ data, width, height }: Plane): number | undefined {
  const counts = new Uint32Array(256);
  const step = Math.max(1, Math.floor((width + height) / 2000));
  let total = 0;
  const count = (at: number): void => {
    counts[data[at] ?? 0] = (counts[data[at] ?? 0] ?? 0) + 1;
    total += 1;
  };
  for (let x = 0; x < width; x += step) {
    count(x);
    count((height - 1) * width + x);
  }
  for (let y = 0; y < height; y += step) {
    count(y * width);
    count(y * width + width - 1);
  }
  let seen = 0;
  let border = 0;
  while (border < 255 && (seen += counts[border] ?? 0) < total * 0.9) border += 1;
  let lightest = 0;
  for (let at = 0; at < data.length; at += 97) lightest = Math.max(lightest, data[at] ?? 0);
  return lightest - border < 50 ? undefined : (border + lightest) / 2;
}

/** The outermost light pixels of each row; single ones are noise. */
function lightEnds({ data, width, height }: Plane, cut: number): Point[] {
  const ends: Point[] = [];
  for (let y = 0; y < height; y += 1) {
    const line = y * width;
    const lightPair = (x: number): boolean => (data[line + x] ?? 0) > cut && (data[line + x + 1] ?? 0) > cut;
    let left = 0;
    while (left + 1 < width && !lightPair(left)) left += 1;
    if (left + 1 >= width) continue;
    let right = width - 2;
    while (right > left && !lightPair(right)) right -= 1;
    ends.push([left, y], [right + 2, y], [left, y + 1], [right + 2, y + 1]);
  }
  return ends;
}

/** Andrew's monotone chain. */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && !turnsLeft(chain.at(-2), chain.at(-1), point)) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turnsLeft(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (a === undefined || b === undefined) return true;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
}

/** One of its sides lies on a side of the hull. `x`, `y`: a corner; `ux`, `uy`: the direction of its width. */
function smallestRectangle(hull: readonly Point[]) {
  let best = { x: 0, y: 0, ux: 1, uy: 0, width: 0, height: 0 };
  let least = Infinity;
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] ?? from;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (length === 0) continue;
    const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const a = hull.map(([x, y]) => x * ux + y * uy);
    const b = hull.map(([x, y]) => y * ux - x * uy);
    const [left, top] = [Math.min(...a), Math.min(...b)];
    const [width, height] = [Math.max(...a) - left, Math.max(...b) - top];
    if (width * height >= least) continue;
    least = width * height;
    best = { x: left * ux - top * uy, y: left * uy + top * ux, ux, uy, width, height };
  }
  return best;
}
