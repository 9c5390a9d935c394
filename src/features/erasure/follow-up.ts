import { erasureReceipt } from "./screens.ts";
import { idleReceipt } from "../inactivity/screens.ts";
import { unlessTooLate, isUnreachable } from "../../telegram/api-errors.ts";
import type { PendingErasure } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, send, type Chat } from "../../chat/reply.ts";

/** Tries after which a message that cannot be deleted is left to the chatId; they take about an hour. */
const maxAttempts = 12;

/** A message with a secret is still in the chat, and may go yet. */
class DeletionPending extends Error {
  constructor() {
    super("a message with a secret could not be deleted yet");
    this.name = "StillThere";
  }
}

/** @returns whether the message is gone, or too old to be deleted, or may be deleted later */
const clear = async (
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
 * What is left to do once a chat's rows are gone: deletes the messages something was planned for, because there is or
 * may be a secret in them, and says what was erased. It may run twice; what is repeated changes nothing.
 * @throws StillThere when it is to be tried again
 */
export const finishErasure = async (
  deps: Pick<Deps, "t" | "log">,
  chat: Chat,
  attempts: number,
  { messageIds, receiptIn, erased }: PendingErasure,
): Promise<void> => {
  const results = await Promise.all(messageIds.map((id) => clear(deps, chat, id)));
  const left = results.filter((result) => result !== "gone").length;
  const again = results.includes("later") && attempts < maxAttempts;
  if (attempts === 0 || !again) {
    const screen = erased === undefined ? idleReceipt(deps.t) : erasureReceipt(deps.t, erased, left);
    const drawn = receiptIn !== undefined && (await edit(chat, receiptIn, screen));
    if (!drawn) await send(chat, screen);
  }
  if (again) throw new DeletionPending();
};
