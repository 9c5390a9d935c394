import { codeAt, type Code } from "../../totp/code.ts";
import type { Clock } from "../../clock/clock.ts";
import type { StoredKey } from "../../vault/records.ts";

/** The code that a user gets now, and what happens to the message with it at `due` (ms since 1970). */
export type UsableCode = { readonly code: Code; readonly due: number } & (
  | { readonly waits: false; readonly kind: "expire-code" }
  /** The code is about to expire: the next one is promised. */
  | { readonly waits: true; readonly kind: "deliver-code" }
);

/** The code of a key, handed out if it remains valid for `minValidityMs`: with less, it expires while it is typed. */
export const usableCode = (clock: Clock, { key }: StoredKey, minValidityMs: number): UsableCode => {
  const now = clock.now();
  const code = codeAt(key, now);
  const common = { code, due: code.validUntil };
  return code.validUntil - now < minValidityMs
    ? { ...common, waits: true, kind: "deliver-code" }
    : { ...common, waits: false, kind: "expire-code" };
};
