import type { GrayImage } from "../qr/image/image.ts";
import { base32Set, digitSet, type CharacterSet, type LetterCase, type Sighting } from "./decode.ts";
import { findDigitLines, areCapitals, findKeyBlocks, isEven, lineBelow, type KeyBlock } from "./key-lines.ts";
import { LineReader, type ReadLine } from "./line-reader.ts";
import { isCancellationLabel, isHeading, labelIn } from "./page-labels.ts";
import {
  isCommonKeyLength,
  isHyphenated,
  isUsualCodeLength,
  isUsualKeyLength,
  letterCaseOf,
  looksLikeCode,
  looksLikeKey,
  looksLikeKeyPart,
  looksLikeOtherCode,
} from "./plausibility.ts";
import type { CharactersFound } from "./reading.ts";
import type { Recognizer } from "./recognizer.ts";
import { findTextLines, widthOf, type TextLine } from "./text-lines.ts";
import { vote } from "./vote.ts";

/** The network reads a line again at these widths, because it loses narrow letters that stand twice. */
const furtherStretches = [1.25, 1.5];

/** Most lines that are read in search of a key, and of the label beside a cancellation code. */
const maxKeyBlocks = 8;
/** Of all blocks together: a wall of text has many lines that might be a key. */
const maxKeyLines = 20;
const maxLabelLines = 12;
/** Most lines that are read in search of the label beside a key. */
const maxKeyLabelLines = 6;

/** In the groups of a key; one more than four, because the network may see a letter twice. */
const maxGroupCharacters = 5;

/** A key shows fewer characters than this only if several were lost. */
const minKeyCharacters = 14;

/** A reading that doubts more of its characters than this share is of no use. */
const maxDoubtful = 0.5;

/** Reads the key or the cancellation code in a screenshot. @returns undefined if it shows neither */
export const readImage = async (
  image: GrayImage,
  recognizer: Recognizer,
): Promise<CharactersFound | undefined> => {
  const lines = findTextLines(image);
  const reader = new LineReader(image, recognizer);
  for (const block of findKeyBlocks(lines).slice(0, maxKeyBlocks)) {
    if (reader.lines >= maxKeyLines) break;
    const found = await readKey(reader, lines, block);
    if (found !== undefined) return found;
  }
  return readCancellationCode(reader, lines);
};

const readKey = async (
  reader: LineReader,
  lines: readonly TextLine[],
  block: KeyBlock,
): Promise<CharactersFound | undefined> => {
  const read = await readWhileKey(reader, block);
  const last = read.at(-1);
  if (last === undefined) return undefined;
  const text = read.map((line) => line.text).join(" ");
  const plain = plainText(reader, read);
  if (plain.length < minKeyCharacters || !looksLikeKey(plain)) return undefined;
  if (looksLikeOtherCode(read.flatMap(({ characters }) => characters))) return undefined;
  const set = base32Set(reader.alphabet, caseOf(read));
  const result = await voteOn(reader, read, set, isUsualKeyLength);
  const doubtful = result.characters.filter((character) => character.doubtful).length;
  if (doubtful > maxDoubtful * result.characters.length) return undefined;
  const needsLabel = !isCommonKeyLength(result.characters.length) || isHyphenated(text);
  if (!(await isLabelledAsKey(reader, lines, read, needsLabel))) return undefined;
  const unusualLength = result.unusualLength || (await mayGoOn(reader, lines, last, text));
  return { ok: true, kind: "key", ...result, unusualLength };
};

/** Whether a line below the last that was read may be the end of the key. */
const mayGoOn = async (
  reader: LineReader,
  lines: readonly TextLine[],
  last: ReadLine,
  before: string,
): Promise<boolean> => {
  const line = lineBelow(lines, last.line);
  if (line === undefined) return false;
  const { text } = await reader.read(line);
  const words = text.trim().split(/\s+/);
  const isKeyLike = words.length === 1 || words.every(({ length }) => length <= maxGroupCharacters);
  return isKeyLike && looksLikeKeyPart(text, before, isMisreadCase(line, before));
};

/**
 * Whether the lines next to a code do not name another kind of code, or, if it `needsLabel`, name a key. A picture cut
 * so that it shows nothing but the code has no label.
 */
const isLabelledAsKey = async (
  reader: LineReader,
  lines: readonly TextLine[],
  read: readonly ReadLine[],
  needsLabel: boolean,
): Promise<boolean> => {
  const [first] = read;
  if (first === undefined) return false;
  const nearest = linesNear(
    lines.filter((line) => !read.some((one) => one.line.top === line.top && one.line.left === line.left)),
    first.line,
  );
  let isOther = false;
  for (const line of nearest.slice(0, maxKeyLabelLines)) {
    const label = labelIn((await reader.read(line)).text);
    if (label === "key") return true;
    isOther ||= label === "other";
  }
  return !isOther && (!needsLabel || nearest.length === 0);
};

