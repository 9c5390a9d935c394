import { GrammyError, HttpError } from "grammy";

// Telegram has no error codes for these refusals; its descriptions are the only way to tell them apart.
const unchanged = /message is not modified|message to delete not found/i;
const tooLate =
  /message to edit not found|message can't be (edited|deleted)|query is too old|query ID is invalid/i;
const noText = /there is no text in the message to edit/i;
const emptyText = /message text is empty/i;
const topicNotFound = /message thread not found/i;
const chatNotFound = /chat not found/i;

/** Whether this description of an error means that there is nothing left to do. */
export const isTooLateOrUnchanged = (description: string): boolean =>
  unchanged.test(description) || tooLate.test(description);

const isRefusal = (thrown: unknown, description: RegExp) =>
  thrown instanceof GrammyError && thrown.error_code === 400 && description.test(thrown.description);

/** Whether a call failed: Telegram refused it or could not be reached. */
export const isTelegramFailure = (thrown: unknown): boolean =>
  thrown instanceof GrammyError || thrown instanceof HttpError;

/** Whether Telegram refuses the bot's token. */
export const isTokenRefused = (thrown: unknown): boolean =>
  thrown instanceof GrammyError && (thrown.error_code === 401 || thrown.error_code === 404);

/** Whether the user has blocked the bot or no longer exists: messages are over, but their data stays. */
export const isUnreachable = (thrown: unknown): boolean =>
  (thrown instanceof GrammyError && thrown.error_code === 403) || isRefusal(thrown, chatNotFound);

/** Whether the user has blocked the bot, and may let it back. */
export const isBlocked = (thrown: unknown): boolean =>
  thrown instanceof GrammyError &&
  thrown.error_code === 403 &&
  /blocked by the user/i.test(thrown.description);

/** Whether a message's text could not be edited because it is a photo, which has a caption instead. */
export const isPhotoMessage = (thrown: unknown): boolean => isRefusal(thrown, noText);

/** Whether Telegram found no text in a message, as when it was given in a field that the server does not know. */
export const isEmptyText = (thrown: unknown): boolean => isRefusal(thrown, emptyText);

/** Whether the topic to write in does not exist any more. */
export const isTopicGone = (thrown: unknown): boolean => isRefusal(thrown, topicNotFound);

/** Whether Telegram refuses the content itself (413: as too large), and not its message or chat. */
export const isRefusedContent = (thrown: unknown): boolean =>
  thrown instanceof GrammyError &&
  (thrown.error_code === 400 || thrown.error_code === 413) &&
  !isTooLateOrUnchanged(thrown.description) &&
  !isTopicGone(thrown) &&
  !isUnreachable(thrown);

/**
 * Awaits a call that may come too late: the message is gone or too old, the button was pressed long ago.
 * @returns whether the wanted state holds now. @throws any other refusal
 */
export const unlessTooLate = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call;
    return true;
  } catch (thrown) {
    if (isRefusal(thrown, unchanged)) return true;
    if (isRefusal(thrown, tooLate)) return false;
    throw thrown;
  }
};
