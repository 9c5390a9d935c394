import { knownDark, localMeans } from "./modules.ts";
import { LeastSquares } from "./least-squares.ts";
import { brightnessAt, type View } from "./homography.ts";
import type { Plane } from "../image/gray-image.ts";

/** Samples a module on each axis, and how many are looked at to either side of its middle. */
const fineness = 2;
const beside = 2;
const across = 2 * beside + 1;

/** As `LeastSquares.solve` takes it; noise must not be mistaken for a pattern. */
const calm = 0.02;

/** What is known for sure counts more than what was only decided. */
const knownWeight = 3;

const mostRounds = 4;

/**
 * Decides the modules of a blurred code. How a module shows in the samples in and around it is learnt from what was
 * decided before, finder and timing patterns first of all, and decides anew: so blur, noise and a grid a little off are
 * met as they are in this picture.
 *
 * @returns of each round the modules, row by row, below 0 for dark; a round that changes nothing is the last
 */
export function* equalize(plane: Plane, view: View): Generator<Float32Array> {
  const size = view.apart + 7;
  const { terms, middles } = termsOf(plane, view, size);
  let decided: Float32Array = middles;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = decideAnew(terms, decided, size);
    if (next === undefined) return;
    yield next;
    const before = decided;
    if (round > 0 && next.every((value, at) => value < 0 === (before[at] ?? 0) < 0)) return;
    decided = next;
  }
}

/** For each module its samples, set off from the mean around it by the usual deviation there, and a constant. */
function termsOf(plane: Plane, view: View, size: number): { terms: Float64Array[]; middles: Float32Array } {
  const side = (size - 1) * fineness + across;
  const samples = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      samples[row * side + column] = brightnessAt(
        plane,
        view,
        (column - beside) / fineness - 3,
        (row - beside) / fineness - 3,
      );
  const middles = new Float32Array(size * size);
  const sampleAt = (row: number, column: number): number => row * fineness * side + column * fineness;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      middles[row * size + column] = samples[sampleAt(row, column) + beside * (side + 1)] ?? 0;
  const means = localMeans(middles, size);
  const spreads = localMeans(
    middles.map((value, at) => Math.abs(value - (means[at] ?? 0))),
    size,
  );
  const terms: Float64Array[] = [];
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      const [mean, spread] = [means[at] ?? 0, Math.max(1, spreads[at] ?? 1)];
      const own = new Float64Array(across * across + 1).fill(1);
      const from = sampleAt(row, column);
      for (let term = 0; term < across * across; term += 1)
        own[term] =
          ((samples[from + Math.floor(term / across) * side + (term % across)] ?? 0) - mean) / spread;
      terms.push(own);
      middles[at] = ((middles[at] ?? 0) - mean) / spread;
    }
  return { terms, middles };
}

function decideAnew(
  terms: readonly Float64Array[],
  decided: Float32Array,
  size: number,
): Float32Array | undefined {
  const learnt = new LeastSquares(across * across + 1);
  for (const [at, own] of terms.entries()) {
    const known = knownDark(size, Math.floor(at / size), at % size);
    const dark = known ?? (decided[at] ?? 0) < 0;
    learnt.add(own, dark ? -1 : 1, known === undefined ? 1 : knownWeight);
  }
  const weights = learnt.solve(calm);
  if (weights === undefined) return undefined;
  return Float32Array.from(terms, (own) =>
    own.reduce((sum, term, index) => sum + term * (weights[index] ?? 0), 0),
  );
}
