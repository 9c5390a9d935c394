import { readFileSync } from "node:fs";

/** The trained model; `npm run learn:answers` (train/main.ts) writes it. */
export const trainedModelFile = new URL("./trained-model.json", import.meta.url);

/** A folded word of the training texts, its stem, and how often it occurs. */
export interface WordCount {
  readonly word: string;
  readonly stem: string;
  readonly count: number;
}

/** The terms in the order of their ids: first those with a name, then pairs of those. */
export interface TermTable {
  readonly names: readonly string[];
  /** For each name, 1 if it is a word or a meaning. */
  readonly isWord: Uint8Array;
  /** Two ids for each pair. */
  readonly pairs: Uint32Array;
}

/** The weights of the terms for the classes, term by term. */
export interface TermWeights {
  /** In how many texts each term occurs. */
  readonly counts: Uint16Array;
  /** For each term, how many classes have it, and how many lack it but have a weight for it. */
  readonly having: Uint8Array;
  readonly lacking: Uint8Array;
  /** Those classes one after the other, and the weight of the term for each, in quantization steps. */
  readonly labels: Uint8Array;
  readonly weights: Int8Array;
  /** Log odds that a text with the term is out of scope, in quantization steps. */
  readonly foreignness: Int8Array;
}

/** What training made of the topics and phrasings. */
export interface TrainedModel {
  /** Hash of what it was trained on (`digestOf` in train/train.ts). */
  readonly digest: string;
  /** The topics' ids; they are the first classes. */
  readonly topics: readonly string[];
  /** Number of training texts. */
  readonly texts: number;
  /** The bias of each class, per unit of a question's total weight. */
  readonly biases: readonly number[];
  readonly words: readonly WordCount[];
  readonly terms: TermTable;
  readonly weights: TermWeights;
  /** Hashes of the phrasings of the topics, and the index of the topic of each. */
  readonly exactHashes: Uint32Array;
  readonly exactTopics: Uint8Array;
}

/** Weights are stored as multiples of this. */
export const quantizationStep = 0.1;

/** A hash of a text (FNV-1a): the same for the same words, and hardly ever for others. */
export const exactHashOf = (words: readonly string[]): number => {
  let hash = 0x811c9dc5;
  for (const letter of words.join(" ")) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
};

/** The form of the file: lists of words as one string each, lists of integers in base64. */
type ModelFile = Readonly<Record<string, string>>;

const inBase64 = (list: Uint8Array | Int8Array | Uint16Array | Uint32Array): string =>
  Buffer.from(list.buffer, list.byteOffset, list.byteLength).toString("base64");

/** Serializes a model as the file has it. */
export const serializeTrainedModel = (model: TrainedModel): string => {
  const { digest, topics, texts, biases, words, terms, weights, exactHashes, exactTopics } = model;
  const file: ModelFile = {
    digest,
    topics: topics.join(" "),
    texts: String(texts),
    biases: biases.map((bias) => bias.toFixed(4)).join(" "),
    words: words.map(({ word, stem, count }) => `${word} ${stem} ${String(count)}`).join(";"),
    names: terms.names.join(" "),
    isWord: inBase64(terms.isWord),
    pairs: inBase64(terms.pairs),
    ...Object.fromEntries(
      Object.entries(weights).map(([name, list]) => [name, inBase64(list as Uint8Array)]),
    ),
    exactHashes: inBase64(exactHashes),
    exactTopics: inBase64(exactTopics),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
};

/**
 * Parses a serialized model.
 * @throws Error if a part is missing.
 */
export const parseTrainedModel = (text: string): TrainedModel => {
  const file = JSON.parse(text) as ModelFile;
  const part = (name: string): string => {
    const value = file[name];
    if (typeof value !== "string") throw new Error(`the trained model has no ${name}`);
    return value;
  };
  // Copied for alignment: wider integers need an aligned buffer.
  const bytes = (name: string): ArrayBuffer => new Uint8Array(Buffer.from(part(name), "base64")).buffer;
  return {
    digest: part("digest"),
    topics: part("topics").split(" "),
    texts: Number(part("texts")),
    biases: part("biases").split(" ").map(Number),
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
    exactHashes: new Uint32Array(bytes("exactHashes")),
    exactTopics: new Uint8Array(bytes("exactTopics")),
  };
};

/** Reads the trained model from its file. */
export const readTrainedModel = (): TrainedModel => parseTrainedModel(readFileSync(trainedModelFile, "utf8"));
