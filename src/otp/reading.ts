import { LONGEST, SHORTEST, possibleLength } from "./base32.ts";
import type { Chunk } from "./chunk.ts";
import { announces } from "./vocabulary.ts";

/**
 * One way to read a message: the chunks `from` (included) to `to` (excluded) are the key, the rest are words.
 * `bits` is what speaks for it against "all of it is words": the evidence of the characters, less what makes a
 * key unlikely (odd length, uneven groups, an unknown word clinging to it).
 */
export interface Reading {
  readonly from: number;
  readonly to: number;
  readonly bits: number;
  /** The characters of the key. */
  readonly text: string;
  /** A label says that a key is meant. */
  readonly labelled: boolean;
}

/** What a length costs, in bits: 16 and 32 characters are what issuers give, some others are seen, most never. */
const USUAL = new Map([
  [16, 0],
  [32, 0],
  [26, 2],
  [52, 2],
  [103, 2],
  [24, 6],
  [40, 6],
  [56, 6],
  [64, 6],
  [20, 8],
]);
const COST = { unusual: 12, impossible: 14, short: 6, uneven: 6, styleChange: 3, unknownBeside: 6 };
const LABEL = { key: 20, code: 10, near: 6 };
const SHOUTING = 2;

/** No reading with less is kept, so that ordinary sentences cost no time. */
const HOPELESS = -30;

/** Readings of more characters than this are not keys, unless they are one single run. */
const FARTHEST = LONGEST + 56;

/** How many chunks before a colon a label may stand: "a kódom most ez:". */
const LABEL_REACH = 3;

/** Running sums over the chunks, so that any reading is judged in constant time. */
interface Sums {
  bits: number[];
  length: number[];
  uneven: number[];
  styles: number[];
}

function sumsOf(chunks: readonly Chunk[]): Sums {
  const sums: Sums = { bits: [0], length: [0], uneven: [0], styles: [0] };
  const grow = (row: number[], by: number): number => row.push((row.at(-1) ?? 0) + by);
  chunks.forEach((chunk, at) => {
    const before = chunks[at - 1];
    grow(sums.bits, chunk.inside + chunk.junction);
    grow(sums.length, chunk.text.length);
    grow(sums.uneven, before && before.text.length !== chunk.text.length ? 1 : 0);
    grow(sums.styles, before && clash(before, chunk) ? 1 : 0);
  });
  return sums;
}

/** Capitals beside small letters. One capital in front is no clash: telephones put it there. */
function clash(one: Chunk, other: Chunk): boolean {
  const styles = [one.style, other.style];
  return styles.includes("upper") && styles.includes("lower");
}

const between = (row: readonly number[], from: number, to: number): number =>
  (row[to] ?? 0) - (row[from] ?? 0);

/** All readings worth considering, in no order. Pure; time grows with the length of the message. */
export function readingsOf(chunks: readonly Chunk[]): Reading[] {
  const sums = sumsOf(chunks);
  const readings: Reading[] = [];
  for (let from = 0; from < chunks.length; from += 1) {
    const label = labelBits(chunks, from);
    for (let to = from + 1; to <= chunks.length; to += 1) {
      if (to > from + 1 && chunks[to - 1]?.walled) break;
      const length = between(sums.length, from, to);
      if (to > from + 1 && length > FARTHEST) break;
      const evidence = between(sums.bits, from, to) - (chunks[from]?.junction ?? 0);
      if (evidence + label < HOPELESS) continue;
      const bits = evidence + label - lengthCost(length) - shapeCost(chunks, sums, from, to);
      if (bits < HOPELESS || (length < SHORTEST && label === 0 && !isWorthNaming(chunks, from, to))) continue;
      const text = chunks.slice(from, to).map((chunk) => chunk.text);
      readings.push({ from, to, bits, text: text.join(""), labelled: label > LABEL.near });
    }
  }
  return readings;
}

/** Whether a label stands before this chunk, and how much it says. */
export function labelBits(chunks: readonly Chunk[], at: number): number {
  const near = announces(chunks[at - 1]?.word ?? "");
  if (at < chunks.length && !chunks[at]?.announced) return near === undefined ? 0 : LABEL.near;
  for (let back = 1; back <= LABEL_REACH && back <= at; back += 1) {
    const label = announces(chunks[at - back]?.word ?? "");
    if (label !== undefined) return LABEL[label];
    if (chunks[at - back]?.walled) break;
  }
  return 0;
}

function lengthCost(length: number): number {
  if (length < SHORTEST) return COST.short;
  const usual = USUAL.get(length);
  if (usual !== undefined) return usual;
  return possibleLength(length) ? COST.unusual : COST.impossible;
}

function shapeCost(chunks: readonly Chunk[], sums: Sums, from: number, to: number): number {
  const last = chunks[to - 1]?.text.length ?? 0;
  const lastButOne = chunks[to - 2]?.text.length ?? 0;
  // A last group that is shorter than the others is only what was left over.
  const leftOver = to - from > 1 && last < lastButOne ? 1 : 0;
  const uneven = Math.max(0, between(sums.uneven, from + 1, to) - leftOver);
  const style = chunks.slice(from, to).every(({ style }) => style === "upper" || style === "digits")
    ? SHOUTING
    : 0;
  const strangers = [chunks[from - 1], chunks[to]].filter((chunk, side) => {
    const walled = side === 0 ? chunks[from]?.walled : chunk?.walled;
    return chunk !== undefined && !walled && !chunk.familiar && couldBelong(chunk);
  });
  return (
    uneven * COST.uneven +
    between(sums.styles, from + 1, to) * COST.styleChange +
    strangers.length * COST.unknownBeside -
    style
  );
}

/** Whether a chunk may be part of a key, or of a key with a wrong character in it. */
export function couldBelong({ plain, text }: Chunk): boolean {
  return plain || (/\p{L}/u.test(text) && /\d/u.test(text));
}

/** Too short for a key, but of its making: eight or more characters, letters and digits mixed. */
function isWorthNaming(chunks: readonly Chunk[], from: number, to: number): boolean {
  const group = chunks.slice(from, to);
  const length = group.reduce((sum, { text }) => sum + text.length, 0);
  return (
    length >= 8 && group.every(couldBelong) && group.some(({ text }) => /[A-Za-z]\d|\d[A-Za-z]/u.test(text))
  );
}

/**
 * Whether the chunk beside a key made of groups could just as well be one more group of it: same size, same style,
 * no wall between. Then nobody can tell where the key begins or ends.
 */
export function runsOn(chunks: readonly Chunk[], { from, to }: Reading): boolean {
  const groups = chunks.slice(from, to);
  const size = groups[0]?.text.length ?? 0;
  const [before, after] = [chunks[from - 1], chunks[to]];
  const alike = (chunk: Chunk): boolean => chunk.plain && groups.every((group) => !clash(group, chunk));
  if (groups.length < 2) return false;
  if (before && !groups[0]?.walled && before.text.length === size && alike(before)) return true;
  const full = groups.at(-1)?.text.length === size;
  return after !== undefined && !after.walled && full && after.text.length <= size && alike(after);
}
