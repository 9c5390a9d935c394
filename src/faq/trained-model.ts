import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { countsOf, featureCount, weigh } from "./features.ts";

/** The trained model; `npm run learn:answers` (train/main.ts) writes it. */
export const trainedModelFile = new URL("./trained-model.bin", import.meta.url);

/** A multinomial logistic regression over parts of words. */
export interface TrainedModel {
  /** The ids of entries, and the fields of out-of-scope questions behind `foreignPrefix`. */
  readonly classes: readonly string[];
  /** The rarity of each feature (inverse document frequency). */
  readonly rarity: Float32Array;
  /** The bias of each class. */
  readonly biases: Float32Array;
  /** The weight of each feature for each class, feature by feature, in steps of `step`. */
  readonly weights: Int8Array;
  readonly step: number;
  /** A digest of the texts that it was trained on, which tells whether they have changed since. */
  readonly trainedOn: string;
}

/** The classes of questions that are out of scope start with this. */
export const foreignPrefix = "foreign:";

/** The score of each class for a text; the logarithm of its odds, but for a constant. */
export const scoresOf = (model: TrainedModel, text: string): Float64Array => {
  const { classes, rarity, biases, weights, step } = model;
  const scores = Float64Array.from(biases);
  const { ids, values } = weigh(countsOf(text), rarity);
  for (const [at, id] of ids.entries()) {
    const value = (values[at] ?? 0) * step;
    const start = id * classes.length;
    for (let label = 0; label < classes.length; label += 1) {
      scores[label] = (scores[label] ?? 0) + value * (weights[start + label] ?? 0);
    }
  }
  return scores;
};

const bytesOf = (list: Float32Array | Int8Array) =>
  Buffer.from(list.buffer, list.byteOffset, list.byteLength);

/** Serializes a model: a line of JSON, then rarities, biases and weights; compressed. */
export const serializeTrainedModel = (model: TrainedModel): Buffer => {
  const { classes, rarity, biases, weights, step, trainedOn } = model;
  return gzipSync(
    Buffer.concat([
      Buffer.from(`${JSON.stringify({ classes, step, trainedOn })}\n`),
      bytesOf(rarity),
      bytesOf(biases),
      bytesOf(weights),
    ]),
    { level: 9 },
  );
};

/**
 * Parses a serialized model.
 * @throws Error if it is damaged.
 */
export const parseTrainedModel = (file: Uint8Array): TrainedModel => {
  const all = gunzipSync(file);
  const end = all.indexOf("\n");
  const { classes, step, trainedOn } = JSON.parse(all.toString("utf8", 0, end)) as Pick<
    TrainedModel,
    "classes" | "step" | "trainedOn"
  >;
  // Copied for alignment: floats need an aligned buffer.
  const body = new Uint8Array(all.subarray(end + 1)).buffer;
  const floats = featureCount + classes.length;
  if (body.byteLength !== 4 * floats + featureCount * classes.length) {
    throw new Error("the trained model is damaged or of another version; to train it: npm run learn:answers");
  }
  return {
    classes,
    step,
    trainedOn,
    rarity: new Float32Array(body, 0, featureCount),
    biases: new Float32Array(body, 4 * featureCount, classes.length),
    weights: new Int8Array(body, 4 * floats),
  };
};

/** Reads the trained model from its file. */
export const readTrainedModel = (): TrainedModel => parseTrainedModel(readFileSync(trainedModelFile));
