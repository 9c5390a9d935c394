import { readFileSync } from "node:fs";

/** Where it stands what the base has learnt; bench/answers/learn.ts writes it. */
export const trainedModelFile = new URL("./trained-model.json", import.meta.url);

/** A folded word of the base, its stem, and how often it stands there. */
export interface LearntWord {
  readonly word: string;
  readonly stem: string;
  readonly count: number;
}

/** The terms by their ids: first those with a name, then the pairs of those. */
export interface LearntTerms {
  readonly names: readonly string[];
  /** For each name, 1 if it is a word or what it means. */
  readonly isWord: Uint8Array;
  /** Two ids a pair. */
  readonly pairs: Uint32Array;
}

/** What the terms tell about the classes, term by term. */
export interface LearntWeights {
  /** In how many texts each term was. */
  readonly counts: Uint16Array;
  /** How many classes have the term, and how many do not but are told by it all the same. */
  readonly having: Uint8Array;
  readonly lacking: Uint8Array;
  /** Those classes one after the other, and by how many grains the term speaks for each. */
  readonly labels: Uint8Array;
  readonly weights: Int8Array;
  /** How many grains likelier the term is outside the field than in it, as a logarithm. */
  readonly foreignness: Int8Array;
}

/** What the base has learnt from its topics and from the ways people ask. */
export interface TrainedModel {
  /** Tells from what it was learnt. */
  readonly digest: string;
  /** The topics' ids; they are the first classes. */
  readonly topics: readonly string[];
  /** How many texts there were. */
  readonly texts: number;
  /** What speaks for each class by itself, per unit of a question's length. */
  readonly starts: readonly number[];
  readonly words: readonly LearntWord[];
  readonly terms: LearntTerms;
  readonly weights: LearntWeights;
  /** The marks of the topics' questions word for word, and whose they are. */
  readonly marks: Uint32Array;
  readonly owners: Uint8Array;
}

/** What a grain of a weight is worth. */
export const quantizationStep = 0.1;

/** A mark of a text: the same for the same words, and hardly ever for others (FNV-1a). */
export const markOf = (words: readonly string[]): number => {
  let mark = 0x811c9dc5;
  for (const letter of words.join(" ")) mark = Math.imul(mark ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return mark >>> 0;
};

/** The file's form: lists of words as one text each, lists of whole numbers in base64. */
type Written = Readonly<Record<string, string>>;

const inBase64 = (list: Uint8Array | Int8Array | Uint16Array | Uint32Array): string =>
  Buffer.from(list.buffer, list.byteOffset, list.byteLength).toString("base64");

/** Writes it as the file has it. */
export const written = (learnt: TrainedModel): string => {
  const { digest, topics, texts, starts, words, terms, weights, marks, owners } = learnt;
  const file: Written = {
    digest,
    topics: topics.join(" "),
    texts: String(texts),
    starts: starts.map((start) => start.toFixed(4)).join(" "),
    words: words.map(({ word, stem, count }) => `${word} ${stem} ${String(count)}`).join(";"),
    names: terms.names.join(" "),
    isWord: inBase64(terms.isWord),
    pairs: inBase64(terms.pairs),
    ...Object.fromEntries(
      Object.entries(weights).map(([name, list]) => [name, inBase64(list as Uint8Array)]),
    ),
    marks: inBase64(marks),
    owners: inBase64(owners),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};

/**
 * Reads what was written.
 * @throws Error where a part is missing.
 */
export const parseTrainedModel = (text: string): TrainedModel => {
  const file = JSON.parse(text) as Written;
  const part = (name: string): string => {
    const value = file[name];
    if (typeof value !== "string") throw new Error(`what was learnt has no ${name}`);
    return value;
  };
  // Copied, so that wider numbers begin where they must.
  const bytes = (name: string): ArrayBuffer => new Uint8Array(Buffer.from(part(name), "base64")).buffer;
  return {
    digest: part("digest"),
    topics: part("topics").split(" "),
    texts: Number(part("texts")),
    starts: part("starts").split(" ").map(Number),
    words: part("words")
      .split(";")
      .map((line) => {
        const [word = "", stem = "", count] = line.split(" ");
        return { word, stem, count: Number(count) };
      }),
    terms: {
      names: part("names").split(" "),
      isWord: new Uint8Array(bytes("isWord")),
      pairs: new Uint32Array(bytes("pairs")),
    },
    weights: {
      counts: new Uint16Array(bytes("counts")),
      having: new Uint8Array(bytes("having")),
      lacking: new Uint8Array(bytes("lacking")),
      labels: new Uint8Array(bytes("labels")),
      weights: new Int8Array(bytes("weights")),
      foreignness: new Int8Array(bytes("foreignness")),
    },
    marks: new Uint32Array(bytes("marks")),
    owners: new Uint8Array(bytes("owners")),
  };
};

/** Reads what the base has learnt. */
export const readTrainedModel = (): TrainedModel => parseTrainedModel(readFileSync(trainedModelFile, "utf8"));
