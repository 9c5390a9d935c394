import { isFork, type ForkId } from "../guide/roads.ts";
import { isStep, type StepId } from "../guide/steps.ts";

/** Where the button below an answer leads. */
export type Way =
  | { readonly to: "code" | "guide" | "haveKey" | "privacy" | "erase" }
  | { readonly to: "step"; readonly step: StepId }
  | { readonly to: "fork"; readonly fork: ForkId }
  | { readonly to: "link"; readonly address: string };

/** An answer of the question base. */
export interface Topic {
  readonly id: string;
  /** The question in the user's words; short enough for a button. */
  readonly title: string;
  /** The answer, as Telegram HTML. */
  readonly text: string;
  /** Shown below the answer, but not used for training. */
  readonly beside?: string | undefined;
  readonly ways: readonly Way[];
  /** Other phrasings of the question. */
  readonly asked: readonly string[];
}

const plainWays = ["code", "guide", "haveKey", "privacy", "erase"] as const;

/**
 * Parses a way as the files of the topics have it: `code`, `guide`, `haveKey`, `privacy`, `erase`, `step:<id>`,
 * `fork:<id>` or `link:<https address>`.
 * @returns `undefined` for anything else.
 */
export const parseWay = (way: string): Way | undefined => {
  const plain = plainWays.find((one) => one === way);
  if (plain !== undefined) return { to: plain };
  const [, to, id] = /^(step|fork|link):(.+)$/.exec(way) ?? [];
  if (to === "step" && isStep(id)) return { to, step: id };
  if (to === "fork" && isFork(id)) return { to, fork: id };
  if (to === "link" && id !== undefined && /^https:\/\/\S+$/.test(id) && URL.canParse(id)) {
    return { to, address: id };
  }
  return undefined;
};

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const fields = ["title", "text", "beside", "ways", "asked"];

/**
 * Parses a topic.
 * @param id the id of the topic, unique among all files.
 * @param value what the file has for it.
 * @throws Error that names the topic and what is wrong with it.
 */
export const parseTopic = (id: string, value: unknown): Topic => {
  const fail = (what: string): never => {
    throw new Error(`the topic ${id} ${what}`);
  };
  if (!isFields(value)) return fail("is not an object");
  const unknownField = Object.keys(value).find((name) => !fields.includes(name));
  if (unknownField !== undefined) fail(`has an unknown field, ${unknownField}`);
  const text = (name: string) => {
    const found = value[name];
    return isText(found) ? found : fail(`needs the text "${name}"`);
  };
  const texts = (name: string): readonly string[] => {
    const found = value[name];
    return Array.isArray(found) && found.every(isText) ? found : fail(`needs the list of texts "${name}"`);
  };
  return {
    id,
    title: text("title"),
    text: text("text"),
    beside: value["beside"] === undefined ? undefined : text("beside"),
    ways: texts("ways").map((way) => parseWay(way) ?? fail(`has an unknown way, ${way}`)),
    asked: texts("asked"),
  };
};
