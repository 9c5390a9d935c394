import { readdirSync, readFileSync } from "node:fs";

/** Where more ways of asking stand, one file an area. */
const folder = new URL("../../../locales/phrasings/", import.meta.url);

/** Texts the base learns from beside its topics. */
export interface Phrasings {
  /** More ways of asking, by topic: what people say beyond the words that the topics' files list. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  /**
   * What the base has no answer to, by field: questions, and words of everyday life. Learnt as classes of their own,
   * so that a question about a bank's password does not look like one about the Ügyfélkapu's.
   */
  readonly foreign: ReadonlyMap<string, readonly string[]>;
}

/** The name under which questions stand that are foreign to the base; their file has the fields. */
const foreignName = "foreign";

const textsIn = (name: string): readonly (readonly [string, readonly string[]])[] =>
  Object.entries(
    JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, readonly string[]>,
  );

/** Reads them all. A topic may be in several files. */
export const readPhrasings = (): Phrasings => {
  const own = new Map<string, readonly string[]>();
  const foreign = new Map<string, readonly string[]>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".json"))) {
    for (const [id, texts] of textsIn(name)) {
      const place = name === `${foreignName}.json` || id === foreignName ? foreign : own;
      place.set(id, [...(place.get(id) ?? []), ...texts]);
    }
  }
  return { own, foreign };
};
