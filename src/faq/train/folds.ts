import { createHash } from "node:crypto";
import { readTopics, topicFolder } from "../load-topics.ts";
import type { Topic } from "../topic.ts";
import { readPhrasings, type Phrasings } from "./phrasings.ts";

/** In how many parts what the base learns from is divided. */
export const folds = 5;

/** Which part a text is in. */
export const foldOf = (text: string): number =>
  (createHash("sha256").update(text, "utf8").digest()[1] ?? 0) % folds;

/** What the base learns from, without the texts of a part: those can be asked as if nobody had known them. */
export const without = (fold: number): readonly [readonly Topic[], Phrasings] => {
  const isOut = (text: string) => foldOf(text) !== fold;
  const { own, foreign } = readPhrasings();
  const rest = (texts: ReadonlyMap<string, readonly string[]>) =>
    new Map([...texts].map(([name, list]) => [name, list.filter(isOut)]));
  const topics = readTopics(topicFolder).map((topic) => ({ ...topic, asked: topic.asked.filter(isOut) }));
  return [topics, { own: rest(own), foreign: rest(foreign) }];
};
