import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A question with the answer it should get. */
export interface Question {
  readonly text: string;
  /** The topic that answers it; null: none of the base does. */
  readonly topic: string | null;
  /** How it is written: typos, no accents, a long story… */
  readonly style: readonly string[];
  /** Other topics that answer it as well. */
  readonly also?: readonly string[];
  /** The step of the guide where the person stands. */
  readonly step?: string;
}

/** Thresholds are set on the development half; figures are told of the evaluation half. */
export type Half = "development" | "evaluation";

/** Which half a question is in: nobody chooses, its text does. */
const halfOf = (text: string): Half =>
  (createHash("sha256").update(text, "utf8").digest()[0] ?? 0) % 2 === 0 ? "development" : "evaluation";

/** The labelled questions of a half. */
export const questionsOf = (half: Half): readonly Question[] =>
  (
    JSON.parse(readFileSync(new URL("questions.json", import.meta.url), "utf8")) as readonly Question[]
  ).filter(({ text }) => halfOf(text) === half);
