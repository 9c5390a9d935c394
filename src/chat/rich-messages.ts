import type { InlineKeyboardMarkup } from "grammy/types";
import { isPhotoMessage, isRefusedContent, unlessTooLate } from "../telegram/api-errors.ts";
import type { Chat } from "./reply.ts";
import type { Screen } from "./screen.ts";

/** "gone": the message does not exist or can no longer be changed. "refused": show the screen as plain text instead. */
export type RichOutcome = "shown" | "gone" | "refused";

/**
 * Shows rich messages (Bot API 10.1, InputRichMessage), which have headings. A Bot API server of an earlier version
 * refuses them; the refusal is remembered until the process ends, so that only one call is wasted.
 */
export class RichMessages {
  #areRefused = false;

  /** Whether Telegram has refused one. */
  get areRefused(): boolean {
    return this.#areRefused;
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
    if (this.#areRefused) return "refused";
    const markup = keyboard === undefined ? {} : { reply_markup: keyboard as InlineKeyboardMarkup };
    // Otherwise Telegram might take digits for a telephone number.
    const message = { html, skip_entity_detection: true };
    try {
      const isThere = await unlessTooLate(api.editMessageText(chatId, messageId, message, markup));
      return isThere ? "shown" : "gone";
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
      this.#areRefused ||= !isPhotoMessage(thrown);
      return "refused";
    }
  }
}
