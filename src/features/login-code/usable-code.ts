import { codeAt, type Code } from "../../totp/code.ts";
import type { Clock } from "../../clock/clock.ts";
import type { StoredKey } from "../../vault/records.ts";

/** What a person gets of a key now, and what is to happen to the message with it at `due` (ms since 1970). */
export type UsableCode = { readonly code: Code; readonly due: number } & (
  | { readonly waits: false; readonly kind: "expire-code" }
  /** The code is about to run out: the next one is promised. */
  | { readonly waits: true; readonly kind: "deliver-code" }
);

/** The code of a key, to be handed out if it lives on for `leastLife` ms: less, and it dies while it is typed. */
export const usableCode = (clock: Clock, { key }: StoredKey, leastLife: number): UsableCode => {
  const now = clock.now();
  const code = codeAt(key, now);
  const common = { code, due: code.validUntil };
  return code.validUntil - now < leastLife
    ? { ...common, waits: true, kind: "deliver-code" }
    : { ...common, waits: false, kind: "expire-code" };
};
