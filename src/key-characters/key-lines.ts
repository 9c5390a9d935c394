import { heightOf, unionOf, widthOf, type Box, type TextLine } from "./text-lines.ts";

/** Shapes of a line that stand close together. */
interface Word {
  readonly shapes: readonly Box[];
  /** The space before it, in pixels; 0 for the first. */
  readonly space: number;
}

/** A line, or a part of it, that may be a key or a part of one. */
export interface KeyLine extends TextLine {
  readonly words: readonly Word[];
  /** About how many characters it has. */
  readonly letters: number;
  /** Whether its shapes have one height, as capital letters and digits do. */
  readonly isEven: boolean;
}

/** In letter heights. Letters of a word stand closer than this, unless they are spaced out. */
const minWordSpace = 0.42;
/** In median spaces between the letters of the line. */
const minRelativeWordSpace = 2;

/** A key that does not fit into the line goes on in the next, after half of a key of 16 at the earliest. */
const minFirstLineLetters = 8;
/** The longest key known has 103 characters. */
const maxBlockLines = 8;
const groupShapes = 4;
/** An icon beside the key, or a piece of the frame around it. */
const maxIconShapes = 2;
/** In letter heights. */
const minIconSpace = 0.7;
/** In median spaces between the groups of a key. */
const minRelativeIconSpace = 1.3;

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const wordsOf = (line: TextLine): Word[] => {
  const spaces: number[] = [];
  let right = line.left;
  for (const shape of line.shapes) {
    spaces.push(Math.max(0, shape.left - right));
    right = Math.max(right, shape.right);
  }
  const usual = medianOf(spaces.filter((space) => space > 0));
  const letterHeight = medianOf(line.shapes.map(heightOf));
  const least = Math.max(minWordSpace * letterHeight, minRelativeWordSpace * usual);
  const words: { shapes: Box[]; space: number }[] = [];
  line.shapes.forEach((shape, index) => {
    const space = spaces[index] ?? 0;
    const word = words.at(-1);
    if (word === undefined || space > least) words.push({ shapes: [shape], space });
    else word.shapes.push(shape);
  });
  return words;
};

/** Removes what stands at the ends of a line without being text of it. */
const withoutIcons = (words: readonly Word[]): readonly Word[] => {
  const shapes = words.flatMap((word) => word.shapes);
  const isGroup = ({ shapes: { length } }: Word): boolean => length > maxIconShapes && length <= groupShapes;
  const groupSpace = medianOf(words.slice(1).map(({ space }) => space));
  const leastSpace = words.some(isGroup)
    ? minRelativeIconSpace * groupSpace
    : minIconSpace * medianOf(shapes.map(heightOf));
  const isIcon = (word: Word | undefined, space: number): boolean =>
    word !== undefined && word.shapes.length <= maxIconShapes && space > leastSpace;
  let rest = words;
  while (rest.length > 1 && isIcon(rest.at(-1), rest.at(-1)?.space ?? 0)) rest = rest.slice(0, -1);
  while (rest.length > 1 && isIcon(rest[0], rest[1]?.space ?? 0)) rest = rest.slice(1);
  return rest;
};

/** Groups of four. Letters, and groups, may touch, and the last may be shorter. */
const isGrouped = (words: readonly Word[]): boolean =>
  words.length > 1 &&
  words.every(({ shapes }) => shapes.length <= 2 * groupShapes) &&
  words.filter(({ shapes }) => shapes.length === groupShapes).length >= words.length / 2 &&
  isEven(words.flatMap(({ shapes }) => shapes));

const evenShare = 0.75;
/** Passwords have more small letters than this leaves. */
const capitalShare = 0.92;
/** In heights, but at least so many pixels. */
const maxUnevenness = 0.12;
const minUnevenPixels = 1.5;

/** Whether most shapes have one height, as capital letters and digits do. */
export const isEven = (shapes: readonly Box[]): boolean => evenShareOf(shapes) >= evenShare;

/** Whether almost all shapes have one height. The network often takes such capitals for small letters. */
export const areCapitals = (shapes: readonly Box[]): boolean => evenShareOf(shapes) >= capitalShare;

const evenShareOf = (shapes: readonly Box[]): number => {
  const [top, bottom] = [
    medianOf(shapes.map((shape) => shape.top)),
    medianOf(shapes.map((shape) => shape.bottom)),
  ];
  const tolerance = Math.max(minUnevenPixels, maxUnevenness * (bottom - top));
  const even = shapes.filter(
    (shape) => Math.abs(shape.top - top) <= tolerance && Math.abs(shape.bottom - bottom) <= tolerance,
  );
  return even.length / shapes.length;
};

/** In median heights of a line of capitals; what is lower or taller belongs to a frame. */
const letterHeights = { min: 0.6, max: 1.5 };

