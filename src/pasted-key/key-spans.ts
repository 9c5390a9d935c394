import { LONGEST, SHORTEST, possibleLength } from "../totp/base32.ts";
import type { Token } from "./token.ts";
import { announces } from "./familiar-words.ts";

/**
 * One way to read a message: the chunks `from` (included) to `to` (excluded) are the key, the rest are words.
 * `bits` is what speaks for it against "all of it is words": the evidence of the characters, less what makes a
 * key unlikely (odd length, uneven groups, an unknown word clinging to it).
 */
export interface KeySpan {
  readonly from: number;
  readonly to: number;
  readonly bits: number;
}

/** Lengths that issuers give, and what each costs in bits; 16 and 32 are by far the commonest. */
const LENGTH_COST: Record<number, number> = {
  ...{ 16: 0, 32: 0, 26: 2, 52: 2, 103: 2, 20: 4, 24: 4 },
  ...{ 18: 8, 21: 8, 23: 8, 40: 8, 56: 8, 64: 8 },
};
const COST = { unusual: 12, impossible: 14, short: 6, uneven: 6, styleChange: 3, stranger: 6, twin: 10 };

/** Bits for a label with a colon before the key, for one without, and for all capitals (weak: people shout). */
const LABEL = { key: 20, code: 10 };
const LABEL_NEAR = 6;
const CAPITALS = 2;

/** Bits for each further group as long as the first: words of one or two letters seldom come in rows. */
const evenness = (size: number): number => [0, 4, 3][size] ?? 1;

/** A message without hope costs no more time. */
const HOPELESS = -30;

/** A key has at most so many groups: 64 characters spelt one by one, 128 in twos, the longest one in fours. */
const MOST_GROUPS = 64;
const MOST_CHARACTERS = LONGEST + 51;

/** In a message of thousands of pieces fewer groups are tried: nobody waits for the bot because of a prank. */
const MOST_TRIES = 12_000;

/** How many chunks before a colon a label may stand: "a kódom most ez:". */
const LABEL_REACH = 3;

/** Something too short for a key is named only from this length on, unless a label stands before it. */
const WORTH_NAMING = 8;

/** Running sums over the chunks, so that any reading is judged in constant time. */
interface Sums {
  bits: Float64Array;
  length: Float64Array;
  uneven: Float64Array;
  clashes: Float64Array;
  small: Float64Array;
  mixed: Float64Array;
  alien: Float64Array;
}

function sumsOf(chunks: readonly Token[]): Sums {
  const row = (of: (chunk: Token, before: Token | undefined) => number): Float64Array => {
    const sums = new Float64Array(chunks.length + 1);
    chunks.forEach((chunk, at) => (sums[at + 1] = (sums[at] ?? 0) + of(chunk, chunks[at - 1])));
    return sums;
  };
  return {
    bits: row(({ inside, junction }) => inside + junction),
    length: row(({ size }) => size),
    uneven: row(({ size }, before) => Number(before?.size !== size)),
    clashes: row((chunk, before) => Number(before !== undefined && clash(before, chunk))),
    small: row(({ style }) => Number(style === "lower" || style === "mixed")),
    mixed: row(({ alloyed }) => Number(alloyed)),
    alien: row((chunk) => Number(!couldBelong(chunk))),
  };
}

/** Capitals beside small letters. One capital in front is no clash: telephones put it there. */
export function clash(one: Token, other: Token): boolean {
  return (
    (one.style === "upper" && other.style === "lower") || (one.style === "lower" && other.style === "upper")
  );
}

/** Whether a chunk may be part of a key, or of a key with a wrong character in it. */
function couldBelong({ plain, alloyed }: Token): boolean {
  return plain || alloyed;
}

/** Judges the readings of one message. Pure; time grows with the length of the message. */
export class KeySpans {
  readonly #chunks: readonly Token[];
  readonly #sums: Sums;

  constructor(chunks: readonly Token[]) {
    this.#chunks = chunks;
    this.#sums = sumsOf(chunks);
  }

  /** The reading that most speaks for, if any is worth a thought. */
  best(): KeySpan | undefined {
    let best: KeySpan | undefined;
    this.some(HOPELESS, (reading) => {
      if (best === undefined || reading.bits > best.bits) best = reading;
      return false;
    });
    return best;
  }

