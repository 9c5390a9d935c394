import { Refusal } from "./refusal.ts";

/** What may go wrong between a bot and Telegram. Times in seconds (`retryAfter`) or milliseconds (`ms`). */
export type Fault =
  | { readonly kind: "429"; readonly retryAfter: number }
  | { readonly kind: "500" }
  /** Telegram says no, in these words, whatever it was asked for: to a file id it no longer knows, for one. */
  | { readonly kind: "refuse"; readonly code: number; readonly description: string }
  /** The connection closes and nothing happened. */
  | { readonly kind: "drop-before" }
  /** It happened, but the connection closes before the bot hears of it. */
  | { readonly kind: "drop-after" }
  | { readonly kind: "delay"; readonly ms: number };

/** The faults still to come, in the order they were asked for. */
export class Faults {
  #rules: { readonly method: string; readonly fault: Fault; left: number }[] = [];

  /**
   * Lets the next calls of a method fail.
   * @param method of the Bot API; "file" for downloads; "*" for any but getUpdates and downloads
   * @param times how many calls
   */
  next(method: string, fault: Fault, times = 1): void {
    this.#rules.push({ method: method.toLowerCase(), fault, left: times });
  }

  /** Forgets every fault still to come. */
  clear(): void {
    this.#rules = [];
  }

  /** Uses up and returns the fault that meets this call, if any. */
  take(method: string): Fault | undefined {
    const name = method.toLowerCase();
    const any = !["getupdates", "file"].includes(name);
    const rule = this.#rules.find((one) => one.method === name || (any && one.method === "*"));
    if (!rule) return undefined;
    if (--rule.left <= 0) this.#rules = this.#rules.filter((one) => one !== rule);
    return rule.fault;
  }
}

/** The refusal a fault shows itself by (Bot API, "ResponseParameters"); undefined when it is no answer at all. */
export const faultRefusal = (fault: Fault | undefined): Refusal | undefined => {
  if (fault?.kind === "500") return new Refusal(500, "Internal Server Error");
  if (fault?.kind === "refuse") return new Refusal(fault.code, fault.description);
  if (fault?.kind !== "429") return undefined;
  const seconds = fault.retryAfter;
  return new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
};
