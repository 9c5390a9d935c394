import { readdirSync, readFileSync } from "node:fs";

/** The folder of the phrasings; each file is one area. */
const folder = new URL("../../../locales/phrasings/", import.meta.url);

/** Training texts beyond those in the topics. */
export interface Phrasings {
  /** More phrasings of the topics, by topic id. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  /**
   * Out-of-scope questions and everyday words, by field. They are classes of their own, so that a question about the
   * password of a bank does not look like one about that of the Ügyfélkapu.
   */
  readonly foreign: ReadonlyMap<string, readonly string[]>;
}

/** The name of the file, or of the entry in another file, that has out-of-scope questions. */
const foreignName = "foreign";

const textsIn = (name: string): readonly (readonly [string, readonly string[]])[] =>
  Object.entries(
    JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, readonly string[]>,
  );

/** Reads all phrasings. A topic may be in several files. */
export const readPhrasings = (): Phrasings => {
  const own = new Map<string, readonly string[]>();
  const foreign = new Map<string, readonly string[]>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith(".json"))) {
    for (const [id, texts] of textsIn(name)) {
      const target = name === `${foreignName}.json` || id === foreignName ? foreign : own;
      target.set(id, [...(target.get(id) ?? []), ...texts]);
    }
  }
  return { own, foreign };
};
