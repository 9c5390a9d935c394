import type { MiddlewareFn } from "grammy";
import { detectSensitiveData } from "../../sensitive-data/detect.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Context } from "../../telegram/context.ts";

const holdsKey = (text: string) => parsePastedKey(text).kind !== "words";

const holdsSecret = (text: string) => {
  const found = detectSensitiveData(text);
  return found !== undefined && found !== "sixDigits";
};

const command = /^\/\S+\s+/u;

/**
 * Reads a key or another secret as if the user had typed it alone when it stands where other handlers would not look for it: in the quote
 * of someone's message, beside words of the user's own, or after a command.
 */
export const readMisplacedKeys: MiddlewareFn<Context> = (ctx, next) => {
  const { message, me } = ctx;
  if (message === undefined) return next();
  const { text = "" } = message;
  const quote = message.quote?.text;
  const isOurs = message.reply_to_message?.from?.id === me.id;
  const argument = text.replace(command, "");
  // A törlőkód after /torlokod is named by the command.
  const isNamed = /^\/torlokod\s/u.test(text);
  if (argument !== text && (holdsKey(argument) || (!isNamed && holdsSecret(argument)))) {
    message.text = argument;
    delete message.entities;
  } else if (
    quote !== undefined &&
    !isOurs &&
    !holdsKey(text) &&
    (holdsKey(quote) || (!holdsSecret(text) && holdsSecret(quote)))
  )
    message.text = quote;
  return next();
};
