import { isBase32Length, maxKeyCharacters, minKeyCharacters } from "../totp/base32.ts";
import { labelOf } from "./familiar-words.ts";
import type { Token } from "./token.ts";

// Step 2 of reading a message: find the run of tokens that is most likely the key. Every run is a candidate, and its
// score adds up the evidence in bits: the log odds of its characters, plus what else speaks for a key (a label before
// it, groups of equal length), minus what speaks against one (an unusual length, an unknown word right beside it).

/** A candidate: the tokens `from` (included) to `to` (excluded) are the key, and all others are words. */
export interface KeySpan {
  readonly from: number;
  readonly to: number;
  /** Log odds in bits against "the whole message is words". */
  readonly logOdds: number;
}

/** Cost in bits of the lengths that issuers use; 16 and 32 are by far the most common. */
const lengthCosts: Readonly<Record<number, number>> = {
  ...{ 16: 0, 32: 0, 26: 2, 52: 2, 103: 2, 20: 4, 24: 4 },
  ...{ 18: 8, 21: 8, 23: 8, 40: 8, 56: 8, 64: 8 },
};

/** Other costs in bits. */
const costs = {
  unusualLength: 12,
  impossibleLength: 14,
  tooShort: 6,
  unevenGroup: 6,
  casingChange: 6,
  /** A sign between two groups, and a sign with white space beside it, as at the end of a sentence. */
  sign: 6,
  signAndSpace: 12,
  unknownNeighbour: 6,
  sameLengthNeighbour: 10,
};

/** Bits for a label and a colon before the key, by what the label names. */
const labelBits = { key: 20, code: 10 };
/** Bits for a label without a colon right before the key. */
const adjacentLabelBits = 6;
/** Bits for a key in capitals; weak evidence, because people also shout. */
const capitalsBits = 2;

/** Bits for each further group as long as the first: words of one or two letters rarely come in rows. */
const evenGroupBits = (length: number): number => [0, 4, 3][length] ?? 1;

/** A candidate below this is not scored any further. */
const minLogOdds = -30;

/** Most groups of a key: 64 characters one by one, 128 in twos, the longest in fours. */
const maxGroups = 64;
const maxSpanCharacters = maxKeyCharacters + 51;

/** Most candidates of one message: in a message of thousands of tokens, fewer groups are tried for each start. */
const maxCandidates = 12_000;

/** How many tokens before a colon a label may stand, as in "a kódom most ez:". */
const labelReach = 3;

/** A candidate too short for a key is reported only from this length on, unless it follows a label. */
const minReportedCharacters = 8;

/** Prefix sums over the tokens, so that scoring a candidate takes constant time. */
interface PrefixSums {
  readonly logOdds: Float64Array;
  readonly length: Float64Array;
  readonly lengthChanges: Float64Array;
  readonly casingChanges: Float64Array;
  readonly notUpper: Float64Array;
  readonly mixed: Float64Array;
  readonly impossible: Float64Array;
  readonly signs: Float64Array;
}

const prefixSumsOf = (tokens: readonly Token[]): PrefixSums => {
  const sum = (valueOf: (token: Token, previous: Token | undefined) => number): Float64Array => {
    const sums = new Float64Array(tokens.length + 1);
    for (const [at, token] of tokens.entries())
      sums[at + 1] = (sums[at] ?? 0) + valueOf(token, tokens[at - 1]);
    return sums;
  };
  return {
    logOdds: sum(({ logOdds, transitionLogOdds }) => logOdds + transitionLogOdds),
    length: sum(({ length }) => length),
    lengthChanges: sum(({ length }, previous) => Number(previous?.length !== length)),
    casingChanges: sum((token, previous) => Number(previous !== undefined && casingsClash(previous, token))),
    notUpper: sum(({ casing }) => Number(casing === "lower" || casing === "mixed")),
    mixed: sum(({ mixesLettersAndDigits }) => Number(mixesLettersAndDigits)),
    impossible: sum((token) => Number(!couldBelongToKey(token))),
    signs: sum(({ before: { sign, hasSpace } }) =>
      sign === undefined ? 0 : hasSpace ? costs.signAndSpace : costs.sign,
    ),
  };
};

/** Whether one token is in upper case and the other in lower. Phones capitalize the first letter, so "Jbsw" is neither. */
export const casingsClash = (one: Token, other: Token): boolean =>
  (one.casing === "upper" && other.casing === "lower") ||
  (one.casing === "lower" && other.casing === "upper");

/** Whether a token may be part of a key, or of a key with a wrong character in it. */
const couldBelongToKey = ({ isBase32, mixesLettersAndDigits }: Token): boolean =>
  isBase32 || mixesLettersAndDigits;

const lengthCost = (length: number): number => {
  if (length < minKeyCharacters) return costs.tooShort;
  return lengthCosts[length] ?? (isBase32Length(length) ? costs.unusualLength : costs.impossibleLength);
};