const withoutFrame = (words: readonly Word[]): readonly Word[] => {
  const shapes = words.flatMap((word) => word.shapes);
  if (!isEven(shapes)) return words;
  const usual = medianOf(shapes.map(heightOf));
  const isLetter = (shape: Box): boolean =>
    heightOf(shape) >= letterHeights.min * usual && heightOf(shape) <= letterHeights.max * usual;
  return words
    .map((word) => ({ ...word, shapes: word.shapes.filter(isLetter) }))
    .filter((word) => word.shapes.length > 0);
};

const keyLineOf = (line: TextLine, words: readonly Word[]): KeyLine => {
  const shapes = words.flatMap((word) => word.shapes);
  const letters = shapes.reduce((sum, shape) => sum + lettersIn(shape), 0);
  return { ...line, ...unionOf(shapes), shapes, words, letters, isEven: isEven(shapes) };
};

/** In heights: about the widest letter. */
const letterWidth = 0.95;

/** How many letters a shape is: more than one if they touch. */
const lettersIn = (shape: Box): number =>
  Math.max(1, Math.round(widthOf(shape) / heightOf(shape) / letterWidth));

/**
 * The lines that may be a key, or part of one: one long word, groups of four, or at least capitals of one height, because
 * the spaces of narrow typefaces cannot be told from those between letters.
 */
const findKeyLines = (lines: readonly TextLine[]): KeyLine[] =>
  lines.flatMap((line) => {
    const words = withoutFrame(withoutIcons(wordsOf(line)));
    const keyLine = keyLineOf(line, words);
    return words.length === 1 || isGrouped(words) || keyLine.isEven ? [keyLine] : [];
  });

/** Fewest and most digits of a cancellation code, one more or less because letters may touch. */
const codeLetters = { min: 6, max: 13 };

/** The lines that may be a number of eight digits, in one piece or in groups, the tallest first. */
export const findDigitLines = (lines: readonly TextLine[]): KeyLine[] =>
  lines
    .map((line) => keyLineOf(line, withoutFrame(withoutIcons(wordsOf(line)))))
    .filter((line) => line.isEven && line.letters >= codeLetters.min && line.letters <= codeLetters.max)
    .sort((one, other) => heightOf(other) - heightOf(one));

/** In heights of the line above: from its foot to the head of the next. */
const maxLineSpace = 2;
const maxHeightRatio = 1.4;
/** In heights. */
const maxShift = 0.7;

/** Whether a line can be what a key continues in: directly below, alike, at the same left edge or centred. */
const continues = (above: TextLine, below: TextLine): boolean => {
  const height = heightOf(above);
  const space = below.top - above.bottom;
  const ratio = heightOf(below) / height;
  const shift = Math.min(
    Math.abs(below.left - above.left),
    Math.abs(below.left + below.right - above.left - above.right) / 2,
  );
  return (
    below.polarity === above.polarity &&
    space > 0 &&
    space <= maxLineSpace * height &&
    Math.max(ratio, 1 / ratio) <= maxHeightRatio &&
    shift <= maxShift * height &&
    widthOf(below) <= widthOf(above) + 2 * height
  );
};

/** @returns the line that a key may go on in, whatever its shapes */
export const lineBelow = (lines: readonly TextLine[], above: TextLine): TextLine | undefined =>
  lines.find((line) => continues(above, line));

/** A run of lines that may be one key. */
export type KeyBlock = readonly [KeyLine, ...KeyLine[]];

/** Blocks of lines that may be a key, the most probable first. */
export const findKeyBlocks = (lines: readonly TextLine[]): KeyBlock[] => {
  const candidates = findKeyLines(lines);
  const blocks = candidates.map((first) => {
    const block: [KeyLine, ...KeyLine[]] = [first];
    for (let last: KeyLine | undefined = first; last !== undefined && block.length < maxBlockLines;) {
      const above: KeyLine = last;
      last = candidates.find((other) => other !== above && continues(above, other));
      if (last !== undefined) block.push(last);
    }
    return block;
  });
  const likelihood = (block: KeyBlock): number =>
    block.reduce(
      (sum, line) =>
        sum +
        line.letters * (line.isEven ? 1 : 0.5) * (line.words.length === 1 || isGrouped(line.words) ? 1 : 0.5),
      0,
    );
  return blocks
    .filter((block) => block[0].letters >= minFirstLineLetters && lettersOf(block) >= minKeyLetters)
    .sort((one, other) => likelihood(other) - likelihood(one));
};

/** The estimate may be short of the 16 that a key has. */
const minKeyLetters = 13;

const lettersOf = (block: KeyBlock): number => block.reduce((sum, { letters }) => sum + letters, 0);
