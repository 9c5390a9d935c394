import type { AnnouncedSecret } from "../../sensitive-data/detect.ts";
import type { CheckedClock } from "../../clock/clock.ts";

/** How long a secret that was announced is expected. */
const expectedMs = 60_000;

/** Chats remembered at the same time. */
const maxChats = 10_000;

/**
 * The chats that have announced a password or a PIN in their last message. Only in the memory of the process, for a
 * minute, and without anything the user wrote.
 */
export class AnnouncedSecrets {
  readonly #clock: Pick<CheckedClock, "now">;
  readonly #expected = new Map<number, { readonly secret: AnnouncedSecret; readonly until: number }>();

  constructor(clock: Pick<CheckedClock, "now">) {
    this.#clock = clock;
  }

  /** The next message of the chat may be the secret. */
  expect(chatId: number, secret: AnnouncedSecret): void {
    if (this.#expected.size >= maxChats) this.#expected.clear();
    this.#expected.set(chatId, { secret, until: this.#clock.now() + expectedMs });
  }

  /** What the chat has announced, if it was less than a minute ago; it is no longer expected then. */
  take(chatId: number): AnnouncedSecret | undefined {
    const found = this.#expected.get(chatId);
    this.#expected.delete(chatId);
    return found !== undefined && found.until > this.#clock.now() ? found.secret : undefined;
  }
}
