import { decodeBase32 } from "./base32.ts";
import { chunksOf } from "./chunk.ts";
import { hasClearEdges, textOf } from "./edges.ts";
import { Key } from "./key.ts";
import { linkIn } from "./link.ts";
import { type KeyProblem, type ParsedKey, problemOf } from "./problem.ts";
import { Readings, labelBits } from "./reading.ts";
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
const WORDS = -12;

const WORDS_ONLY: Pasted = { kind: "words" };
const EMPTY: Pasted = { kind: "problem", problem: { why: "empty" } };
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
  const readings = new Readings(chunks);
  const best = readings.best();
  if (best === undefined || best.bits <= WORDS || isNumber(textOf(chunks, best)))
    return trailing && labelBits(chunks, chunks.length) > 0 ? EMPTY : WORDS_ONLY;
  const parsed = parseBare(textOf(chunks, best));
  const sure = best.bits > SURE;
  if (!parsed.ok) return sure ? asPasted(parsed) : WORDS_ONLY;
  if (!hasClearEdges(chunks, readings, best)) return UNCLEAR;
  return sure && isVaried(parsed.key) ? asPasted(parsed) : { kind: "unsure", key: parsed.key };
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

/** A key drawn at random has ten different characters or so; "XXXX…" and "hahaha…" are something else. */
function isVaried(key: Key): boolean {
  return new Set(key.base32).size >= 5;
}
