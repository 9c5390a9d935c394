import { SHORTEST } from "../totp/base32.ts";
import type { Token } from "./token.ts";
import { type KeySpan, type KeySpans, clash } from "./key-spans.ts";

/** Bits by which a reading must lead every other one that would give another key. */
const LEAD = 6;

/** Bits at which a second key elsewhere in the message counts as one. */
const SECOND_KEY = 6;

/** The characters that a reading takes for the key. */
export function textOf(chunks: readonly Token[], { from, to }: Pick<KeySpan, "from" | "to">): string {
  return chunks
    .slice(from, to)
    .map(({ text }) => text)
    .join("");
}

/**
 * Whether it is clear where the key of a reading begins and ends, and that it is the only one. A key cut short or
 * lengthened by a word gives codes that look right and never work, so here a doubt is worth a question.
 */
export function hasClearEdges(chunks: readonly Token[], readings: KeySpans, reading: KeySpan): boolean {
  return !(
    hasRival(chunks, readings, reading) ||
    isTwoKeys(chunks, reading) ||
    runsOn(chunks, reading) ||
    startsOrEndsWithWord(chunks, readings, reading)
  );
}

/** Whether another reading is about as good, and would give another key. */
function hasRival(chunks: readonly Token[], readings: KeySpans, best: KeySpan): boolean {
  const text = textOf(chunks, best).toUpperCase();
  return readings.some(Math.min(SECOND_KEY, best.bits - LEAD), (other) => {
    if (readings.length(other.from, other.to) < SHORTEST) return false;
    const apart = other.to <= best.from || other.from >= best.to;
    if (other.bits <= (apart ? SECOND_KEY : best.bits - LEAD)) return false;
    return textOf(chunks, other).toUpperCase() !== text;
  });
}

/** Two runs side by side, each long enough to be a key: one key broken in two, or two keys? */
function isTwoKeys(chunks: readonly Token[], { from, to }: KeySpan): boolean {
  return chunks.slice(from, to).filter(({ size }) => size >= SHORTEST).length > 1;
}

/**
 * Whether the chunk beside the key could just as well be one more group of it: same size and style, or letters and
 * digits mixed. It counts even with a character no key has: a mistyped last group must not be cut off.
 */
function runsOn(chunks: readonly Token[], { from, to }: KeySpan): boolean {
  const groups = chunks.slice(from, to);
  const [first, last] = [groups[0], groups.at(-1)];
  const size = first?.size ?? 0;
  const alike = (chunk: Token, sized: boolean): boolean =>
    chunk.alloyed || (sized && groups.length > 1 && groups.every((group) => !clash(group, chunk)));
  const before = first?.walled === true ? undefined : chunks[from - 1];
  const after = chunks[to]?.walled === true ? undefined : chunks[to];
  if (before !== undefined && alike(before, before.size === size)) return true;
  return after !== undefined && alike(after, last?.size === size && after.size <= size);
}

/** Whether the first or the last group is a word people put beside keys, and without it there is a key still. */
function startsOrEndsWithWord(chunks: readonly Token[], readings: KeySpans, { from, to }: KeySpan): boolean {
  const isWord = (chunk: Token | undefined): boolean =>
    chunk !== undefined &&
    chunk.familiar &&
    chunk.size > 2 &&
    readings.length(from, to) - chunk.size >= SHORTEST;
  return isWord(chunks[from]) || isWord(chunks[to - 1]);
}
