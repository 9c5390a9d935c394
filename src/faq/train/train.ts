import { createHash } from "node:crypto";
import { Dictionary, type Term } from "../dictionary.ts";
import { quantizationStep, exactHashOf, type TrainedModel, type TermTable } from "../trained-model.ts";
import { rarityOf, valuesOf } from "../classifier.ts";
import { FeatureExtractor } from "../features.ts";
import type { Topic } from "../topic.ts";
import { countWords, Vocabulary } from "../vocabulary.ts";
import { wordsOf } from "../words.ts";
import { descend, type Sample } from "./descent.ts";
import type { Phrasings } from "./phrasings.ts";

/** Weight of the text of an answer, relative to a phrasing. */
const answerWeight = 0.5;
/** Additive smoothing of naive Bayes: one unusual word must not rule out a class. */
const smoothing = 0.02;
/** Additive smoothing of the odds of a term to be out of scope. */
const oddsSmoothing = 0.3;
/** Minimum weight to keep for a class that lacks a term. Those of pairs are dropped: they are many and weak. */
const minKeptWeight = 1;

interface Text {
  readonly words: readonly string[];
  readonly label: number;
  readonly weight: number;
}

const plainOf = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/&\w+;/g, " ");

/** All training texts by class, the topics first. */
const textsOf = (topics: readonly Topic[], { own, foreign }: Phrasings): readonly Text[] => [
  ...topics.flatMap(({ id, title, asked, text }, label) => [
    ...[title, ...asked, ...(own.get(id) ?? [])].map((one) => ({ words: wordsOf(one), label, weight: 1 })),
    { words: wordsOf(plainOf(text)), label, weight: answerWeight },
  ]),
  ...[...foreign.values()].flatMap((questions, at) =>
    questions.map((one) => ({ words: wordsOf(one), label: topics.length + at, weight: 1 })),
  ),
];

/** The terms in the order of their final ids: those with a name, then the pairs. */
const orderOf = (dictionary: Dictionary): { readonly terms: TermTable; readonly ids: Uint32Array } => {
  const named = [...dictionary.names];
  const ids = new Uint32Array(dictionary.size);
  for (const [at, [, { id }]] of named.entries()) ids[id] = at;
  for (const [at, [, , { id }]] of dictionary.pairs.entries()) ids[id] = named.length + at;
  const isWord = ([, term]: readonly [string, Term]) => Number(term.isWord);
  return {
    ids,
    terms: {
      names: named.map(([name]) => name),
      isWord: Uint8Array.from(named, isWord),
      pairs: Uint32Array.from(dictionary.pairs.flatMap(([one, other]) => [ids[one]!, ids[other]!])),
    },
  };
};

/** The total value of each term in each class, and of all terms in each class. */
const amountsOf = (samples: readonly Sample[], size: number, labels: number) => {
  const amounts = new Float64Array(size * labels);
  const totals = new Float64Array(labels);
  for (const { ids, values, label, weight } of samples) {
    for (const [place, id] of ids.entries()) {
      amounts[id * labels + label]! += values[place]! * weight;
      totals[label]! += values[place]! * weight;
    }
  }
  return { amounts, totals };
};

const sumOf = (list: Float64Array): number => list.reduce((one, other) => one + other, 0);
const quantized = (weight: number): number =>
  Math.max(-127, Math.min(127, Math.round(weight / quantizationStep)));

/**
 * Trains a model on topics and phrasings: naive Bayes, which learns what is typical of a class, and logistic regression,
 * which learns what distinguishes similar classes. Both are linear in the terms of a text, so their weights are added.
 */
export const train = (topics: readonly Topic[], phrasings: Phrasings): TrainedModel => {
  const texts = textsOf(topics, phrasings);
  const labels = topics.length + phrasings.foreign.size;
  const words = countWords(texts.flatMap((text) => text.words));
  const dictionary = new Dictionary();
  const extractor = new FeatureExtractor(new Vocabulary(words), dictionary);
  const read = texts.map((text) => extractor.extract(text.words));
  const size = dictionary.size;
  const counts = new Uint16Array(size);
  for (const { terms } of read) for (const { id } of terms) counts[id]! += 1;
  const { terms, ids } = orderOf(dictionary);
  const rarities = Float64Array.from(counts, (count) => rarityOf(count, texts.length));
  const samples = read.map((one, at): Sample => ({
    ids: Uint32Array.from(one.terms, ({ id }) => ids[id]!),
    values: valuesOf(one, rarities),
    label: texts[at]!.label,
    weight: texts[at]!.weight,
  }));
  const { amounts, totals } = amountsOf(samples, size, labels);
  const descended = descend(samples, size, labels);
  const [ownTotal, otherTotal] = [
    sumOf(totals.subarray(0, topics.length)),
    sumOf(totals.subarray(topics.length)),
  ];
  const having: number[] = [];
  const lacking: number[] = [];
  const foreignness: number[] = [];
  const entries: { readonly label: number; readonly weight: number }[] = [];
  for (let id = 0; id < size; id += 1) {
    const row = amounts.subarray(id * labels, (id + 1) * labels);
    const all = Array.from(row, (amount, label) => ({
      amount,
      label,
      weight: quantized(Math.log((amount + smoothing) / smoothing) + descended[id * labels + label]!),
    }));
    const have = all.filter(({ amount }) => amount > 0);
    const isPair = id >= terms.names.length;
    const lack = all.filter(
      ({ amount, weight }) => !isPair && amount === 0 && Math.abs(weight * quantizationStep) >= minKeptWeight,
    );
    having.push(have.length);
    lacking.push(lack.length);
    entries.push(...have, ...lack);
    const own = sumOf(row.subarray(0, topics.length));
    const other = sumOf(row.subarray(topics.length));
    foreignness.push(
      quantized(Math.log((other + oddsSmoothing) / otherTotal) - Math.log((own + oddsSmoothing) / ownTotal)),
    );
  }
  const exactHashes = new Map<number, number>();
  for (const { words: one, label } of texts.filter((text) => text.label < topics.length)) {
    exactHashes.set(exactHashOf(one), label);
  }
  const orderedCounts = new Uint16Array(size);
  for (const [id, count] of counts.entries()) orderedCounts[ids[id]!] = count;
  return {
    digest: digestOf(topics, phrasings),
    topics: topics.map(({ id }) => id),
    texts: texts.length,
    biases: Array.from(totals, (total) => Math.log(smoothing / (total + smoothing * size))),
    words,
    terms,
    weights: {
      counts: orderedCounts,
      having: Uint8Array.from(having),
      lacking: Uint8Array.from(lacking),
      labels: Uint8Array.from(entries, ({ label }) => label),
      weights: Int8Array.from(entries, ({ weight }) => weight),
      foreignness: Int8Array.from(foreignness),
    },
    exactHashes: Uint32Array.from(exactHashes.keys()),
    exactTopics: Uint8Array.from(exactHashes.values()),
  };
};

/** A hash of everything the model is trained on. */
export const digestOf = (topics: readonly Topic[], { own, foreign }: Phrasings): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        topics.map(({ id, title, text, asked }) => [id, title, text, asked]),
        [...own],
        [...foreign],
      ]),
    )
    .digest("hex");
