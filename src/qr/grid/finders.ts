import type { Ink, Plane } from "../image/gray-image.ts";

/**
 * One of the three large squares in a code's corners. `x`, `y`: its middle; `module`: pixels a module; `rows`: lines that
 * crossed it; `whole`: those on which its outer ring had the right width too.
 */
export interface Finder {
  x: number;
  y: number;
  module: number;
  rows: number;
  whole: number;
}

/** More than any page of codes holds; a field of finder patterns must not cost a search of all its triples. */
const mostFinders = 24;
const mostMarks = 1000;

/** A run may be off by half a module and the rounding to whole pixels. */
const slack = (module: number): number => module * 0.5 + 0.6;

/** Lengths of runs in pixels: outer ring, inner ring, middle, inner ring, outer ring. */
type Runs = [number, number, number, number, number];

/** What a pattern is followed on. */
interface Ground {
  inks: Plane;
  drawnIn: Ink;
}

/**
 * The middles of runs of an ink with the widths 1:1:3:1:1, checked across as well. An outer ring of any width is taken:
 * on a dark ground, without a quiet zone, it has no outer edge.
 *
 * @returns the surest; those seen whole in any case
 */
export function findFinders(inks: Plane, drawnIn: Ink): Finder[] {
  const ground: Ground = { inks, drawnIn };
  const found: Finder[] = [];
  const isSeen = (sure: number, { module }: Finder): boolean => sure >= Math.min(3, module);
  let open: Finder[] = [];
  for (let y = 0; y < inks.height && found.length < mostMarks; y += 1) {
    open = open.filter((one) => {
      const ends = y - one.y >= 2 * one.module + 2;
      // Noise has marks of a line or two everywhere; they must not use up what is kept before the code is reached.
      if (ends && isSeen(one.rows, one)) found.push(one);
      return !ends;
    });
    markRow(ground, y, (x, wide) => {
      if (open.length >= mostMarks) return;
      const next = cross(ground, x, y, wide);
      if (next !== undefined) add(open, next);
    });
  }
  found.push(...open);
  const surest = (sure: (one: Finder) => number): Finder[] =>
    found
      .filter((one) => isSeen(sure(one), one))
      .sort((a, b) => sure(b) / b.module - sure(a) / a.module)
      .slice(0, mostFinders);
  return [...new Set([...surest(({ whole }) => whole), ...surest(({ rows }) => rows)])];
}

/** Tells of the middle of what looks like a finder pattern in one line of pixels, and whether its outer ring does too. */
function markRow({ inks, drawnIn }: Ground, y: number, mark: (x: number, whole: boolean) => void): void {
  const { data, width } = inks;
  const line = y * width;
  let [a, b, c, d, start] = [0, 0, 0, 0, 0];
  let drawn = false;
  for (let x = 0; x <= width; x += 1) {
    if (x < width && (data[line + x] === drawnIn) === drawn) continue;
    const length = x - start;
    // Most runs are turned away here: the middle is wider than the rings beside it.
    if (drawn && c > b && c > d && isFinder(a, b, c, d, length))
      mark(start - d - c / 2, isWhole(a, b, c, d, length));
    [a, b, c, d] = [b, c, d, length];
    start = x;
    drawn = !drawn;
  }
}

function isWhole(a: number, b: number, c: number, d: number, e: number): boolean {
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

function isFinder(a: number, b: number, c: number, d: number, e: number): boolean {
  const module = (b + c + d) / 5;
  return module >= 1 && isWhole(Math.min(a, module), b, c, d, Math.min(e, module));
}

/** Follows the pattern up and down from a row's middle, then left and right from there. */
function cross(ground: Ground, x: number, y: number, wide: boolean): Finder | undefined {
  const column = Math.floor(x);
  const down = along(ground, column, y, 0, 1);
  if (down === undefined) return undefined;
  const middleY = y + down.shift;
  const over = along(ground, column, Math.round(middleY), 1, 0);
  if (over === undefined) return undefined;
  if (Math.abs(down.module - over.module) > 0.35 * Math.max(down.module, over.module)) return undefined;
  const whole = wide && down.whole && over.whole ? 1 : 0;
  const module = (down.module + over.module) / 2;
  return { x: column + over.shift + 0.5, y: middleY + 0.5, module, rows: 1, whole };
}

/** As a new mark, or as another line across a known one. */
function add(open: Finder[], next: Finder): void {
  const known = open.find(
    (one) =>
      Math.abs(one.x - next.x) < 1.5 * one.module &&
      Math.abs(one.y - next.y) < 1.5 * one.module &&
      Math.abs(one.module - next.module) < 0.5 * one.module,
  );
  if (known === undefined) {
    open.push(next);
    return;
  }
  const share = 1 / (known.rows + 1);
  known.x += (next.x - known.x) * share;
  known.y += (next.y - known.y) * share;
  known.module += (next.module - known.module) * share;
  known.rows += 1;
  known.whole += next.whole;
}

/** @returns how far the pattern's middle lies from the start, and its modules, in pixels */
function along(ground: Ground, x: number, y: number, dx: number, dy: number) {
  const [a, b, c] = arm(ground, x, y, -dx, -dy);
  const [d, e, f] = arm(ground, x + dx, y + dy, dx, dy);
  const runs: Runs = [c, b, a + d, e, f];
  if (!isFinder(...runs)) return undefined;
  // The outer ring is left out: on a dark ground it has no end.
  return { shift: (d - a) / 2, module: (b + a + d + e) / 5, whole: isWhole(...runs) };
}

/** The lengths of the drawn, bare and drawn run that follow each other from a point on. */
function arm(
  { inks: { data, width, height }, drawnIn }: Ground,
  x: number,
  y: number,
  dx: number,
  dy: number,
): [number, number, number] {
  const runs: [number, number, number] = [0, 0, 0];
  for (const run of [0, 1, 2] as const)
    while (x >= 0 && y >= 0 && x < width && y < height && (data[y * width + x] === drawnIn) === (run !== 1)) {
      runs[run] += 1;
      x += dx;
      y += dy;
    }
  return runs;
}
