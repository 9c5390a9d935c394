import type { Finder } from "./finders.ts";

/** A code by its finder patterns: `corner` between `right` and `down`, in the order of an unmirrored code. */
export interface Located {
  corner: Finder;
  right: Finder;
  down: Finder;
  /** How far from square and alike; the smaller the better. */
  skew: number;
}

/** Between the middles of two finder patterns, in modules: 14 to 170, as measured on a blurred picture. */
const [nearest, farthest] = [11, 180];

/** @returns the likeliest codes first: three finder patterns of one size at the corners of a square */
export function locateCodes(finders: readonly Finder[]): Located[] {
  const located: Located[] = [];
  for (const corner of finders)
    for (const right of finders) {
      if (corner === right || unlikeness(corner, right) > 0.5) continue;
      for (const down of finders) {
        const code = asCode(corner, right, down);
        if (code !== undefined) located.push(code);
      }
    }
  return located.sort((a, b) => a.skew - b.skew);
}

function asCode(corner: Finder, right: Finder, down: Finder): Located | undefined {
  if (right === down || down === corner) return undefined;
  const unlike = Math.max(unlikeness(corner, right), unlikeness(corner, down), unlikeness(right, down));
  if (unlike > 0.5) return undefined;
  const [ux, uy, vx, vy] = [right.x - corner.x, right.y - corner.y, down.x - corner.x, down.y - corner.y];
  const [u, v] = [Math.hypot(ux, uy), Math.hypot(vx, vy)];
  const uneven = Math.max(u, v) / Math.min(u, v) - 1;
  const turn = (ux * vy - uy * vx) / (u * v);
  // A negative turn is the same triple mirrored, which comes with `right` and `down` exchanged.
  if (uneven > 0.5 || turn < 0.75) return undefined;
  const modules = (u + v) / 2 / ((corner.module + right.module + down.module) / 3);
  if (modules < nearest || modules > farthest) return undefined;
  return { corner, right, down, skew: unlike + uneven + (1 - turn) };
}

function unlikeness(one: Finder, other: Finder): number {
  return Math.max(one.module, other.module) / Math.min(one.module, other.module) - 1;
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
      const unlike = unlikeness(a, b);
      const apart = Math.hypot(a.x - b.x, a.y - b.y) / ((a.module + b.module) / 2);
      // Two opposite corners are farther from each other than two on one side.
      if (unlike < 0.3 && apart > nearest && apart < farthest * Math.SQRT2) pairs.push({ a, b, unlike });
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
    whole: 0,
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
