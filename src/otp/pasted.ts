import { SHORTEST, decodeBase32, withoutSeparators } from "./base32.ts";
import { type Chunk, chunksOf } from "./chunk.ts";
import { Key } from "./key.ts";
import { linkIn } from "./link.ts";
import { type KeyProblem, type ParsedKey, problemOf } from "./problem.ts";
import { type Reading, labelBits, readingsOf, runsOn } from "./reading.ts";
import { parseUri } from "./uri.ts";

/** What a person's message turned out to be. */
export type Pasted =
  /** Surely a key. */
  | { kind: "key"; key: Key }
  /** A key or words run together, nobody can tell: ask. */
  | { kind: "unsure"; key: Key }
  /** Plainly meant as a key, and not usable. */
  | { kind: "problem"; problem: KeyProblem }
  /** Anything else. */
  | { kind: "words" };

/**
 * Bits a reading needs to be a key for sure, and not to be taken for words. Between them lies a gap that hardly any
 * key and hardly any sentence falls into (test/otp/likeness.test.ts measures both).
 */
const SURE = 6;
const WORDS = -9;

/** Bits by which the best reading must lead another one of the same message. */
const LEAD = 6;

const WORDS_ONLY: Pasted = { kind: "words" };
const UNCLEAR: Pasted = { kind: "problem", problem: { why: "unclear-edges" } };

/**
 * Finds the key in what a person typed: bare or in groups, with words around it, or an `otpauth:` link. A key is
 * never repaired, cut or lengthened: where that would be guessing, the answer is a problem. Pure, never throws.
 */
export function readPasted(text: string): Pasted {
  const found = linkIn(text);
  if (found === undefined) return readBare(text);
  const links = found.links.map(parseUri);
  const [first, ...others] = links;
  if (first === undefined) return { kind: "problem", problem: { why: "bad-link" } };
  if (!first.ok) return asPasted(first);
  const { key } = first;
  if (others.some((other) => !other.ok || !other.key.sameAs(key))) return UNCLEAR;
  const beside = readBare(found.rest);
  return beside.kind === "key" && !beside.key.sameSecret(key) ? UNCLEAR : asPasted(first);
}

function readBare(text: string): Pasted {
  const { chunks, trailing } = chunksOf(text);
  const readings = readingsOf(chunks);
  const best = readings.reduce<Reading | undefined>(
    (a, b) => (a === undefined || b.bits > a.bits ? b : a),
    undefined,
  );
  if (best === undefined || best.bits <= WORDS || isNumber(best.text))
    return trailing && labelBits(chunks, chunks.length) > 0
      ? { kind: "problem", problem: { why: "empty" } }
      : WORDS_ONLY;
  const parsed = parseBare(best.text);
  if (best.bits < SURE) return parsed.ok ? { kind: "unsure", key: parsed.key } : WORDS_ONLY;
  if (hasRival(best, readings) || isTwoKeys(chunks.slice(best.from, best.to)) || runsOn(chunks, best))
    return UNCLEAR;
  return asPasted(parsed);
}

function parseBare(text: string): ParsedKey {
  const decoded = decodeBase32(text);
  return decoded.ok ? { ok: true, key: new Key({ secret: decoded.bytes }) } : decoded;
}

function asPasted(parsed: ParsedKey): Pasted {
  return parsed.ok ? { kind: "key", key: parsed.key } : { kind: "problem", problem: problemOf(parsed) };
}

/** A login code or a cancellation code has digits only; a key practically never. */
function isNumber(text: string): boolean {
  return /^\d+$/u.test(text);
}

/** Whether another reading is about as good, and would give another key. */
function hasRival(best: Reading, readings: readonly Reading[]): boolean {
  const same = (other: Reading): boolean => other.text.toUpperCase() === best.text.toUpperCase();
  return readings.some((other) => {
    if (other.text.length < SHORTEST || same(other)) return false;
    const apart = other.to <= best.from || other.from >= best.to;
    return apart ? other.bits >= SURE : other.bits > best.bits - LEAD;
  });
}

/** Two runs that are each long enough to be a key, side by side: one broken in two, or two? */
function isTwoKeys(chunks: readonly Chunk[]): boolean {
  return chunks.filter(({ text }) => withoutSeparators(text).length >= SHORTEST).length > 1;
}
