import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import type { SensitiveData } from "../../sensitive-data/detect.ts";

/** A word that names a key, with a colon. */
const keyLabel = /(?<!\p{L})(?:kulcs|karaktersor|secret|key)\p{L}*\s*[:=]/iu;

/** Whether a text is for the handler of keys: a link, or a key beside the address of its account or a törlőkód. */
export const holdsKey = (text: string, found: SensitiveData): boolean => {
  if (/otpauth/iu.test(text)) return true;
  if (found !== "account" && found !== "cancellationCode") return false;
  const { kind } = parsePastedKey(text);
  if (found === "cancellationCode") return kind === "key";
  return kind === "problem" ? keyLabel.test(text) : kind !== "words" && kind !== "unsure";
};
