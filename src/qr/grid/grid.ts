import type { Located } from "./finder-triples.ts";
import { brightnessAt, pointIn, viewOf, viewThrough, type Point, type View } from "./homography.ts";
import type { Plane } from "../image/gray-image.ts";

/** How a code may lie in a picture, and how well its timing patterns bear that out: 1 is perfect, chance is about 0. */
export interface Guess {
  code: Located;
  view: View;
  score: number;
}

const mostVersion = 40;

/** By which share one finder pattern may be farther away than the other, at most. */
const mostTilt = 0.25;

/** In modules by which the middle of a timing pattern may move from one tilt tried to the next. */
const tiltStep = 0.35;

/**
 * Finds how many modules a code has and how it is turned away from the eye, by the timing patterns: lines of single
 * modules, dark and light in turn, between its finder patterns.
 *
 * @param plane with the code dark on light
 * @param span versions tried on either side of the likeliest, which the finder patterns tell only roughly
 * @param least score worth a look
 */
export function guessViews(plane: Plane, code: Located, span: number, least: number): Guess[] {
  const { corner, right, down } = code;
  const module = (corner.module + right.module + down.module) / 3;
  const across = Math.hypot(right.x - corner.x, right.y - corner.y);
  const along = Math.hypot(down.x - corner.x, down.y - corner.y);
  // A code of version v has its finder patterns 10 + 4v modules apart.
  const likely = Math.max(1, Math.min(mostVersion, Math.round(((across + along) / 2 / module - 10) / 4)));
  const flat = viewOf(code, 10 + 4 * likely, 0, 0);
  // Of a covered corner's two lines one is half covered, so the busier one counts.
  const turns = Math.max(turnsOn(plane, flat, true), turnsOn(plane, flat, false));
  const guesses: Guess[] = [];
  for (
    let version = Math.max(1, likely - span);
    version <= Math.min(mostVersion, likely + span);
    version += 1
  ) {
    const apart = 10 + 4 * version;
    if (turns < fewestTurns * (apart - 6) || turns > mostTurns * (apart - 6)) continue;
    const level = bestTilt(plane, code, apart, true);
    // Not even a perfect other line would make up for it.
    if ((level.score + 1) / 2 < least) continue;
    const upright = bestTilt(plane, code, apart, false);
    const score = (level.score + upright.score) / 2;
    if (score >= least) guesses.push({ code, view: viewOf(code, apart, level.tilt, upright.tilt), score });
  }
  return guesses;
}

/** Turns from dark to light and back, to the modules of a timing pattern; blur takes some, noise adds some. */
const [fewestTurns, mostTurns] = [0.7, 1.4];

/** Samples a module, and by how many levels a turn passes the mean of the two modules round it. */
const fineness = 4;
const leastTurn = 2;

/** @returns how often a line turns dark or light where a timing pattern would be, however many modules it has */
function turnsOn(plane: Plane, view: View, right: boolean): number {
  const count = (view.apart - 6) * fineness;
  const sums = new Float64Array(count + 1);
  const at = (index: number): number => {
    const place = 3 + (index + 0.5) / fineness;
    return right ? brightnessAt(plane, view, place, 3) : brightnessAt(plane, view, 3, place);
  };
  for (let index = 0; index < count; index += 1) sums[index + 1] = (sums[index] ?? 0) + at(index);
  let turns = 0;
  let side = 0;
  for (let index = 0; index < count; index += 1) {
    const [from, to] = [Math.max(0, index - fineness), Math.min(count, index + fineness + 1)];
    const mean = ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
    const off = (sums[index + 1] ?? 0) - (sums[index] ?? 0) - mean;
    if (Math.abs(off) < leastTurn || Math.sign(off) === side) continue;
    side = Math.sign(off);
    turns += 1;
  }
  return turns;
}

/** The tilt of the other axis moves the three modules to the line aside by little. */
function bestTilt(plane: Plane, code: Located, apart: number, right: boolean) {
  // A tilt moves the middle by a quarter of its share of the whole.
  const step = (4 * tiltStep) / apart;
  const best = { tilt: 0, score: -1 };
  for (let count = Math.floor(mostTilt / step), at = -count; at <= count; at += 1) {
    const tilt = at * step;
    const score = timing(plane, right ? viewOf(code, apart, tilt, 0) : viewOf(code, apart, 0, tilt), right);
    // Of two alike the flatter.
    if (score < best.score || (score === best.score && Math.abs(tilt) >= Math.abs(best.tilt))) continue;
    best.tilt = tilt;
    best.score = score;
  }
  return best;
}

/** By how each module differs from the mean of the two beside it, so that a shadow across does not matter. */
function timing(plane: Plane, view: View, right: boolean): number {
  const last = view.apart - 2;
  let sum = 0;
  let total = 0;
  let before = 0;
  let here = 0;
  for (let at = 3; at < last; at += 1) {
    const next = right ? brightnessAt(plane, view, at, 3) : brightnessAt(plane, view, 3, at);
    if (at > 4) {
      const edge = here - (before + next) / 2;
      sum += at % 2 === 0 ? -edge : edge;
      total += Math.abs(edge);
    }
    before = here;
    here = next;
  }
  // Under two levels a module there is nothing but noise.
  return total < 2 * view.apart ? 0 : sum / total;
}