  /** Whether any reading with more bits than `above` passes the test. */
  some(above: number, test: (reading: KeySpan) => boolean): boolean {
    const chunks = this.#chunks;
    const groups = Math.min(MOST_GROUPS, Math.ceil(MOST_TRIES / chunks.length));
    for (let from = 0; from < chunks.length; from += 1) {
      const label = labelBits(chunks, from);
      const farthest = Math.min(chunks.length, from + groups);
      for (let to = from + 1; to <= farthest; to += 1) {
        if (to > from + 1 && (chunks[to - 1]?.walled === true || this.length(from, to) > MOST_CHARACTERS))
          break;
        const bits = this.#bits(from, to, label);
        if (bits > above && test({ from, to, bits })) return true;
      }
    }
    return false;
  }

  /** Characters of a reading. */
  length(from: number, to: number): number {
    return this.#sum("length", from, to);
  }

  #sum(quantity: keyof Sums, from: number, to: number): number {
    const sums = this.#sums[quantity];
    return (sums[to] ?? 0) - (sums[from] ?? 0);
  }

  #bits(from: number, to: number, label: number): number {
    const evidence = this.#sum("bits", from, to) - (this.#chunks[from]?.junction ?? 0) + label;
    if (evidence < HOPELESS) return -Infinity;
    const length = this.length(from, to);
    if (length < SHORTEST && !this.#isWorthNaming(from, to, label)) return -Infinity;
    return evidence - lengthCost(length) - this.#shapeCost(from, to) - this.#neighbourCost(from, to);
  }

  /** Too short for a key: named if it mixes letters and digits like one, or is all that follows a label. */
  #isWorthNaming(from: number, to: number, label: number): boolean {
    const meant = label > LABEL_NEAR && (to === this.#chunks.length || this.#chunks[to]?.walled === true);
    if (meant) return true;
    const short = this.length(from, to) < WORTH_NAMING && label <= LABEL_NEAR;
    return !short && this.#sum("mixed", from, to) > 0 && this.#sum("alien", from, to) === 0;
  }

  #shapeCost(from: number, to: number): number {
    const [first, last, lastButOne] = [this.#chunks[from], this.#chunks[to - 1], this.#chunks[to - 2]];
    // A last group that is shorter than the others is only what was left over.
    const leftOver = to - from > 1 && (last?.size ?? 0) < (lastButOne?.size ?? 0) ? 1 : 0;
    const uneven = this.#sum("uneven", from + 1, to) - leftOver;
    const even = uneven === 0 ? evenness(first?.size ?? 0) * (to - from - 1) : 0;
    const capitals = this.#sum("small", from, to) === 0 ? CAPITALS : 0;
    return uneven * COST.uneven + this.#sum("clashes", from + 1, to) * COST.styleChange - even - capitals;
  }

  /** A key seldom has a word beside it that could be a part of it, least of all one as long as its groups. */
  #neighbourCost(from: number, to: number): number {
    const [first, before, after] = [this.#chunks[from], this.#chunks[from - 1], this.#chunks[to]];
    const size = first?.size;
    const cost = (chunk: Token | undefined, walled: boolean | undefined): number => {
      if (chunk === undefined || walled === true || !couldBelong(chunk)) return 0;
      if (chunk.size === size) return COST.twin;
      return chunk.familiar ? 0 : COST.stranger;
    };
    return cost(before, first?.walled) + cost(after, after?.walled);
  }
}

function lengthCost(length: number): number {
  if (length < SHORTEST) return COST.short;
  return LENGTH_COST[length] ?? (possibleLength(length) ? COST.unusual : COST.impossible);
}

/** What a label before this chunk says, in bits; the place after the last chunk counts too. */
export function labelBits(chunks: readonly Token[], at: number): number {
  const near = announces(chunks[at - 1]?.word ?? "");
  if (chunks[at]?.announced === false) return near === undefined ? 0 : LABEL_NEAR;
  for (let back = 1; back <= LABEL_REACH && back <= at; back += 1) {
    const label = announces(chunks[at - back]?.word ?? "");
    if (label !== undefined) return LABEL[label];
    if (chunks[at - back]?.walled === true) break;
  }
  return 0;
}
