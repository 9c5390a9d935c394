/** One try to give an update to the bot. `at` in milliseconds; `status` of the webhook's answer, 0 for none. */
export interface Attempt {
  readonly at: number;
  readonly via: "polling" | "webhook";
  readonly status?: number;
}

/**
 * What became of an update. "not-wanted": left out by allowed_updates; "dropped": by drop_pending_updates or a
 * negative offset; "given-up": the webhook never answered 2xx.
 */
export type DeliveryState = "pending" | "confirmed" | "given-up" | "not-wanted" | "dropped";

/** The life of one update, for tests to read. */
export interface Delivery {
  readonly updateId: number;
  readonly kind: string;
  readonly chatId: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly attempts: Attempt[];
  state: DeliveryState;
  /** An old update put back by hand; it goes out whatever the offset. */
  again: boolean;
  /** Given to a poller since it was made or put back. */
  handed: boolean;
}

/** Kinds that come only when asked for by name (Bot API, "getUpdates", allowed_updates). */
const onlyByName = ["chat_member", "message_reaction", "message_reaction_count"];

/** The updates of the bot, shared by polling and webhook: order, confirmation, allowed_updates. */
export class Updates {
  /** Every update ever made, oldest first. */
  readonly log: Delivery[] = [];
  #open: Delivery[] = [];
  #lastId: number;
  #allowed: readonly string[] = [];

  /** @param firstId the id of the first update; Telegram starts anywhere */
  constructor(firstId = 870_000_001) {
    this.#lastId = firstId - 1;
  }

  /** The names last asked for; empty for Telegram's own set. */
  get allowed(): readonly string[] {
    return this.#allowed;
  }

  /** "If not specified, the previous setting will be used"; an empty list means Telegram's own set. */
  allow(names: readonly string[] | undefined): void {
    if (names) this.#allowed = names;
  }

  /** Makes an update; kinds that the bot did not ask for are logged but never delivered. */
  push(kind: string, chatId: number, payload: unknown): Delivery {
    const wanted = this.#allowed.length > 0 ? this.#allowed.includes(kind) : !onlyByName.includes(kind);
    const updateId = ++this.#lastId;
    const delivery: Delivery = {
      updateId,
      kind,
      chatId,
      // A copy: an update shows things as they were when it was made.
      body: structuredClone({ update_id: updateId, [kind]: payload }),
      attempts: [],
      state: wanted ? "pending" : "not-wanted",
      again: false,
      handed: false,
    };
    this.log.push(delivery);
    this.#open.push(delivery);
    return delivery;
  }

  /**
   * Puts an old update back, as after a lost confirmation.
   * @throws Error when there was never such an update
   */
  again(updateId: number): Delivery {
    const delivery = this.log.find((one) => one.updateId === updateId);
    if (!delivery) throw new Error(`No update ${updateId} was ever made`);
    delivery.state = "pending";
    delivery.again = true;
    delivery.handed = false;
    if (!this.#open.includes(delivery)) this.#open.push(delivery);
    this.#open.sort((one, other) => one.updateId - other.updateId);
    return delivery;
  }

  /** What waits to be delivered, oldest first. */
  pending(): Delivery[] {
    // Asked at every change: what is done with is not looked at twice.
    this.#open = this.#open.filter((one) => one.state === "pending");
    return [...this.#open];
  }

  /** "All updates with update_id less than offset are marked confirmed"; a negative one counts from the end. */
  applyOffset(offset: number): void {
    const waiting = this.pending();
    if (offset < 0) {
      for (const one of waiting.slice(0, offset)) one.state = "dropped";
      return;
    }
    for (const one of waiting) {
      if (one.updateId < offset && (one.handed || !one.again)) confirm(one);
    }
  }

  /** drop_pending_updates of setWebhook and deleteWebhook. */
  drop(): void {
    for (const one of this.pending()) one.state = "dropped";
  }
}

/** The bot has taken the update. */
export const confirm = (delivery: Delivery): void => {
  delivery.state = "confirmed";
  delivery.again = false;
};
