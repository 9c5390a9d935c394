import { codeAt, type Code } from "../../totp/code.ts";
import type { StoredKey } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";

/** The code that a user gets now, and what happens to the message with it at `due` (ms since 1970). */
export type UsableCode = { readonly code: Code; readonly due: number } & (
  | { readonly waits: false; readonly kind: "expire-code" }
  /** The code is about to expire: the next one is promised. */
  | { readonly waits: true; readonly kind: "deliver-code" }
);

/**
 * The code of a key, handed out, and counted, if it remains valid for `minValidityMs`: with less, it expires while it is
 * typed.
 */
export const usableCode = (
  { clock, metrics }: Pick<Deps, "clock" | "metrics">,
  { key }: StoredKey,
  minValidityMs: number,
): UsableCode => {
  const now = clock.now();
  const code = codeAt(key, now);
  const common = { code, due: code.validUntil };
  if (code.validUntil - now < minValidityMs) return { ...common, waits: true, kind: "deliver-code" };
  metrics.codeGiven();
  return { ...common, waits: false, kind: "expire-code" };
};
