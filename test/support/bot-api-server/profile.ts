import { badRequest } from "./refusal.ts";

interface Command {
  readonly command: string;
  readonly description: string;
}
type Setter =
  "setMyCommands" | "deleteMyCommands" | "setMyDescription" | "setMyShortDescription" | "setMyName";

/** What people see of the bot before they write to it: commands and descriptions, by scope and language. */
export class Profile {
  readonly #commands = new Map<string, readonly Command[]>();
  readonly #texts = new Map<string, string>();
  /** How many times each setter was called. */
  readonly sets: Record<Setter, number> = {
    setMyCommands: 0,
    deleteMyCommands: 0,
    setMyDescription: 0,
    setMyShortDescription: 0,
    setMyName: 0,
  };

  /** The commands of the default scope, no language. */
  get commands(): readonly Command[] {
    return this.commandsOf(undefined, "");
  }
  get description(): string {
    return this.text("Description", "");
  }
  get shortDescription(): string {
    return this.text("ShortDescription", "");
  }
  get name(): string {
    return this.text("Name", "");
  }

  /** The commands set for exactly this scope and language; empty when there are none (Bot API "getMyCommands"). */
  commandsOf(scope: unknown, language: string): readonly Command[] {
    return this.#commands.get(key(scope, language)) ?? [];
  }

  setCommands(commands: readonly Command[], scope: unknown, language: string): void {
    this.sets.setMyCommands++;
    checkLanguage(language);
    this.#commands.set(key(scope, language), commands);
  }

  deleteCommands(scope: unknown, language: string): void {
    this.sets.deleteMyCommands++;
    this.#commands.delete(key(scope, language));
  }

  /** The text for a language, else the one for none. */
  text(what: "Description" | "ShortDescription" | "Name", language: string): string {
    return this.#texts.get(`${what}/${language}`) ?? this.#texts.get(`${what}/`) ?? "";
  }

  /** An empty text removes it. */
  setText(what: "Description" | "ShortDescription" | "Name", text: string, language: string): void {
    this.sets[`setMy${what}`]++;
    checkLanguage(language);
    if (text === "") this.#texts.delete(`${what}/${language}`);
    else this.#texts.set(`${what}/${language}`, text);
  }
}

const key = (scope: unknown, language: string): string => {
  return `${JSON.stringify(scope ?? { type: "default" })}/${language}`;
};

const checkLanguage = (language: string): void => {
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest("invalid language code specified");
};
