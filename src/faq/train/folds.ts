import { createHash } from "node:crypto";
import { readTopics, topicFolder } from "../load-topics.ts";
import type { Topic } from "../topic.ts";
import { readPhrasings, type Phrasings } from "./phrasings.ts";

/** Number of parts (folds) that the training texts are divided into. */
export const folds = 5;

/** The fold of a text. */
export const foldOf = (text: string): number =>
  (createHash("sha256").update(text, "utf8").digest()[1] ?? 0) % folds;

/** The training texts without those of one fold, which can then serve as unseen questions. */
export const without = (fold: number): readonly [readonly Topic[], Phrasings] => {
  const isKept = (text: string) => foldOf(text) !== fold;
  const { own, foreign } = readPhrasings();
  const rest = (texts: ReadonlyMap<string, readonly string[]>) =>
    new Map([...texts].map(([name, list]) => [name, list.filter(isKept)]));
  const topics = readTopics(topicFolder).map((topic) => ({ ...topic, asked: topic.asked.filter(isKept) }));
  return [topics, { own: rest(own), foreign: rest(foreign) }];
};
