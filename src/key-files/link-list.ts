import { parsePastedKey } from "../pasted-key/parse-pasted-key.ts";
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

/** A line that may be the rest of a link torn by a line end: the rest of the secret, or further parameters. */
const continuation = /^\s*(?:[A-Z2-7]+=*|[a-z2-7]+=*|[^\s?&=]*[?&][^\s=]+=\S*)\s*$/u;

const addPiece = (entries: KeyEntries, piece: string): void => {
  const pasted = parsePastedKey(piece);
  switch (pasted.kind) {
    case "key": {
      entries.addKey(pasted.key);
      return;
    }
    case "keys":
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

/**
 * Reads a list of `otpauth:` links, one a line, with other lines and words around them; also a table's cells.
 * @returns `undefined` if the text has no link. Never throws.
 */
export const readLinkList = (text: string): FileKeys | undefined => {
  const entries = new KeyEntries();
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u);
  for (const [index, line] of lines.entries()) {
    const pieces = line.length > maxLinkCharacters ? [] : piecesOf(line);
    const isForeign = foreignLink.test(line);
    if (pieces.length === 0 && !isForeign) continue;
    if (entries.isFull()) break;
    if (isForeign) entries.addUnusable(undefined, "broken");
    const next = lines[index + 1] ?? "";
    const rest = continuation.test(next) && findOtpauthSchemes(next).length === 0 ? `\n${next}` : "";
    for (const [at, piece] of pieces.entries())
      addPiece(entries, at === pieces.length - 1 ? piece + rest : piece);
  }
  return entries.found();
};
