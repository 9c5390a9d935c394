import { readdirSync, readFileSync } from "node:fs";

/** The folder of the messages, one file for each author; its README says how they were written. */
const folder = new URL("../../../test/faq/authors/", import.meta.url);

/** A message that an author wrote in the voice of one person, and what would be a right answer to it. */
export interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly kind: "question" | "follow-up" | "small-talk" | "foreign" | "two" | "other";
  /** The id of the message that it follows. */
  readonly after?: string;
  /** What a good helper does; `missing`: there is no entry for it. */
  readonly want: "answer" | "ask" | "talk" | "refuse" | "missing";
  /** The entries that answer it, the best first. */
  readonly ids: readonly string[];
  /** The entries that answer the second question in it. */
  readonly also: readonly string[];
  /** The entry that answered the message before a follow-up. */
  readonly last?: string | undefined;
}

type Stored = Omit<Message, "author" | "also" | "last"> & { readonly also?: readonly string[] };

/** All messages, author by author. */
export const readMessages = (): readonly Message[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name) => {
      const stored = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as readonly Stored[];
      const byId = new Map(stored.map((message) => [message.id, message]));
      return stored.map((message) => ({
        also: [],
        ...message,
        author: name.replace(".json", ""),
        last: message.after === undefined ? undefined : byId.get(message.after)?.ids[0],
      }));
    });
