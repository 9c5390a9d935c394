import type { Ink, Plane } from "./plane.ts";

/** One of the three large squares in a code's corners. `x`, `y`: its middle; `module`: px a module; `rows`: lines that crossed it. */
export interface Finder {
  x: number;
  y: number;
  module: number;
  rows: number;
}

/** A code by its finder patterns: `corner` between `right` and `down`, in the order of an unmirrored code. */
export interface Located {
  corner: Finder;
  right: Finder;
  down: Finder;
  /** How far from square and alike; the smaller the better. */
  skew: number;
}

/** More than any page of codes holds; a field of finder patterns must not cost a search of all its triples. */
const mostFinders = 24;
const mostMarks = 1000;

/** A run may be off by half a module and the rounding to whole pixels. */
const slack = (module: number): number => module * 0.5 + 0.6;

/** How strictly a line across a pattern is judged. */
type Judge = (runs: readonly number[]) => boolean;

/**
 * The middles of runs of an ink with the widths 1:1:3:1:1, checked across as well.
 *
 * @param naked take an outer ring of any width: on a dark ground, without a quiet zone, it has no outer edge
 */
export function findFinders(inks: Plane, drawnIn: Ink, naked = false): Finder[] {
  const isFinder = naked ? isNakedFinder : isWholeFinder;
  const found: Finder[] = [];
  for (let y = 0; y < inks.height && found.length < mostMarks; y += 1) {
    for (const x of middlesIn(inks.data.subarray(y * inks.width, (y + 1) * inks.width), drawnIn, isFinder))
      cross({ inks, drawnIn, isFinder }, found, x, y);
  }
  return found
    .filter(({ rows, module }) => rows >= Math.min(3, module))
    .sort((a, b) => b.rows / b.module - a.rows / a.module)
    .slice(0, mostFinders);
}

/** @returns the middles of what looks like a finder pattern in one line of pixels */
function middlesIn(line: Uint8Array, drawnIn: Ink, isFinder: Judge): number[] {
  const middles: number[] = [];
  const runs = [0, 0, 0, 0, 0];
  let drawn = false;
  let length = 0;
  for (let x = 0; x <= line.length; x += 1) {
    if (x < line.length && (line[x] === drawnIn) === drawn) {
      length += 1;
      continue;
    }
    runs.shift();
    runs.push(length);
    if (drawn && isFinder(runs)) middles.push(x - (runs[4] ?? 0) - (runs[3] ?? 0) - (runs[2] ?? 0) / 2);
    drawn = !drawn;
    length = 1;
  }
  return middles;
}

function isWholeFinder(runs: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = runs;
  if (a === 0 || b === 0) return false;
  const module = (a + b + c + d + e) / 7;
  const off = slack(module);
  return (
    module >= 1 &&
    Math.abs(a - module) <= off &&
    Math.abs(b - module) <= off &&
    Math.abs(c - 3 * module) <= 2 * off &&
    Math.abs(d - module) <= off &&
    Math.abs(e - module) <= off
  );
}

function isNakedFinder(runs: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = runs;
  const module = (b + c + d) / 5;
  return module >= 1 && isWholeFinder([Math.min(a, module), b, c, d, Math.min(e, module)]);
}

/** What a pattern is followed on. */
interface Ground {
  inks: Plane;
  drawnIn: Ink;
  isFinder: Judge;
}

/** Follows the pattern up and down from a row's middle, then left and right from there. */
function cross(ground: Ground, found: Finder[], x: number, y: number): void {
  const column = Math.floor(x);
  const down = along(ground, column, y, 0, 1);
  if (down === undefined) return;
  const middleY = y + down.shift;
  const over = along(ground, column, Math.round(middleY), 1, 0);
  if (over === undefined) return;
  const [tall, wide] = [down.module, over.module];
  if (Math.abs(tall - wide) > 0.35 * Math.max(tall, wide)) return;
  add(found, { x: column + over.shift + 0.5, y: middleY + 0.5, module: (tall + wide) / 2, rows: 1 });
}

function add(found: Finder[], next: Finder): void {
  const known = found.find(
    (one) =>
      Math.abs(one.x - next.x) < 1.5 * one.module &&
      Math.abs(one.y - next.y) < 1.5 * one.module &&
      Math.abs(one.module - next.module) < 0.5 * one.module,
  );
  if (known === undefined) {
    found.push(next);
    return;
  }
  const share = 1 / (known.rows + 1);
  known.x += (next.x - known.x) * share;
  known.y += (next.y - known.y) * share;
  known.module += (next.module - known.module) * share;
  known.rows += 1;
}

