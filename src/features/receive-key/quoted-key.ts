import type { MiddlewareFn } from "grammy";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Context } from "../../telegram/context.ts";

const holdsKey = (text: string) => parsePastedKey(text).kind !== "words";

/** Reads a key that a user quotes from someone's message, beside words of their own, as if they had typed it. */
export const readQuotedKeys: MiddlewareFn<Context> = (ctx, next) => {
  const { message, me } = ctx;
  const quote = message?.quote?.text;
  const isOurs = message?.reply_to_message?.from?.id === me.id;
  if (message !== undefined && quote !== undefined && !isOurs) {
    const { text = "" } = message;
    if (!holdsKey(text) && holdsKey(quote)) message.text = quote;
  }
  return next();
};
