import { alignment, alike, steps } from "./grid.ts";
import { LeastSquares } from "./least-squares.ts";
import { brightnessAt, pointIn, type View } from "./homography.ts";
import type { Plane } from "../image/gray-image.ts";

/** In modules: how far from its place an alignment pattern is looked for, in turn. */
const reaches = [1.5, 1];

/** A point of the grid, in modules from the corner finder pattern's middle, and where it was seen, in pixels. */
interface Seen {
  a: number;
  b: number;
  x: number;
  y: number;
}

/**
 * Lays the grid through all the alignment patterns that are to be seen. A large code has up to 46, and over its many
 * modules the three finder patterns and one more point do not lie exactly enough.
 *
 * @returns the same view when there are too few
 */
export function fitView(plane: Plane, view: View): View {
  let best = view;
  for (const reach of reaches) {
    const seen = alignmentPlaces(view.apart)
      .map(([a, b]) => locate(plane, best, a, b, reach))
      .filter((one) => one !== undefined);
    if (seen.length < 2) return best;
    best = through(seen, best) ?? best;
  }
  return best;
}

/** By the standard: evenly apart, counted from the far corner; three places are taken by the finder patterns. */
function alignmentPlaces(apart: number): [number, number][] {
  const version = (apart - 10) / 4;
  if (version < 7) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const lines = Array.from({ length: count }, (_, at) =>
    at === 0 ? 3 : apart - 3 - (count - 1 - at) * step,
  );
  const last = apart - 3;
  return lines
    .flatMap((a) => lines.map((b): [number, number] => [a, b]))
    .filter(([a, b]) => !((a === 3 && (b === 3 || b === last)) || (a === last && b === 3)));
}

function locate(plane: Plane, view: View, a: number, b: number, reach: number): Seen | undefined {
  const half = Math.round((reach + 2) * steps);
  const side = 2 * half + 1;
  const samples = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      samples[row * side + column] = brightnessAt(
        plane,
        view,
        a + (column - half) / steps,
        b + (row - half) / steps,
      );
  let [best, over, down] = [alike, 0, 0];
  let found = false;
  for (let row = 2 * steps; row < side - 2 * steps; row += 1)
    for (let column = 2 * steps; column < side - 2 * steps; column += 1) {
      const score = alignment(samples, side, row * side + column);
      if (score <= best) continue;
      [best, over, down] = [score, (column - half) / steps, (row - half) / steps];
      found = true;
    }
  return found ? { a, b, ...pointIn(view, a + over, b + down) } : undefined;
}

/** @returns the view in which all these points lie nearest to where they were seen, the finder patterns too */
function through(seen: readonly Seen[], view: View): View | undefined {
  const { apart } = view;
  const finders = [
    [0, 0],
    [apart, 0],
    [0, apart],
  ] as const;
  const points = [...seen, ...finders.map(([a, b]) => ({ a, b, ...pointIn(view, a, b) }))];
  const squares = new LeastSquares(8);
  for (const { a, b, x, y } of points) {
    squares.add(Float64Array.of(1, a, b, 0, 0, 0, -x * a, -x * b), x);
    squares.add(Float64Array.of(0, 0, 0, 1, a, b, -y * a, -y * b), y);
  }
  const solved = squares.solve();
  if (solved === undefined) return undefined;
  const [x = 0, xa = 0, xb = 0, y = 0, ya = 0, yb = 0, wa = 0, wb = 0] = solved;
  return { apart, x, xa, xb, y, ya, yb, wa, wb };
}