/** @returns how far the pattern's middle lies from the start, and its modules, in pixels */
function along(ground: Ground, x: number, y: number, dx: number, dy: number) {
  const [a = 0, b = 0, c = 0] = arm(ground, x, y, -dx, -dy);
  const [d = 0, e = 0, f = 0] = arm(ground, x + dx, y + dy, dx, dy);
  if (!ground.isFinder([c, b, a + d, e, f])) return undefined;
  // The outer ring is left out: on a dark ground it has no end.
  return { shift: (d - a) / 2, module: (b + a + d + e) / 5 };
}

/** The lengths of the drawn, bare and drawn run that follow each other from a point on. */
function arm(
  { inks: { data, width, height }, drawnIn }: Ground,
  x: number,
  y: number,
  dx: number,
  dy: number,
) {
  const runs = [0, 0, 0];
  for (let run = 0; run < 3; run += 1) {
    while (x >= 0 && y >= 0 && x < width && y < height && (data[y * width + x] === drawnIn) === (run !== 1)) {
      runs[run] = (runs[run] ?? 0) + 1;
      x += dx;
      y += dy;
    }
  }
  return runs;
}

/** @returns the likeliest codes first: three finder patterns of one size at the corners of a square */
export function locateCodes(finders: readonly Finder[]): Located[] {
  const located: Located[] = [];
  for (const corner of finders)
    for (const right of finders)
      for (const down of finders) {
        const code = asCode(corner, right, down);
        if (code !== undefined) located.push(code);
      }
  return located.sort((a, b) => a.skew - b.skew);
}

function asCode(corner: Finder, right: Finder, down: Finder): Located | undefined {
  if (corner === right || right === down || down === corner) return undefined;
  const sizes = [corner.module, right.module, down.module];
  const unlike = Math.max(...sizes) / Math.min(...sizes) - 1;
  const [ux, uy, vx, vy] = [right.x - corner.x, right.y - corner.y, down.x - corner.x, down.y - corner.y];
  const [u, v] = [Math.hypot(ux, uy), Math.hypot(vx, vy)];
  const uneven = Math.max(u, v) / Math.min(u, v) - 1;
  const turn = (ux * vy - uy * vx) / (u * v);
  // A negative turn is the same triple mirrored, which comes with `right` and `down` exchanged.
  if (unlike > 0.5 || uneven > 0.5 || turn < 0.75) return undefined;
  const modules = (u + v) / 2 / ((corner.module + right.module + down.module) / 3);
  if (modules < 11 || modules > 180) return undefined;
  return { corner, right, down, skew: unlike + uneven + (1 - turn) };
}

/**
 * Where the third finder pattern would be, were these two of one code: for a code one of whose corners is covered.
 *
 * @returns every way to complete each pair, the most alike pairs first
 */
export function completePairs(finders: readonly Finder[]): Located[] {
  const pairs: { a: Finder; b: Finder; unlike: number }[] = [];
  for (const [index, a] of finders.entries())
    for (const b of finders.slice(index + 1)) {
      const module = (a.module + b.module) / 2;
      const unlike = Math.max(a.module, b.module) / Math.min(a.module, b.module) - 1;
      const apart = Math.hypot(a.x - b.x, a.y - b.y) / module;
      if (unlike < 0.3 && apart > 11 && apart < 250) pairs.push({ a, b, unlike });
    }
  return pairs
    .sort((one, other) => one.unlike - other.unlike)
    .flatMap(({ a, b, unlike }) => completions(a, b, unlike));
}

function completions(a: Finder, b: Finder, skew: number): Located[] {
  const [x, y] = [b.x - a.x, b.y - a.y];
  const at = (from: Finder, dx: number, dy: number): Finder => ({
    x: from.x + dx,
    y: from.y + dy,
    module: (a.module + b.module) / 2,
    rows: 0,
  });
  return [
    { corner: a, right: b, down: at(a, -y, x), skew },
    { corner: b, right: at(b, x, y), down: a, skew },
    { corner: a, right: at(a, y, -x), down: b, skew },
    { corner: b, right: a, down: at(b, y, -x), skew },
    { corner: at(a, (x - y) / 2, (x + y) / 2), right: a, down: b, skew },
    { corner: at(a, (x + y) / 2, (y - x) / 2), right: b, down: a, skew },
  ];
}
