import { drawnText, type ReadCode, type UnreadCode } from "./zxing.ts";
import { equalize } from "../grid/equalize.ts";
import { findFinders, type Finder } from "../grid/finders.ts";
import { fitView } from "../grid/fit.ts";
import { alignedViews, guessViews, refineView, type Guess } from "../grid/grid.ts";
import { completePairs, locateCodes } from "../grid/finder-triples.ts";
import { drawDecided, drawModules, likeness, sampleModules } from "../grid/modules.ts";
import { pointIn, type Point, type View } from "../grid/homography.ts";
import { ink, inkPlane, inversePlane, lendPixels, type Ink, type Plane } from "../image/gray-image.ts";

/** A picture at one size, for codes whose modules have one to five pixels there. What is made of it is made once. */
export class Level {
  readonly plane: Plane;
  /** How many of its pixels one pixel of the picture is. */
  readonly scale: number;
  /** Codes that were plain to see, but whose data is beyond correction; in pixels of the picture. */
  readonly unread: UnreadCode[] = [];
  #inks: Plane | undefined;
  #inverse: Plane | undefined;
  readonly #finders = new Map<Ink, readonly Finder[]>();

  constructor(plane: Plane, scale: number) {
    this.plane = plane;
    this.scale = scale;
  }

  /** @returns the finder patterns drawn in an ink, in pixels of this level */
  finders(drawnIn: Ink): readonly Finder[] {
    const known = this.#finders.get(drawnIn);
    if (known !== undefined) return known;
    const found = findFinders((this.#inks ??= inkPlane(this.plane, true)), drawnIn);
    this.#finders.set(drawnIn, found);
    return found;
  }

  /** @returns the level with what is drawn in that ink dark */
  dark(drawnIn: Ink): Plane {
    return drawnIn === ink.dark ? this.plane : (this.#inverse ??= inversePlane(this.plane));
  }
}

/** How a level is searched. */
interface Search {
  /** By three finder patterns, else by two and every place where the third could be. */
  whole: boolean;
  /** Whose finder patterns are left out. */
  known: readonly ReadCode[];
  /** By `performance.now()`; past it nothing more is tried. */
  until: number;
}

/** Ways in which a code may lie that are looked at, and those that are read; the likeliest first. */
const mostLooks = { whole: 60, pairs: 240 };
const mostReads = { whole: 8, pairs: 6 };

/** Scores of the timing patterns. Of a covered corner's two, one may be half covered. */
const least = { whole: 0.65, pairs: 0.6 };

/** A score that a text on a page hardly ever gets. */
const sure = 0.8;

/** Of the modules every code has: a code has 0.85 of them right and more, everything else hardly 0.7. */
const alike = 0.75;

/** How many modules are tried: a version has four more than the last. The finder patterns tell it only roughly. */
const span = { whole: 3, pairs: 1 };

/** How strongly modules are set off against blur, in turn. */
const sharpnesses = [0, 1, 3];

/** Finds codes by their finder patterns, lays a grid over each and reads it off. */
export async function searchCodes(level: Level, { whole, known, until }: Search): Promise<ReadCode[]> {
  const how = whole ? "whole" : "pairs";
  const found: ReadCode[] = [];
  for (const drawnIn of [ink.dark, ink.light]) {
    const finders = level.finders(drawnIn).filter((one) => !isIn(known, one.x, one.y, level.scale));
    const located = whole ? locateCodes(finders) : completePairs(finders);
    if (located.length === 0) continue;
    const plane = level.dark(drawnIn);
    const guesses: Guess[] = [];
    for (const code of located.slice(0, mostLooks[how])) {
      if (performance.now() > until) return found;
      guesses.push(...guessViews(plane, code, span[how], least[how]));
    }
    guesses.sort((a, b) => worth(b) - worth(a));
    const used = new Set<Finder>();
    let reads = 0;
    for (const guess of guesses) {
      const { corner, right, down } = guess.code;
      if ([corner, right, down].some((one) => used.has(one))) continue;
      if ((reads += 1) > mostReads[how] || performance.now() > until) break;
      const code = await readGuess(level, plane, guess);
      if (code === undefined) continue;
      found.push(code);
      for (const one of [corner, right, down]) used.add(one);
    }
  }
  return found;
}

/** Short timing patterns are matched by chance more often than long ones. */
function worth({ score, view }: Guess): number {
  return score * view.apart ** 0.25;
}

async function readGuess(level: Level, plane: Plane, guess: Guess): Promise<ReadCode | undefined> {
  const { scale } = level;
  const views = [...alignedViews(plane, guess, 2), guess.view];
  for (const view of views) {
    const text = await readView(plane, view);
    if (text !== undefined) return { text, corners: cornersOf(view, scale) };
  }
  const [likeliest] = views;
  if (guess.score < sure || likeliest === undefined) return undefined;
  if (likeness(sampleModules(plane, likeliest)) < alike) return undefined;
  for (const view of [fitView(plane, likeliest), refineView(plane, likeliest)]) {
    const text = (await readView(plane, view)) ?? (await readBlurred(plane, view));
    if (text !== undefined) return { text, corners: cornersOf(view, scale) };
  }
  level.unread.push(unreadCode(likeliest, scale));
  return undefined;
}

function unreadCode(view: View, scale: number): UnreadCode {
  const corners = cornersOf(view, scale);
  const [corner, right] = corners;
  const across = corner && right ? Math.hypot(right.x - corner.x, right.y - corner.y) : 0;
  return { module: across / (view.apart + 7), corners };
}

async function readBlurred(plane: Plane, view: View): Promise<string | undefined> {
  for (const decided of equalize(plane, view)) {
    const text = await drawnText(lendPixels(drawDecided(decided, view.apart + 7)));
    if (text !== undefined) return text;
  }
  return undefined;
}

async function readView(plane: Plane, view: View): Promise<string | undefined> {
  const modules = sampleModules(plane, view);
  for (const sharpness of sharpnesses) {
    const text = await drawnText(lendPixels(drawModules(modules, sharpness)));
    if (text !== undefined) return text;
  }
  return undefined;
}

function cornersOf(view: View, scale: number): Point[] {
  const [first, last] = [-3.5, view.apart + 3.5];
  return [
    pointIn(view, first, first),
    pointIn(view, last, first),
    pointIn(view, last, last),
    pointIn(view, first, last),
  ].map(({ x, y }) => ({ x: x / scale, y: y / scale }));
}

/** @returns whether a point of a level lies in one of the codes */
function isIn(codes: readonly ReadCode[], x: number, y: number, scale: number): boolean {
  return codes.some(({ corners }) => {
    const sides = corners.map((from, index) => {
      const to = corners[(index + 1) % corners.length] ?? from;
      return (to.x - from.x) * (y / scale - from.y) - (to.y - from.y) * (x / scale - from.x);
    });
    return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
  });
}
