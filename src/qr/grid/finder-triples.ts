import type { Finder } from "./finders.ts";

/** Three finder patterns that may belong to one code, named as in an upright, unmirrored code. */
export interface FinderTriple {
  topLeft: Finder;
  topRight: Finder;
  bottomLeft: Finder;
  /** How far the triple is from a square with equal patterns; the smaller the likelier. */
  distortion: number;
}

/** Modules between two finder patterns: 14 to 170, with tolerance for measurements in a blurred picture. */
const [minDistanceModules, maxDistanceModules] = [11, 180];

/** @returns finder patterns of similar size at three corners of a square, the likeliest codes first */
export const findTriples = (finders: readonly Finder[]): FinderTriple[] => {
  const triples: FinderTriple[] = [];
  for (const topLeft of finders)
    for (const topRight of finders) {
      if (topLeft === topRight || sizeDifference(topLeft, topRight) > 0.5) continue;
      for (const bottomLeft of finders) {
        const triple = asTriple(topLeft, topRight, bottomLeft);
        if (triple !== undefined) triples.push(triple);
      }
    }
  return triples.sort((a, b) => a.distortion - b.distortion);
};

const asTriple = (topLeft: Finder, topRight: Finder, bottomLeft: Finder): FinderTriple | undefined => {
  if (topRight === bottomLeft || bottomLeft === topLeft) return undefined;
  const sizes = Math.max(
    sizeDifference(topLeft, topRight),
    sizeDifference(topLeft, bottomLeft),
    sizeDifference(topRight, bottomLeft),
  );
  if (sizes > 0.5) return undefined;
  const [ux, uy] = [topRight.x - topLeft.x, topRight.y - topLeft.y];
  const [vx, vy] = [bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y];
  const [u, v] = [Math.hypot(ux, uy), Math.hypot(vx, vy)];
  const sides = Math.max(u, v) / Math.min(u, v) - 1;
  const sine = (ux * vy - uy * vx) / (u * v);
  // A negative sine is the same triple mirrored, which also occurs with `topRight` and `bottomLeft` exchanged.
  if (sides > 0.5 || sine < 0.75) return undefined;
  const meanModule = (topLeft.moduleSize + topRight.moduleSize + bottomLeft.moduleSize) / 3;
  const modules = (u + v) / 2 / meanModule;
  if (modules < minDistanceModules || modules > maxDistanceModules) return undefined;
  return { topLeft, topRight, bottomLeft, distortion: sizes + sides + (1 - sine) };
};

const sizeDifference = (one: Finder, other: Finder): number =>
  Math.max(one.moduleSize, other.moduleSize) / Math.min(one.moduleSize, other.moduleSize) - 1;

/**
 * Adds to each pair of finder patterns every place where the third could be, for codes with one corner covered.
 *
 * @returns the most similar pairs first
 */
export const completePairs = (finders: readonly Finder[]): FinderTriple[] => {
  const pairs: { a: Finder; b: Finder; difference: number }[] = [];
  for (const [index, a] of finders.entries())
    for (const b of finders.slice(index + 1)) {
      const difference = sizeDifference(a, b);
      const modules = Math.hypot(a.x - b.x, a.y - b.y) / ((a.moduleSize + b.moduleSize) / 2);
      // Opposite corners are farther from each other than corners on one side.
      if (difference < 0.3 && modules > minDistanceModules && modules < maxDistanceModules * Math.SQRT2)
        pairs.push({ a, b, difference });
    }
  return pairs
    .sort((one, other) => one.difference - other.difference)
    .flatMap(({ a, b, difference }) => completions(a, b, difference));
};

const completions = (a: Finder, b: Finder, distortion: number): FinderTriple[] => {
  const [x, y] = [b.x - a.x, b.y - a.y];
  const moduleSize = (a.moduleSize + b.moduleSize) / 2;
  const at = (from: Finder, dx: number, dy: number): Finder => ({
    ...{ x: from.x + dx, y: from.y + dy, moduleSize },
    ...{ crossings: 0, completeCrossings: 0 },
  });
  return [
    { topLeft: a, topRight: b, bottomLeft: at(a, -y, x), distortion },
    { topLeft: b, topRight: at(b, x, y), bottomLeft: a, distortion },
    { topLeft: a, topRight: at(a, y, -x), bottomLeft: b, distortion },
    { topLeft: b, topRight: a, bottomLeft: at(b, y, -x), distortion },
    { topLeft: at(a, (x - y) / 2, (x + y) / 2), topRight: a, bottomLeft: b, distortion },
    { topLeft: at(a, (x + y) / 2, (y - x) / 2), topRight: b, bottomLeft: a, distortion },
  ];
};