/** Whether a sign that no key contains stands before a token. */
const isAfterSign = (token: Token | undefined): boolean => token?.before.sign !== undefined;

/** Bits for a label before the token at this index; the index after the last token is allowed. */
export const labelLogOdds = (tokens: readonly Token[], at: number): number => {
  if (tokens[at]?.before.hasColon === false)
    return labelOf(tokens[at - 1]?.word ?? "") === undefined ? 0 : adjacentLabelBits;
  for (let back = 1; back <= labelReach && back <= at; back += 1) {
    const label = labelOf(tokens[at - back]?.word ?? "");
    if (label !== undefined) return labelBits[label];
    if (isAfterSign(tokens[at - back])) break;
  }
  return 0;
};

/** Scores the candidates of one message. Pure; the time grows with the length of the message. */
export class KeySpans {
  readonly #tokens: readonly Token[];
  readonly #prefixSums: PrefixSums;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#prefixSums = prefixSumsOf(tokens);
  }

  /** The candidate with the highest log odds, or `undefined` if none reaches the minimum. */
  best(): KeySpan | undefined {
    let best: KeySpan | undefined;
    this.some(minLogOdds, (span) => {
      if (best === undefined || span.logOdds > best.logOdds) best = span;
      return false;
    });
    return best;
  }

  /** Whether any candidate with log odds above a bound passes the test. */
  some(above: number, test: (span: KeySpan) => boolean): boolean {
    const tokens = this.#tokens;
    const groups = Math.min(maxGroups, Math.ceil(maxCandidates / tokens.length));
    for (let from = 0; from < tokens.length; from += 1) {
      const label = labelLogOdds(tokens, from);
      const farthest = Math.min(tokens.length, from + groups);
      for (let to = from + 1; to <= farthest; to += 1) {
        if (to > from + 1 && this.lengthOf(from, to) > maxSpanCharacters) break;
        const logOdds = this.#logOdds(from, to, label);
        if (logOdds > above && test({ from, to, logOdds })) return true;
      }
    }
    return false;
  }

  /** Number of characters between two tokens. */
  lengthOf(from: number, to: number): number {
    return this.#sum("length", from, to);
  }

  #sum(quantity: keyof PrefixSums, from: number, to: number): number {
    const sums = this.#prefixSums[quantity];
    return (sums[to] ?? 0) - (sums[from] ?? 0);
  }

  #logOdds(from: number, to: number, label: number): number {
    // The transition into the first token is not part of the candidate.
    const characters = this.#sum("logOdds", from, to) - (this.#tokens[from]?.transitionLogOdds ?? 0);
    if (characters + label < minLogOdds) return -Infinity;
    const length = this.lengthOf(from, to);
    if (length < minKeyCharacters && !this.#isWorthReporting(from, to, label)) return -Infinity;
    return (
      characters + label - lengthCost(length) - this.#shapeCost(from, to) - this.#neighbourCost(from, to)
    );
  }

  /** A text too short for a key is reported if it mixes letters and digits, or is all that follows a label. */
  #isWorthReporting(from: number, to: number, label: number): boolean {
    const isLabelled = label > adjacentLabelBits;
    const isLast = to === this.#tokens.length || isAfterSign(this.#tokens[to]);
    if (isLabelled && isLast) return true;
    if (!isLabelled && this.lengthOf(from, to) < minReportedCharacters) return false;
    return this.#sum("mixed", from, to) > 0 && this.#sum("impossible", from, to) === 0;
  }

  #shapeCost(from: number, to: number): number {
    const [first, last, lastButOne] = [this.#tokens[from], this.#tokens[to - 1], this.#tokens[to - 2]];
    // A shorter last group is not uneven: it is the remainder.
    const remainder = to - from > 1 && (last?.length ?? 0) < (lastButOne?.length ?? 0) ? 1 : 0;
    const uneven = this.#sum("lengthChanges", from + 1, to) - remainder;
    const evenBits = uneven === 0 ? evenGroupBits(first?.length ?? 0) * (to - from - 1) : 0;
    const capitals = this.#sum("notUpper", from, to) === 0 ? capitalsBits : 0;
    const casingChanges = this.#sum("casingChanges", from + 1, to);
    const signs = this.#sum("signs", from + 1, to);
    return signs + uneven * costs.unevenGroup + casingChanges * costs.casingChange - evenBits - capitals;
  }

  /** The token beside a key is rarely one that could belong to it, least of all one as long as its groups. */
  #neighbourCost(from: number, to: number): number {
    const [first, before, after] = [this.#tokens[from], this.#tokens[from - 1], this.#tokens[to]];
    const cost = (neighbour: Token | undefined, isSeparate: boolean): number => {
      if (neighbour === undefined || isSeparate || !couldBelongToKey(neighbour)) return 0;
      if (neighbour.length === first?.length) return costs.sameLengthNeighbour;
      return neighbour.isFamiliar ? 0 : costs.unknownNeighbour;
    };
    return cost(before, isAfterSign(first)) + cost(after, isAfterSign(after));
  }
}
