import { isFork, type ForkId } from "../guide/roads.ts";
import { isStep, type StepId } from "../guide/steps.ts";

/** Where an answer leads on to. */
export type Way =
  | { readonly to: "code" | "guide" | "haveKey" | "privacy" | "erase" }
  | { readonly to: "step"; readonly step: StepId }
  | { readonly to: "fork"; readonly fork: ForkId }
  | { readonly to: "link"; readonly address: string };

/** An answer of the question base. */
export interface Topic {
  readonly id: string;
  /** The question as people would put it; short enough for a button. */
  readonly title: string;
  /** The answer, as Telegram HTML. */
  readonly text: string;
  /** What belongs to the answer but not to the question: said below it, and nothing is learnt from it. */
  readonly beside?: string | undefined;
  /** Whether the answer is known for certain. */
  readonly sure: "yes" | "partly" | "no";
  /** Where it is known from. */
  readonly source: string;
  readonly ways: readonly Way[];
  /** Other ways of asking the same. */
  readonly asked: readonly string[];
}

const plainWays = ["code", "guide", "haveKey", "privacy", "erase"] as const;
const certainties = ["yes", "partly", "no"] as const;

/**
 * Reads a way as the topics' files have it: `code`, `guide`, `haveKey`, `privacy`, `erase`, `step:<id>`, `fork:<id>`
 * or `link:<https address>`.
 * @returns undefined for anything else.
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

const known = ["title", "text", "beside", "sure", "source", "ways", "asked"];

/**
 * Makes a topic of what stands in a file.
 * @param id its name, unique among all files.
 * @throws Error that says which topic is malformed and how.
 */
export const parseTopic = (id: string, value: unknown): Topic => {
  const fail = (what: string): never => {
    throw new Error(`the topic ${id} ${what}`);
  };
  if (!isFields(value)) return fail("is not an object");
  const stray = Object.keys(value).find((name) => !known.includes(name));
  if (stray !== undefined) fail(`has an unknown field, ${stray}`);
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
    sure: certainties.find((one) => one === value["sure"]) ?? fail(`must be sure: ${certainties.join(", ")}`),
    source: text("source"),
    ways: texts("ways").map((way) => parseWay(way) ?? fail(`has an unknown way, ${way}`)),
    asked: texts("asked"),
  };
};
