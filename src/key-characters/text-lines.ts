import { binarize, polarity, type Polarity } from "../qr/image/gray-image.ts";
import type { GrayImage } from "../qr/image/image.ts";

/** Pixels from the left and the top; `right` and `bottom` are exclusive. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A line of text: what stands side by side, from left to right. */
export interface TextLine extends Box {
  readonly polarity: Polarity;
  /** The connected shapes of the line: mostly one letter each, or a few that touch. */
  readonly shapes: readonly Box[];
}

const minShapePixels = 6;
const maxShapePixels = 150;
/** Noise and photographs have more; text on a phone's screen has at most about two thousand. */
const maxShapes = 8000;
/** Likewise of the stretches of one polarity in a row of pixels: text has at most about 200,000. */
const maxRuns = 600_000;
/** A page of text has at most a few hundred, with the holes of its letters. */
const maxLines = 1500;

/** In heights of the taller shape. Groups of a key stand about one height apart. */
const maxGap = 1.6;
const maxHeightRatio = 2.4;

export const heightOf = ({ top, bottom }: Box): number => bottom - top;
export const widthOf = ({ left, right }: Box): number => right - left;

/** Finds the lines of text of a screenshot: level, of one size, on an even background. */
export const findTextLines = (image: GrayImage): TextLine[] => {
  const polarities = binarize(image, false);
  const lines = [polarity.dark, polarity.light].flatMap((wanted) =>
    joinShapes(shapesOf(polarities, wanted)).map((shapes) => ({
      ...unionOf(shapes),
      polarity: wanted,
      shapes,
    })),
  );
  if (lines.length > maxLines) return [];
  return lines.filter((line) => !lines.some((other) => isHoleOf(line, other))).sort((a, b) => a.top - b.top);
};

/** The holes of letters make lines too, of the opposite polarity; a field around a text is one shape. */
const isHoleOf = (line: TextLine, other: TextLine): boolean =>
  line.polarity !== other.polarity &&
  line.shapes.length <= 2 * other.shapes.length &&
  line.top >= other.top &&
  line.bottom <= other.bottom &&
  line.left >= other.left &&
  line.right <= other.right;

export const unionOf = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  top: Math.min(...boxes.map(({ top }) => top)),
  right: Math.max(...boxes.map(({ right }) => right)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
});

/** Joins shapes that stand side by side. @param shapes in any order */
const joinShapes = (shapes: Box[]): Box[][] => {
  if (shapes.length > maxShapes) return [];
  const sorted = [...shapes].sort((a, b) => a.left - b.left);
  const sets = new DisjointSets(sorted.length);
  sorted.forEach((one, index) => {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.left - one.right > maxGap * maxShapePixels) break;
      if (standTogether(one, other)) sets.join(index, next);
    }
  });
  const lines = new Map<number, Box[]>();
  sorted.forEach((shape, index) => {
    const root = sets.rootOf(index);
    const line = lines.get(root);
    if (line === undefined) lines.set(root, [shape]);
    else line.push(shape);
  });
  return [...lines.values()];
};

const standTogether = (one: Box, other: Box): boolean => {
  const [height, otherHeight] = [heightOf(one), heightOf(other)];
  const taller = Math.max(height, otherHeight);
  const shorter = Math.min(height, otherHeight);
  const overlap = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return (
    other.left - one.right <= maxGap * taller && overlap >= shorter / 2 && taller <= maxHeightRatio * shorter
  );
};

class DisjointSets {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  rootOf(index: number): number {
    let root = index;
    for (
      let parent = this.#parents[root];
      parent !== undefined && parent !== root;
      parent = this.#parents[root]
    ) {
      // Halves the path, so that later searches are short.
      this.#parents[root] = this.#parents[parent] ?? parent;
      root = parent;
    }
    return root;
  }

  join(one: number, other: number): void {
    this.#parents[this.rootOf(one)] = this.rootOf(other);
  }
}

/** What `binarize` gives a pixel without contrast around it. */
const even = 0;

/** In heights. Letters may touch; a frame, an underline or the field behind a text is wider. */
const maxShapeWidth = 8;

interface Run {
  readonly y: number;
  readonly left: number;
  readonly right: number;
  /** How many of its two ends touch an even background: 0 to 2. */
  readonly evenEnds: number;
}

/** The connected shapes of one polarity that can be letters. */
const shapesOf = (polarities: GrayImage, wanted: Polarity): Box[] => {
  const { runs, firstOfRow } = runsOf(polarities, wanted);
  if (runs.length > maxRuns) return [];
  const sets = new DisjointSets(runs.length);
  for (let y = 1; y < polarities.height; y += 1)
    joinRows(runs, sets, firstOfRow[y - 1] ?? 0, firstOfRow[y] ?? 0, firstOfRow[y + 1] ?? 0);
  const shapes = new Map<number, { -readonly [side in keyof Box]: number } & { evenEnds: number }>();
  runs.forEach(({ y, left, right, evenEnds }, index) => {
    const root = sets.rootOf(index);
    const shape = shapes.get(root);
    if (shape === undefined) shapes.set(root, { left, top: y, right, bottom: y + 1, evenEnds });
    else {
      shape.left = Math.min(shape.left, left);
      shape.right = Math.max(shape.right, right);
      shape.bottom = y + 1;
      shape.evenEnds += evenEnds;
    }
  });
  return [...shapes.values()].filter(
    (shape) =>
      heightOf(shape) >= minShapePixels &&
      heightOf(shape) <= maxShapePixels &&
      widthOf(shape) <= maxShapeWidth * heightOf(shape) &&
      // Letters are framed by the opposite polarity. The light around dark letters ends left and right in an even page.
      shape.evenEnds < heightOf(shape) / 2,
  );
};

const runsOf = (
  { data, width, height }: GrayImage,
  wanted: Polarity,
): { runs: Run[]; firstOfRow: Int32Array } => {
  const runs: Run[] = [];
  const firstOfRow = new Int32Array(height + 1);
  for (let y = 0; y < height && runs.length <= maxRuns; y += 1) {
    firstOfRow[y] = runs.length;
    const row = data.subarray(y * width, (y + 1) * width);
    for (let left = row.indexOf(wanted); left >= 0;) {
      let right = left + 1;
      while (row[right] === wanted) right += 1;
      const evenEnds = Number(row[left - 1] === even) + Number(row[right] === even);
      runs.push({ y, left, right, evenEnds });
      left = row.indexOf(wanted, right);
    }
  }
  firstOfRow[height] = runs.length;
  return { runs, firstOfRow };
};

/** Joins the runs of a row, from `middle` to `end`, with those that touch them in the row above, from `start`. */
const joinRows = (
  runs: readonly { left: number; right: number }[],
  sets: DisjointSets,
  start: number,
  middle: number,
  end: number,
): void => {
  for (let above = start, below = middle; above < middle && below < end;) {
    const [upper, lower] = [runs[above], runs[below]];
    if (upper === undefined || lower === undefined) return;
    if (upper.left <= lower.right && lower.left <= upper.right) sets.join(below, above);
    if (upper.right < lower.right) above += 1;
    else below += 1;
  }
};
