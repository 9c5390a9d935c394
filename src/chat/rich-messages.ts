import type { InlineKeyboardMarkup } from "grammy/types";
import type { Clock } from "../clock/clock.ts";
import { isEmptyText, isRefusedContent, unlessTooLate } from "../telegram/api-errors.ts";
import type { Chat } from "./reply.ts";
import type { Screen } from "./screen.ts";

/** "gone": the message does not exist or can no longer be changed. "refused": show the screen as plain text instead. */
export type RichOutcome = "shown" | "gone" | "refused";

/** How long rich messages are not tried after the server did not know them. It may be updated while we run. */
const retryAfterMs = 3_600_000;

/**
 * Shows rich messages (Bot API 10.1, InputRichMessage), which have headings. A Bot API server of an earlier version
 * ignores them and misses the text; that is remembered for an hour, so that only one call is wasted. Any other refusal is
 * about the one message.
 */
export class RichMessages {
  readonly #clock: Pick<Clock, "now">;
  #unknownUntil = -Infinity;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Whether the Bot API server does not know rich messages. */
  get areUnknown(): boolean {
    return this.#clock.now() < this.#unknownUntil;
  }

  /**
   * Shows rich HTML and the screen's buttons in a message of ours that has no picture.
   * @throws GrammyError, HttpError for failures that would affect a plain text, too
   */
  async edit(
    { api, chatId }: Chat,
    messageId: number,
    html: string,
    { keyboard }: Pick<Screen, "keyboard">,
  ): Promise<RichOutcome> {
    if (this.areUnknown) return "refused";
    const markup = keyboard === undefined ? {} : { reply_markup: keyboard as InlineKeyboardMarkup };
    // Otherwise Telegram might take digits for a telephone number.
    const message = { html, skip_entity_detection: true };
    try {
      const isThere = await unlessTooLate(api.editMessageText(chatId, messageId, message, markup));
      return isThere ? "shown" : "gone";
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      if (isEmptyText(thrown)) this.#unknownUntil = this.#clock.now() + retryAfterMs;
      return "refused";
    }
  }
}
