import { isFork, type ForkId } from "../guide/roads.ts";
import { isStep, type StepId } from "../guide/steps.ts";
import { isTrouble, type TroubleId } from "../guide/troubles.ts";
import type { Topic } from "./topic.ts";

/** The commands whose screens can be asked for. */
export const commands = [
  "kod",
  "kulcsok",
  "torlokod",
  "utmutato",
  "adataim",
  "adatkezeles",
  "megse",
] as const;

/** A command whose screen can be asked for, without its slash. */
export type CommandName = (typeof commands)[number];

/**
 * Something that the bot can show for a question. Its id is that of the topic, or `trouble:<id>`, `step:<id>`,
 * `fork:<id>` or `command:<name>`.
 */
export type Entry = { readonly id: string } & (
  | { readonly to: "topic"; readonly topic: Topic }
  | { readonly to: "trouble"; readonly trouble: TroubleId }
  | { readonly to: "step"; readonly step: StepId }
  | { readonly to: "fork"; readonly fork: ForkId }
  | { readonly to: "command"; readonly command: CommandName }
);

/**
 * The entry of an id that is not a topic's.
 * @returns `undefined` if the guide has no such part, or there is no such command
 */
export const parseEntry = (id: string): Entry | undefined => {
  const [, to, name] = /^(trouble|step|fork|command):(\w+)$/.exec(id) ?? [];
  if (to === "trouble" && isTrouble(name)) return { id, to, trouble: name };
  if (to === "step" && isStep(name)) return { id, to, step: name };
  if (to === "fork" && isFork(name)) return { id, to, fork: name };
  const command = commands.find((one) => one === name);
  return to === "command" && command !== undefined ? { id, to, command } : undefined;
};

/** Topics that are small talk: shown without their title, and without the question whether they helped. */
export const isTalk = (id: string): boolean => id === "hello" || id === "thanks" || id.startsWith("talk:");
