import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A question with the answer it should get. */
export interface Question {
  readonly text: string;
  /** The topic that answers it; null if it is out of scope. */
  readonly topic: string | null;
  /** How it is written: typos, no accents, a long story, … */
  readonly style: readonly string[];
  /** Other topics that answer it as well. */
  readonly also?: readonly string[];
  /** The user's step in the guide. */
  readonly step?: string;
}

/** Thresholds are tuned on the development half; figures are reported for the evaluation half. */
export type Half = "development" | "evaluation";

/** The half of a question, decided by a hash of its text. */
const halfOf = (text: string): Half =>
  (createHash("sha256").update(text, "utf8").digest()[0] ?? 0) % 2 === 0 ? "development" : "evaluation";

/** The labelled questions of a half. */
export const questionsOf = (half: Half): readonly Question[] =>
  (
    JSON.parse(readFileSync(new URL("questions.json", import.meta.url), "utf8")) as readonly Question[]
  ).filter(({ text }) => halfOf(text) === half);
