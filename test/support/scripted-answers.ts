import type { Answers, Conversation, SearchResult } from "../../src/faq/answers.ts";
import { parseEntry, type Entry } from "../../src/faq/entries.ts";
import { readTopics, topicFolder } from "../../src/faq/load-topics.ts";

const topics = new Map(readTopics(topicFolder).map((topic) => [topic.id, topic]));

/** The entry with this id. @throws Error if there is none */
export const entryOf = (id: string): Entry => {
  const topic = topics.get(id);
  const entry: Entry | undefined = topic === undefined ? parseEntry(id) : { id, to: "topic", topic };
  if (entry === undefined) throw new Error(`there is no entry ${id}`);
  return entry;
};

/** The real topics, found as a test says. `asked` has what was known of the conversation at each question. */
export class ScriptedAnswers implements Answers {
  readonly topics = [...topics.values()];
  readonly asked: Conversation[] = [];
  readonly #find: (question: string, conversation: Conversation) => SearchResult | string;

  /** @param find the result, or the id of the entry that is certain */
  constructor(find: (question: string, conversation: Conversation) => SearchResult | string) {
    this.#find = find;
  }

  topic(id: string) {
    return topics.get(id);
  }

  entry(id: string) {
    return topics.has(id) || parseEntry(id) !== undefined ? entryOf(id) : undefined;
  }

  find(question: string, conversation: Conversation = {}): SearchResult {
    this.asked.push(conversation);
    const found = this.#find(question, conversation);
    return typeof found === "string" ? { kind: "sure", entry: entryOf(found), near: [] } : found;
  }
}
