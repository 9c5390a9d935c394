import type { Fault } from "./faults.ts";
import type { Params } from "./validation.ts";

/** One call the bot made, as it ended. `at`: when it came, in milliseconds. */
export interface Call {
  readonly method: string;
  readonly params: Params;
  readonly at: number;
  readonly via: "http" | "webhook";
  ok: boolean;
  error_code?: number;
  description?: string;
  /** What was wrong with the call itself. */
  problems?: string[];
  /** The fault a test had laid in its way. */
  fault?: Fault["kind"];
}

/** Everything the bot asked for. Calls still under way are counted but not yet listed. */
export class Calls {
  readonly list: Call[] = [];
  #inFlight = 0;

  /** How many calls are under way, getUpdates aside. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Calls refused because the bot did wrong; not faults, not people who blocked it (403), not pollers that ended
   * each other (409), not calls whose client died while sending (499).
   */
  get refused(): Call[] {
    return this.list.filter(
      (call) => !call.ok && !call.fault && ![403, 409, 499].includes(call.error_code ?? 0),
    );
  }

  /** A call or a download comes in. */
  begin(method: string): void {
    if (method !== "getUpdates") this.#inFlight++;
  }

  /** It is over. */
  end(method: string): void {
    if (method !== "getUpdates") this.#inFlight--;
  }
}
