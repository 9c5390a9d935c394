import { link } from "../support/drawings.ts";
import { base32Alphabet } from "../support/seeded-random.ts";
import type { Person } from "../support/bot-api-server/index.ts";

/** How many updates one life makes, if it does not end with an erasure. */
export const deedsInALife = 20;

const question = "te pénzbe kerülsz?";
/** What the answer to it says, and nothing else does. */
const answer = "ingyenes vagyok";
const digits = /(?<!\d)\d{3} \d{3}(?!\d)/;

/** What must be kept of a person in the end, and what they must have been told. */
export interface Expected {
  readonly person: Person;
  /** The keys' names, in their order; none after an erasure. */
  readonly names: readonly string[];
  readonly erased: boolean;
  /** Answers to the question that was asked. */
  readonly answers: number;
}

/** How often this person was told the answer. */
export const answersOf = ({ screen }: Person): number =>
  screen.filter(({ from, text }) => from === "bot" && text.includes(answer)).length;

/** Codes that stand in the chat. */
export const codesIn = ({ screen }: Person): number =>
  screen.filter(({ from, text }) => from === "bot" && digits.test(text)).length;

/**
 * A person who hands over five keys, orders them, asks for codes, and asks questions, each time when the bot has dealt with
 * what came before. Putting a key one place up is the deed that cannot be done twice without being seen.
 * @param erases whether they let everything be erased in the end
 * @throws Error when an answer does not come
 */
export const live = async (person: Person, random: () => number, erases: boolean): Promise<Expected> => {
  const key = () => Array.from({ length: 32 }, () => base32Alphabet[Math.floor(random() * 32)]).join("");
  let names: string[] = [];
  let answers = 0;
  const handOver = async (name: string) => {
    await person.say(link(key(), name));
    names.push(name);
  };
  const ask = async () => {
    await person.say(question);
    answers += 1;
  };
  const raise = async () => {
    const at = 1 + Math.floor(random() * (names.length - 1));
    const name = names[at] ?? "";
    await person.say("/kulcsok");
    await person.press(name);
    await person.press("Előrébb teszem");
    names = [...names.slice(0, at - 1), name, names[at - 1] ?? "", ...names.slice(at + 1)];
  };
  const getCode = async () => {
    await person.say("/kod");
    await person.press(names[Math.floor(random() * names.length)] ?? "");
  };
  await handOver("EGYES");
  await person.say("/kod");
  await handOver("KETTES");
  await handOver("HARMAS");
  await ask();
  await raise();
  await getCode();
  await handOver("NEGYES");
  await ask();
  await handOver("OTOS");
  await raise();
  await getCode();
  await ask();
  await person.say("/kulcsok");
  if (erases) {
    await person.say("/torles");
    await person.press("Igen, törölj mindent");
    names = [];
  }
  return { person, names, erased: erases, answers };
};
