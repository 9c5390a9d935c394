import { decodeBase32 } from "../totp/base32.ts";
import { tokenize } from "./token.ts";
import { hasClearEdges, textOf } from "./key-boundaries.ts";
import { Key } from "../totp/key.ts";
import { findOtpauthLink } from "./otpauth-links.ts";
import { type KeyProblem, type ParsedKey, problemOf } from "../totp/key-problem.ts";
import { KeySpans, labelBits } from "./key-spans.ts";
import { parseOtpauthUri } from "../totp/otpauth-uri.ts";

/** What a person's message turned out to be. */
export type PastedKey =
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

const WORDS_ONLY: PastedKey = { kind: "words" };
const EMPTY: PastedKey = { kind: "problem", problem: { why: "empty" } };
const UNCLEAR: PastedKey = { kind: "problem", problem: { why: "unclear-edges" } };

/**
 * Finds the key in what a person typed: bare or in groups, with words around it, or an `otpauth:` link. A key is
 * never repaired, cut or lengthened: where that would be guessing, the answer is a problem. Pure, never throws.
 */
export function parsePastedKey(text: string): PastedKey {
  const found = findOtpauthLink(text);
  if (found === undefined) return readBare(text);
  const links = found.links.map(parseOtpauthUri);
  const [first, ...others] = links;
  if (first === undefined) return { kind: "problem", problem: { why: "bad-link" } };
  if (!first.ok) return asPasted(first);
  const { key } = first;
  if (others.some((other) => !other.ok || !other.key.sameAs(key))) return UNCLEAR;
  const beside = readBare(found.rest);
  return beside.kind === "key" && !beside.key.sameSecret(key) ? UNCLEAR : asPasted(first);
}

function readBare(text: string): PastedKey {
  const { chunks, trailing } = tokenize(text);
  const readings = new KeySpans(chunks);
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

function asPasted(parsed: ParsedKey): PastedKey {
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
