import type { Sighting } from "./decode.ts";
import type { ReadCharacter } from "./reading.ts";

/** What several readings have at one place of the line; `undefined` where a reading has nothing. */
type Column = readonly (Sighting | undefined)[];

/** In character widths: what stands farther apart in two readings cannot be the same character. */
const maxShift = 0.9;
/** Costs of an alignment: two characters that differ, and one that stands alone. */
const differenceCost = 0.4;
const loneCost = 0.75;

/** A character below this probability in one of the readings is doubtful, although all agree. */
const minProbability = 0.9;
/** Likewise one beside which another character has at least this probability. */
const maxRivalProbability = 0.04;
/** What a character turns into if a small stroke of it is lost: the network is then almost sure. */
const fullerCharacters: Readonly<Partial<Record<string, string>>> = { O: "Q", C: "G", I: "J" };
const maxFullerProbability = 0.003;

const isClear = ({ char, probability, rivals }: Sighting): boolean =>
  probability >= minProbability &&
  rivals.every(
    (rival) =>
      rival.probability <
      (rival.char === fullerCharacters[char] ? maxFullerProbability : maxRivalProbability),
  );

/** The result of a vote. */
export interface Vote {
  readonly characters: readonly ReadCharacter[];
  /** Whether the number of characters is one that was asked for. */
  readonly usualLength: boolean;
}

/**
 * Combines several readings of the same line. They can only be told apart by where they disagree: a character that a
 * reading lacks or reads differently is doubtful. Where they disagree on the number of characters, the number that
 * `isUsualLength` accepts decides, and what most readings have if there is none.
 *
 * @param readings at least one
 */
export const vote = (
  readings: readonly (readonly Sighting[])[],
  isUsualLength: (length: number) => boolean,
): Vote => {
  const [longest = [], ...others] = [...readings].sort((one, other) => other.length - one.length);
  const columns = others.reduce<Column[]>(
    (aligned, reading) => align(aligned, reading),
    longest.map((sighting) => [sighting]),
  );
  const kept = chooseColumns(columns, readings.length, isUsualLength);
  const characters = columns.flatMap((column, index) => {
    if (!kept.has(index)) return [];
    // What was left out beside a character may as well have been part of the key.
    const besideLeftOut = [index - 1, index + 1].some((near) => near in columns && !kept.has(near));
    return [electChar(column, besideLeftOut)];
  });
  return { characters, usualLength: isUsualLength(characters.length) };
};

const positionOf = (column: Column): number => {
  const seen = column.filter((sighting) => sighting !== undefined);
  return seen.reduce((sum, { position }) => sum + position, 0) / seen.length;
};

/** Adds a reading to the columns by the cheapest alignment (dynamic programming over both). */
const align = (columns: readonly Column[], reading: readonly Sighting[]): Column[] => {
  const width = 1 / Math.max(columns.length, 1);
  const matchCost = (column: Column, sighting: Sighting): number => {
    const shift = Math.abs(positionOf(column) - sighting.position) / width;
    const isSame = column.some((other) => other?.char === sighting.char);
    return shift > maxShift ? Infinity : shift * 0.5 + (isSame ? 0 : differenceCost);
  };
  // costs[row][at]: of the cheapest alignment of the first `row` columns with the first `at` sightings.
  const costs: number[][] = [];
  const cost = (row: number, at: number): number => costs[row]?.[at] ?? Infinity;
  for (let row = 0; row <= columns.length; row += 1) {
    costs.push([]);
    for (let at = 0; at <= reading.length; at += 1) {
      const [column, sighting] = [columns[row - 1], reading[at - 1]];
      const matched =
        column === undefined || sighting === undefined
          ? Infinity
          : cost(row - 1, at - 1) + matchCost(column, sighting);
      const lone = Math.min(cost(row - 1, at), cost(row, at - 1)) + loneCost;
      costs[row]?.push(row === 0 && at === 0 ? 0 : Math.min(matched, lone));
    }
  }
  const empty: Column = Array.from({ length: columns[0]?.length ?? 0 }, () => undefined);
  const aligned: Column[] = [];
  for (let row = columns.length, at = reading.length; row > 0 || at > 0;) {
    const [column, sighting] = [columns[row - 1], reading[at - 1]];
    const matched =
      column !== undefined &&
      sighting !== undefined &&
      cost(row, at) === cost(row - 1, at - 1) + matchCost(column, sighting);
    if (matched) aligned.push([...column, sighting]);
    else if (column !== undefined && cost(row, at) === cost(row - 1, at) + loneCost)
      aligned.push([...column, undefined]);
    else aligned.push([...empty, sighting]);
    const usedColumn = matched || (column !== undefined && cost(row, at) === cost(row - 1, at) + loneCost);
    if (usedColumn) row -= 1;
    if (matched || !usedColumn) at -= 1;
  }
  return aligned.reverse();
};

const votesFor = (column: Column): number => column.filter((sighting) => sighting !== undefined).length;

/** @returns the indexes of the columns that are characters */
const chooseColumns = (
  columns: readonly Column[],
  readings: number,
  isUsualLength: (length: number) => boolean,
): ReadonlySet<number> => {
  const certain = columns.filter((column) => votesFor(column) === readings).length;
  const byMajority = columns.filter((column) => votesFor(column) > readings / 2).length;
  const lengths = Array.from({ length: columns.length - certain + 1 }, (_, more) => certain + more);
  const usual = lengths
    .filter(isUsualLength)
    // Narrow letters get lost more often than letters get invented, so the longer of two is more probable.
    .sort((one, other) => Math.abs(one - byMajority) - Math.abs(other - byMajority) || other - one);
  const ranked = columns
    .map((column, index) => ({ index, votes: votesFor(column) }))
    .sort((one, other) => other.votes - one.votes);
  return new Set(ranked.slice(0, usual[0] ?? byMajority).map(({ index }) => index));
};

const electChar = (column: Column, besideLeftOut: boolean): ReadCharacter => {
  const seen = column.filter((sighting) => sighting !== undefined);
  const support = new Map<string, number>();
  for (const { char, probability } of seen) support.set(char, (support.get(char) ?? 0) + probability);
  const [[char] = [""]] = [...support].sort(([, one], [, other]) => other - one);
  const isUnanimous = seen.length === column.length && support.size === 1;
  return { char, doubtful: besideLeftOut || !isUnanimous || !seen.every(isClear) };
};