/** Lines long enough for a label, the nearest first. */
const linesNear = (lines: readonly TextLine[], to: TextLine): TextLine[] => {
  const distance = (line: TextLine): number => Math.abs(line.top - to.top);
  return lines
    .filter((line) => line.shapes.length >= minLabelShapes)
    .sort((one, other) => distance(one) - distance(other));
};

/** Letters of the label may touch. */
const minLabelShapes = 5;

/** Whether a mixture of cases in a line comes from the network, not from the picture. */
const isMisreadCase = ({ shapes }: TextLine, before: string): boolean =>
  before === "" ? areCapitals(shapes) : isEven(shapes);

const caseOf = (lines: readonly ReadLine[]): LetterCase =>
  lines.every(({ line }) => areCapitals(line.shapes))
    ? "upper"
    : letterCaseOf(lines.map(({ text }) => text).join(""));

/** Reads the lines of a block up to the first that cannot belong to a key. */
const readWhileKey = async (reader: LineReader, block: KeyBlock): Promise<ReadLine[]> => {
  const read: ReadLine[] = [];
  for (const line of block) {
    const next = await reader.read(line);
    const before = read.map(({ text }) => text).join("");
    if (!looksLikeKeyPart(next.text, before, isMisreadCase(line, before)) || isHeading(next.text)) break;
    // A word above a key may stand like its first line.
    if (read.length === 0 && !looksLikeKey(plainText(reader, [next]))) break;
    read.push(next);
  }
  return read;
};

/** The characters of a key in lines at their natural width. */
const plainText = (reader: LineReader, lines: readonly ReadLine[]): string => {
  const set = base32Set(reader.alphabet, caseOf(lines));
  return lines
    .flatMap((line) => reader.decode(line, set))
    .map(({ char }) => char)
    .join("");
};

const readCancellationCode = async (
  reader: LineReader,
  lines: readonly TextLine[],
): Promise<CharactersFound | undefined> => {
  const candidates: ReadLine[] = [];
  for (const line of findDigitLines(lines).slice(0, maxLabelLines)) {
    const read = await reader.read(line);
    if (looksLikeCode(read.text)) candidates.push(read);
  }
  const [code] = candidates;
  if (code === undefined || !(await hasCancellationLabel(reader, lines, code.line))) return undefined;
  const set = digitSet(reader.alphabet);
  return { ok: true, kind: "cancellation-code", ...(await voteOn(reader, [code], set, isUsualCodeLength)) };
};

/** Whether a line of the page names the cancellation code; those next to the digits are read first. */
const hasCancellationLabel = async (
  reader: LineReader,
  lines: readonly TextLine[],
  code: TextLine,
): Promise<boolean> => {
  const nearest = linesNear(
    lines.filter((line) => line !== code),
    code,
  );
  for (const line of nearest.slice(0, maxLabelLines))
    if (isCancellationLabel((await reader.read(line)).text)) return true;
  return false;
};

const voteOn = async (
  reader: LineReader,
  lines: readonly ReadLine[],
  set: CharacterSet,
  isUsual: (length: number) => boolean,
): Promise<Pick<CharactersFound, "characters" | "unusualLength">> => {
  const readings: Sighting[][] = [
    joinLines(lines.map((read) => ({ read, sightings: reader.decode(read, set) }))),
  ];
  for (const stretch of furtherStretches) {
    const parts: { read: ReadLine; sightings: Sighting[] }[] = [];
    for (const read of lines)
      parts.push({ read, sightings: reader.decode(await reader.read(read.line, stretch), set) });
    readings.push(joinLines(parts));
  }
  const { characters, usualLength } = vote(readings, isUsual);
  return { characters, unusualLength: !usualLength };
};

/** Puts lines one after the other, as if they were one. */
const joinLines = (parts: readonly { read: ReadLine; sightings: readonly Sighting[] }[]): Sighting[] => {
  const total = parts.reduce((sum, { read }) => sum + widthOf(read.line), 0);
  let before = 0;
  return parts.flatMap(({ read, sightings }) => {
    const [start, width] = [before, widthOf(read.line)];
    before += width;
    return sightings.map((sighting) => ({
      ...sighting,
      position: (start + sighting.position * width) / total,
    }));
  });
};
