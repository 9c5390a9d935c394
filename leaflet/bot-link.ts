import { OperatorError } from "../src/operator-error.ts";

/**
 * Parses the name of a bot as its operator may write it: `name`, `@name`, `t.me/name` or `https://t.me/name`.
 * @returns the name without `@`
 * @throws OperatorError unless it has 5 to 32 letters, digits or underscores, begins with a letter and ends with `bot`
 *   (Telegram, "BotFather")
 */
export const parseBotName = (written: string): string => {
  const [, name = ""] = /^(?:@|(?:https?:\/\/)?t\.me\/)?(\w+)\/?$/i.exec(written.trim()) ?? [];
  if (!/^[a-z]\w{1,28}bot$/i.test(name))
    throw new OperatorError(
      `"${written}" is not the name of a bot. It has 5 to 32 letters, digits or underscores and ends with "bot", as BotFather shows it: @example_bot`,
    );
  return name;
};

/** The link that opens the chat with a bot. */
export const linkOf = (name: string): string => `https://t.me/${name}`;
