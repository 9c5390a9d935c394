import type { Filter, NextFunction } from "grammy";
import { parsePastedKey, type PastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { Key } from "../../totp/key.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Context } from "../../telegram/context.ts";

/** What stands beside a picture or a file in a message, and other handlers can use: its caption, as a rule. */
export interface Beside {
  /** What the caption holds; "words" without one. */
  readonly caption: PastedKey;
  /** Hands the message on. @param otherwise the answer if no other handler can use it */
  readonly pass: (otherwise?: () => Promise<void>) => Promise<void>;
}

/** What stands beside the file of a message; `undefined` if nothing does. */
export const besideOf = (ctx: Filter<Context, "message">, next: NextFunction): Beside | undefined => {
  const { text } = ctx.message;
  if (text === undefined) return undefined;
  return {
    caption: parsePastedKey(text),
    pass: async (otherwise) => {
      ctx.otherwise = otherwise;
      await next();
    },
  };
};

/** Keys, those of exports among them, and the exports. */
interface FoundKeys {
  readonly keys: readonly Key[];
  readonly exports: readonly GoogleExport[];
}

/** The keys that are certainly in a text. */
export const keysOf = (pasted: PastedKey | undefined): FoundKeys => {
  if (pasted?.kind === "key") return { keys: [pasted.key], exports: [] };
  return pasted?.kind === "keys" ? pasted : { keys: [], exports: [] };
};

/** All keys, each once. */
export const withoutRepeats = (keys: readonly Key[]): Key[] =>
  keys.filter((key, index) => keys.findIndex((one) => one.sameAs(key)) === index);
