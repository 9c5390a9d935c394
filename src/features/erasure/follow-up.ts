import { erasureReceipt } from "./screens.ts";
import { idleReceipt } from "../inactivity/screens.ts";
import { unlessTooLate, isUnreachable } from "../../telegram/api-errors.ts";
import type { PendingErasure } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, send, type Chat } from "../../chat/reply.ts";

/** After this many tries, about an hour, a message that cannot be deleted is left to the user. */
const maxAttempts = 12;

/** A message with a secret is still in the chat; deleting it is retried. */
class DeletionPending extends Error {
  constructor() {
    super("a message with a secret could not be deleted yet");
    this.name = "DeletionPending";
  }
}

/** Deletes a message. @returns whether it is gone, is too old to be deleted, or may be deleted later */
const deleteMessage = async (
  { log }: Pick<Deps, "log">,
  { api, chatId }: Chat,
  messageId: number,
): Promise<"gone" | "old" | "later"> => {
  try {
    return (await unlessTooLate(api.deleteMessage(chatId, messageId))) ? "gone" : "old";
  } catch (thrown) {
    if (isUnreachable(thrown)) throw thrown;
    log.warn({ err: thrown }, "a message with a secret could not be deleted after an erasure");
    return "later";
  }
};

/**
 * Finishes an erasure once the chat's rows are gone: deletes the messages that jobs were about, since they have or
 * may have a secret, and shows what was erased. It may run twice; repeating it changes nothing.
 * @throws DeletionPending when it is to be retried
 */
export const finishErasure = async (
  deps: Pick<Deps, "t" | "log">,
  chat: Chat,
  attempts: number,
  { messageIds, receiptIn, erased }: PendingErasure,
): Promise<void> => {
  const results = await Promise.all(messageIds.map((id) => deleteMessage(deps, chat, id)));
  const left = results.filter((result) => result !== "gone").length;
  const again = results.includes("later") && attempts < maxAttempts;
  if (attempts === 0 || !again) {
    const screen = erased === undefined ? idleReceipt(deps.t) : erasureReceipt(deps.t, erased, left);
    const drawn = receiptIn !== undefined && (await edit(chat, receiptIn, screen));
    if (!drawn) await send(chat, screen);
  }
  if (again) throw new DeletionPending();
};
