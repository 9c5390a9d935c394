import type { MiddlewareFn } from "grammy";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Context } from "../../telegram/context.ts";

const holdsKey = (text: string) => parsePastedKey(text).kind !== "words";

const command = /^\/\S+\s+/u;

/**
 * Reads a key as if the user had typed it alone when it stands where other handlers would not look for it: in the quote
 * of someone's message, beside words of the user's own, or after a command.
 */
export const readMisplacedKeys: MiddlewareFn<Context> = (ctx, next) => {
  const { message, me } = ctx;
  if (message === undefined) return next();
  const { text = "" } = message;
  const quote = message.quote?.text;
  const isOurs = message.reply_to_message?.from?.id === me.id;
  const argument = text.replace(command, "");
  if (argument !== text && holdsKey(argument)) {
    message.text = argument;
    delete message.entities;
  } else if (quote !== undefined && !isOurs && !holdsKey(text) && holdsKey(quote)) message.text = quote;
  return next();
};
