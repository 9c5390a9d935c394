import { readFileSync } from "node:fs";

/** A question with the answer it should get. */
interface Question {
  readonly text: string;
  /** The topic that answers it; null if it is out of scope. */
  readonly topic: string | null;
  /** Other topics that answer it as well. */
  readonly also?: readonly string[];
  /** The user's step in the guide. */
  readonly step?: string;
}

/** The questions of the author who wrote the phrasings, which serve as a test against setbacks. */
export const questions = JSON.parse(
  readFileSync(new URL("questions.json", import.meta.url), "utf8"),
) as readonly Question[];
