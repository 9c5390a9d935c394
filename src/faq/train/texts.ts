import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mainEntry } from "../same-entries.ts";
import { readTopics, topicFolder } from "../load-topics.ts";
import { foreignPrefix } from "../trained-model.ts";
import type { Message } from "./messages.ts";

const locales = new URL("../../../locales/", import.meta.url);

/** A text to learn from, and the classes that are right for it, the best first. */
export interface TrainingText {
  readonly text: string;
  readonly labels: readonly string[];
  /** How much it counts. */
  readonly weight: number;
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, locales), "utf8"));

/** The name of the file that has out-of-scope questions by field, and of such entries in other files. */
const foreignName = "foreign";
/** The name of the file that has words beside a question: greetings, one's town, one's family. */
const besideName = "beside.json";

const one = (text: string, label: string): TrainingText => ({ text, labels: [label], weight: 1 });

/** The phrasings in locales/phrasings, by the ids of the entries that answer them. */
const phrasings = (): readonly TrainingText[] =>
  readdirSync(new URL("phrasings/", locales))
    .filter((name) => name.endsWith(".json") && name !== besideName)
    .sort()
    .flatMap((name) =>
      Object.entries(readJson(`phrasings/${name}`) as Record<string, readonly string[]>).flatMap(
        ([id, texts]) => {
          const isForeign = name === `${foreignName}.json` || id === foreignName;
          const label = isForeign ? `${foreignPrefix}${id}` : mainEntry(id);
          return texts.map((text) => one(text, label));
        },
      ),
    );

/** The titles of topics, steps, forks and troubles, which users see on buttons. */
const titles = (): readonly TrainingText[] => {
  const titlesIn = (kind: string, parts: unknown, field: string) =>
    Object.entries(parts as Record<string, Record<string, unknown>>).flatMap(([id, part]) => {
      const title = part[field];
      return typeof title === "string" && !id.startsWith("noneOfThese")
        ? [one(title, mainEntry(`${kind}:${id}`))]
        : [];
    });
  return [
    ...readTopics(topicFolder).flatMap(({ id, title, asked }) =>
      [title, ...asked].map((text) => one(text, mainEntry(id))),
    ),
    ...titlesIn("step", (readJson("hu/guide.json") as { steps: unknown }).steps, "title"),
    ...titlesIn("fork", readJson("hu/forks.json"), "label"),
    ...titlesIn("trouble", readJson("hu/troubles.json"), "label"),
  ];
};

/** How much a message of an author counts against a phrasing. */
const messageWeight = 3;

const ofMessages = (messages: readonly Message[]): readonly TrainingText[] =>
  messages.flatMap(({ text, want, ids }) => {
    const labels = want === "refuse" ? [`${foreignPrefix}everyday`] : [...new Set(ids.map(mainEntry))];
    const isLearnt = labels.length > 0 && (want === "answer" || want === "talk" || want === "refuse");
    return isLearnt ? [{ text, labels, weight: messageWeight }] : [];
  });

/** A generator of numbers from 0 to 1 (mulberry32), always the same. */
export const seededRandom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Each text a second time among words that say nothing about the question, so that no class owns them. */
const withWordsBeside = (texts: readonly TrainingText[]): readonly TrainingText[] => {
  const beside = readJson(`phrasings/${besideName}`) as readonly string[];
  const random = seededRandom(5);
  const pick = () => beside[Math.floor(random() * beside.length)] ?? "";
  return texts.map((one) => {
    const place = random();
    const before = place < 0.7 ? `${pick()} ${random() < 0.4 ? pick() : ""}` : "";
    const after = place > 0.4 ? `${pick()} ${random() < 0.3 ? pick() : ""}` : "";
    return { ...one, text: `${before} ${one.text} ${after}` };
  });
};

/** All that the model is trained on: titles, phrasings, and the messages of these authors. */
export const trainingTexts = (messages: readonly Message[]): readonly TrainingText[] => {
  const texts = [...titles(), ...phrasings(), ...ofMessages(messages)];
  return [...texts, ...withWordsBeside(texts)];
};

/** A digest of texts, their labels and weights, in their order. */
export const digestOf = (texts: readonly TrainingText[]): string =>
  createHash("sha256").update(JSON.stringify(texts)).digest("base64url");
