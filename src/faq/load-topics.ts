import { readdirSync, readFileSync } from "node:fs";
import { parseTopic, type Topic } from "./topic.ts";

/** The folder of the topics; each file is one area. */
export const topicFolder = new URL("../../locales/hu/answers/", import.meta.url);

/**
 * Reads all topics of a folder, in the order of the file names.
 * @throws Error if a topic is malformed or occurs twice, or if there are none.
 */
export const readTopics = (folder: URL): readonly Topic[] => {
  const topics = new Map<string, Topic>();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  for (const name of files) {
    const area = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Readonly<Record<string, unknown>>;
    for (const [id, value] of Object.entries(area)) {
      if (topics.has(id)) throw new Error(`the topic ${id} of ${name} is also in another file`);
      topics.set(id, parseTopic(id, value));
    }
  }
  if (topics.size === 0) throw new Error(`there are no topics in ${folder.pathname}`);
  return [...topics.values()];
};
