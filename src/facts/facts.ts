import { readFileSync } from "node:fs";

/** From the most to the least certain; docs/facts.md says what each means. */
const certainties = ["official", "screen", "code", "press", "general", "inferred", "unknown"] as const;

/** How certain a fact is. */
export type Certainty = (typeof certainties)[number];

/** Something about the portal or the phone that texts rest on. */
export interface Fact {
  readonly id: string;
  /** The fact in English, with the labels of the portal as they are there. */
  readonly statement: string;
  readonly certainty: Certainty;
  /** Where the fact is from, with the date of the source where it has one. */
  readonly sources: readonly string[];
  /** The day on which the fact was last compared with its sources, as YYYY-MM-DD. */
  readonly checked: string;
  /** Ids of the texts that rest on it: of an answer, of the guide (`step:`, `trouble:`, `fork:`), of the leaflet. */
  readonly texts: readonly string[];
}

/** The folder of facts.json and texts.json. */
const factFolder = new URL("../../locales/facts/", import.meta.url);

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

const readFields = (folder: URL, name: string): Readonly<Record<string, unknown>> => {
  const content: unknown = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  if (!isFields(content)) throw new Error(`${name} is not an object`);
  return content;
};

/** Whether a value is a day that exists, as YYYY-MM-DD. */
const isDay = (value: unknown): value is string => {
  if (!isText(value) || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const instant = new Date(`${value}T00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value);
};

const parseFact = (id: string, value: unknown, texts: readonly string[]): Fact => {
  const fail = (what: string): never => {
    throw new Error(`the fact ${id} in facts.json ${what}`);
  };
  if (!isFields(value)) return fail("is not an object");
  const { statement, certainty, sources, checked } = value;
  return {
    id,
    statement: isText(statement) ? statement : fail("needs a statement"),
    certainty:
      certainties.find((one) => one === certainty) ??
      fail(`needs a certainty, one of ${certainties.join(", ")}`),
    sources: isTexts(sources) && sources.length > 0 ? sources : fail("needs a list of sources"),
    checked: isDay(checked) ? checked : fail("needs the day on which it was checked, as YYYY-MM-DD"),
    texts,
  };
};

/**
 * Reads which facts each text rests on, by the text's id.
 * @throws Error if texts.json is malformed
 */
export const readTexts = (folder: URL = factFolder): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(readFields(folder, "texts.json")).map(([id, facts]) => {
      if (!isTexts(facts)) throw new Error(`the text ${id} in texts.json needs a list of facts, or []`);
      return [id, facts];
    }),
  );

/**
 * Reads all facts, with the texts that rest on them.
 * @throws Error that names the fact or text and what is wrong with it, also for a text that names an unknown fact
 */
export const readFacts = (folder: URL = factFolder): readonly Fact[] => {
  const textsOf = new Map<string, string[]>();
  const content = readFields(folder, "facts.json");
  for (const [text, facts] of readTexts(folder))
    for (const fact of facts) {
      if (!Object.hasOwn(content, fact))
        throw new Error(`the text ${text} in texts.json names ${fact}, which is not in facts.json`);
      textsOf.set(fact, [...(textsOf.get(fact) ?? []), text]);
    }
  return Object.entries(content).map(([id, value]) => parseFact(id, value, textsOf.get(id) ?? []));
};

/** The day one year before an instant (UTC), as YYYY-MM-DD. */
const oneYearBefore = (instant: Date): string => {
  const day = new Date(instant);
  day.setUTCFullYear(day.getUTCFullYear() - 1);
  return day.toISOString().slice(0, 10);
};

/** The facts that were last checked more than a year before an instant, those unchecked for longest first. */
export const overdueFacts = (today: Date, facts: readonly Fact[] = readFacts()): readonly Fact[] =>
  facts
    .filter(({ checked }) => checked < oneYearBefore(today))
    .toSorted((a, b) => a.checked.localeCompare(b.checked));
