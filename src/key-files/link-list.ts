import { parsePastedKey } from "../pasted-key/parse-pasted-key.ts";
import type { Key } from "../totp/key.ts";
import { findOtpauthSchemes } from "../totp/otpauth-scheme.ts";
import { KeyEntries, labelOf, maxLinkCharacters, type FileKeys } from "./key-entries.ts";

/** A link of Mobile-OTP, which computes its codes in another way. */
const foreignLink = /^\s*motp:\/\//iu;

/** The cell of a table that begins at `start`: up to its closing quote mark or the next separator. */
const cellAt = (line: string, start: number): string => {
  const before = line[start - 1];
  if (before === '"') {
    const [cell] = /^(?:[^"]|"")*/u.exec(line.slice(start)) ?? [""];
    return cell.replaceAll('""', '"');
  }
  const isSeparated = before === "," || before === ";" || before === "\t";
  return isSeparated ? (line.slice(start).split(before)[0] ?? "") : line.slice(start);
};

/** The links of a line, each with what stands around it up to the next one. */
const piecesOf = (line: string): readonly string[] => {
  const starts = findOtpauthSchemes(line);
  return starts.map(({ index }, at) => cellAt(line.slice(0, starts[at + 1]?.index), index));
};

/** Marks before the lines of quoted mail. */
const quoteMarks = /^[\s>|]+/u;

/** Further parameters of a link torn by a line end. */
const moreParameters = /^(?:[^\s?&]*[?&]\S[^\s=]*=|(?:secret|issuer|algorithm|digits|period)=)\S*$/iu;

/** The rest of a secret torn by a line end, in upper or in lower case. */
const moreSecret = { upper: /^[A-Z2-7]+=*$/u, lower: /^[a-z2-7]+=*$/u };

/** As many lines as a torn link goes on for. */
const maxTornLines = 8;

/**
 * The lines after a link that may be its rest, torn off by line ends: with those, the parser of messages finds out
 * whether they are. A heading, as a rule, is written in another way than a secret.
 */
const restOf = (line: string, following: readonly string[]): string => {
  const [end = ""] = /(?<![A-Za-z2-7])[A-Za-z2-7]+=*\s*$/u.exec(line) ?? [];
  const secret = /[A-Z]/u.test(end) ? moreSecret.upper : moreSecret.lower;
  let count = 0;
  let characters = line.length;
  for (const [index, next] of following.entries()) {
    characters += next.length;
    if (characters > maxLinkCharacters) break;
    const bare = next.replace(quoteMarks, "").trimEnd();
    if (bare === "") continue;
    const mayContinue = secret.test(bare) || moreParameters.test(bare);
    if (!mayContinue || findOtpauthSchemes(next).length > 0) break;
    count = index + 1;
  }
  return following
    .slice(0, count)
    .map((next) => `\n${next}`)
    .join("");
};

/** Shorter keys below each other may be the halves of one; so many characters a half never has. */
const minWholeKeyCharacters = 26;

const mayBeHalves = (keys: readonly Key[]): boolean =>
  keys.length > 1 && keys.some(({ base32 }) => base32.length < minWholeKeyCharacters);

/** @param rest the lines after the link that may belong to it */
const addPiece = (entries: KeyEntries, piece: string, rest: string): void => {
  entries.countCharacters(piece + rest);
  const pasted = parsePastedKey(piece + rest);
  switch (pasted.kind) {
    case "key": {
      entries.addKey(pasted.key);
      return;
    }
    case "keys":
      if (rest !== "" && mayBeHalves(pasted.keys)) {
        entries.addUnusable(labelOf(piece), "broken");
        return;
      }
      pasted.exports.forEach((one) => {
        entries.addExport(one);
      });
      pasted.keys.forEach((key) => {
        entries.addKey(key);
      });
      return;
    case "problem": {
      entries.addUnusable(labelOf(piece), pasted.problem.why === "hotp" ? "hotp" : "broken");
      return;
    }
    case "unsure":
    case "halves":
    case "words": {
      entries.addUnusable(labelOf(piece), "broken");
      return;
    }
  }
};

/** As much of a list as is looked at, ten times a hundred usual links. A million lines would take a second. */
const maxListCharacters = 131_072;

/**
 * Reads a list of `otpauth:` links, one a line, with other lines and words around them; also a table's cells.
 * @returns `undefined` if the text has no link. Never throws.
 */
export const readLinkList = (text: string): FileKeys | undefined => {
  const entries = new KeyEntries();
  // Most long texts have no link, and need not be split into a million lines.
  if (!/otpauth|steam:|motp:/iu.test(text)) return undefined;
  const looked = text.slice(0, maxListCharacters);
  const lines = looked.split(/(?<!\r)\r*\n|[\r\u2028\u2029]/u);
  // The last line may be cut off in the middle.
  if (looked.length < text.length) lines.pop();
  for (const [index, line] of lines.entries()) {
    const pieces = line.length > maxLinkCharacters ? [] : piecesOf(line);
    const isForeign = foreignLink.test(line);
    if (pieces.length === 0 && !isForeign) continue;
    if (entries.isFull()) break;
    if (isForeign) entries.addUnusable(undefined, "broken");
    const rest = restOf(line, lines.slice(index + 1, index + 1 + maxTornLines));
    for (const [at, piece] of pieces.entries()) {
      if (entries.isFull()) break;
      addPiece(entries, piece, at === pieces.length - 1 ? rest : "");
    }
  }
  if (looked.length < text.length) entries.cut();
  return entries.found();
};