/** In modules: how far from its place, were the code as guessed, the alignment pattern is looked for, and how finely. */
const reach = 3;
export const steps = 4;

/** Correlation; under it what is there is no alignment pattern. */
export const alike = 0.55;

/** The first version with an alignment pattern is the second. */
const leastAligned = 18;

/**
 * Looks for the alignment pattern near the fourth corner, which tells the perspective better than anything else.
 *
 * @returns the views through its likeliest places, the best first; none when it is not to be seen
 */
export function alignedViews(plane: Plane, { code, view }: Guess, most: number): View[] {
  if (view.apart < leastAligned) return [];
  const middle = view.apart - 3;
  const first = middle - reach - 2;
  const side = 2 * (reach + 2) * steps + 1;
  const samples = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      samples[row * side + column] = brightnessAt(plane, view, first + column / steps, first + row / steps);
  const places: { row: number; column: number; score: number }[] = [];
  for (let row = 2 * steps; row < side - 2 * steps; row += 1)
    for (let column = 2 * steps; column < side - 2 * steps; column += 1) {
      const score = alignment(samples, side, row * side + column);
      if (score > alike) places.push({ row, column, score });
    }
  const apart = (one: (typeof places)[number], other: typeof one): number =>
    Math.hypot(one.row - other.row, one.column - other.column) / steps;
  const chosen: typeof places = [];
  for (const place of places.sort((a, b) => b.score - a.score))
    if (chosen.length < most && chosen.every((one) => apart(one, place) >= 1)) chosen.push(place);
  return chosen
    .map(({ row, column }) => pointIn(view, first + column / steps, first + row / steps))
    .map((point) => viewThrough(code, view.apart, middle, point))
    .filter((through) => through !== undefined);
}

/** In modules: how far the corners of a grid are moved at first and at last to make it fit. */
const [farMove, nearMove] = [0.3, 0.08];

/**
 * Moves the corners of a grid to where its modules differ most: off their middles they run into each other.
 *
 * @returns a view that fits better, or the same
 */
export function refineView(plane: Plane, view: View): View {
  const { apart } = view;
  const corners = [
    pointIn(view, 0, 0),
    pointIn(view, apart, 0),
    pointIn(view, 0, apart),
    pointIn(view, apart, apart),
  ];
  let best = view;
  let most = contrast(plane, view);
  for (let move = farMove; move >= nearMove; move /= 2)
    for (let round = 0; round < 2; round += 1)
      for (const corner of corners)
        for (const [right, down] of [
          [move, 0],
          [-move, 0],
          [0, move],
          [0, -move],
        ] as const) {
          const { x, y } = corner;
          corner.x += right * (view.xa - x * view.wa) + down * (view.xb - x * view.wb);
          corner.y += right * (view.ya - y * view.wa) + down * (view.yb - y * view.wb);
          const next = viewAcross(corners, apart);
          const score = next === undefined ? 0 : contrast(plane, next);
          if (next !== undefined && score > most) [best, most] = [next, score];
          else Object.assign(corner, { x, y });
        }
  return best;
}

function viewAcross([corner, right, down, last]: readonly Point[], apart: number): View | undefined {
  if (corner === undefined || right === undefined || down === undefined || last === undefined)
    return undefined;
  return viewThrough({ corner, right, down }, apart, apart, last);
}

/** @returns the variance of the modules' brightness */
function contrast(plane: Plane, view: View): number {
  const last = view.apart + 3;
  const count = (view.apart + 7) ** 2;
  let [sum, squares] = [0, 0];
  for (let b = -3; b <= last; b += 1)
    for (let a = -3; a <= last; a += 1) {
      const value = brightnessAt(plane, view, a, b);
      sum += value;
      squares += value * value;
    }
  return squares / count - (sum / count) ** 2;
}

/** What 8 light modules among 17 dark ones come to when compared with themselves. */
const templateSpread = Math.sqrt((8 * 17 ** 2 + 17 * 8 ** 2) / 25);

/**
 * How alike samples are to an alignment pattern, a dark ring round a light ring round a dark dot: 1 at most.
 *
 * @param samples `steps` a module, `side` on a side @param at the middle
 */
export function alignment(samples: Float32Array, side: number, at: number): number {
  let [sum, squares, match] = [0, 0, 0];
  for (let down = -2; down <= 2; down += 1)
    for (let over = -2; over <= 2; over += 1) {
      const value = samples[at + (down * side + over) * steps] ?? 0;
      sum += value;
      squares += value * value;
      match += Math.max(Math.abs(down), Math.abs(over)) === 1 ? value * 17 : -value * 8;
    }
  const spread = Math.sqrt(Math.max(0, squares / 25 - (sum / 25) ** 2));
  // Three levels are noise.
  return spread < 3 ? 0 : match / 25 / spread / templateSpread;
}
