import type { Filter, NextFunction } from "grammy";
import { parsePastedKey, type PastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { detectSensitiveData } from "../../sensitive-data/detect.ts";
import type { Key } from "../../totp/key.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Context } from "../../telegram/context.ts";
import { holdsKey } from "../sensitive-data/holds-key.ts";

/** What stands beside a picture or a file in a message, and other handlers can use: its caption, as a rule. */
export interface Beside {
  /** What the caption holds; "words" without one. */
  readonly caption: PastedKey;
  /** Whether it is something that must not stay in the chat, or digits to ask about, and no key. */
  readonly isSensitive: boolean;
  /** Hands the message on. @param otherwise the answer if no other handler can use it */
  readonly pass: (otherwise?: () => Promise<void>) => Promise<void>;
}

/** What a caption holds. No key is taken from one that must not stay, as from a message. */
export const readCaption = (text: string): Pick<Beside, "caption" | "isSensitive"> => {
  const found = detectSensitiveData(text);
  const isSensitive = found !== undefined && found !== "sixDigits" && !holdsKey(text, found);
  return { caption: isSensitive ? { kind: "words" } : parsePastedKey(text), isSensitive };
};

/** What stands beside the file of a message; `undefined` if nothing does. */
export const besideOf = (ctx: Filter<Context, "message">, next: NextFunction): Beside | undefined => {
  const { text } = ctx.message;
  if (text === undefined) return undefined;
  return {
    ...readCaption(text),
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
