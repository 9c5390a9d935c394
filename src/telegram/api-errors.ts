import { GrammyError } from "grammy";

// The words are Telegram's own; there is no other way to tell these refusals apart.
const alreadySo = /message is not modified|message to delete not found/i;
const tooLate =
  /message to edit not found|message can't be (edited|deleted)|query is too old|query ID is invalid/i;

/** Whether these words of Telegram's mean that there is nothing to do any more. */
export const isTooLateOrUnchanged = (words: string): boolean => alreadySo.test(words) || tooLate.test(words);

const noText = /there is no text in the message to edit/i;

const saysThat = (thrown: unknown, words: RegExp) =>
  thrown instanceof GrammyError && thrown.error_code === 400 && words.test(thrown.description);

/** Whether the person has blocked the bot or is gone: writing to them is over, what they gave us stays. */
export const isUnreachable = (thrown: unknown): boolean =>
  thrown instanceof GrammyError &&
  (thrown.error_code === 403 || (thrown.error_code === 400 && /chat not found/i.test(thrown.description)));

/** Whether a message could not get a text since it has a picture, to which only a caption belongs. */
export const isPhotoMessage = (thrown: unknown): boolean => saysThat(thrown, noText);

/** Whether Telegram refuses what was to be shown (413: as too large), and not the message or chat it was for. */
export const isRefusedContent = (thrown: unknown): boolean =>
  thrown instanceof GrammyError &&
  (thrown.error_code === 400 || thrown.error_code === 413) &&
  !isTooLateOrUnchanged(thrown.description) &&
  !isUnreachable(thrown);

/**
 * Waits for a call that may come too late: the message is gone or too old, the button was pressed long ago.
 * @returns whether it is now as wanted. @throws any other refusal
 */
export const unlessTooLate = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call;
    return true;
  } catch (thrown) {
    if (saysThat(thrown, alreadySo)) return true;
    if (saysThat(thrown, tooLate)) return false;
    throw thrown;
  }
};
