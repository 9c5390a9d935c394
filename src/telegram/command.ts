import type { MessageEntity } from "grammy/types";

/** A command at the beginning of a text, and whose it is; phones write a capital, and some a space after the slash. */
const command = /^\/ ?([\p{L}\p{M}\d_]{1,64})(?:@(\w{3,32}))?(?![\p{L}\p{M}\d_@/])/u;

const withoutAccents = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");

/**
 * Spells a command the way handlers expect it: in lower case, without accents and without the bot's name.
 * @returns the text, and the entity that marks the command if there is one
 */
export const withPlainCommand = (
  text: string,
  username: string,
): { readonly text: string; readonly entities: MessageEntity[] } => {
  const [whole = "", name = "", addressee] = command.exec(text) ?? [];
  if (name === "" || (addressee !== undefined && addressee.toLowerCase() !== username.toLowerCase()))
    return { text, entities: [] };
  const plain = `/${withoutAccents(name).toLowerCase()}`;
  return {
    text: plain + text.slice(whole.length),
    entities: [{ type: "bot_command", offset: 0, length: plain.length }],
  };
};
