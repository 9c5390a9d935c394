import { erasureReceipt } from "./screens.ts";
import { idleReceipt } from "../inactivity/screens.ts";
import { isUnreachable } from "../../telegram/api-errors.ts";
import type { PendingErasure } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { editOrSend, type Chat } from "../../chat/reply.ts";
import { DeletionPending } from "../../chat/delete-secret.ts";
import type { Screen } from "../../chat/screen.ts";
import { removeSecret } from "../../chat/show-secret.ts";

/** After this many tries, about an hour, a message that cannot be deleted is left to the user. */
const maxAttempts = 12;

/** Takes a secret out of the chat. @returns whether it is gone, has to be deleted by the user, or may go later */
const remove = async (
  { t, log }: Pick<Deps, "t" | "log">,
  chat: Chat,
  messageId: number,
): Promise<"gone" | "left" | "later"> => {
  try {
    return (await removeSecret(chat, messageId, t("secrets:hidden"))) ? "gone" : "left";
  } catch (thrown) {
    log.warn({ err: thrown }, "a message with a secret could not be deleted after an erasure");
    return "later";
  }
};

const showReceipt = async (
  chat: Chat,
  receiptIn: number | undefined,
  screen: Screen,
  { isRetried }: { readonly isRetried: boolean },
): Promise<void> => {
  try {
    await editOrSend(chat, receiptIn, screen);
  } catch (thrown) {
    // A user who has blocked the bot may let it back before the last try.
    if (!isRetried || !isUnreachable(thrown)) throw thrown;
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
  const results = await Promise.all(messageIds.map((id) => remove(deps, chat, id)));
  const left = results.filter((result) => result !== "gone").length;
  const again = results.includes("later") && attempts < maxAttempts;
  if (attempts === 0 || !again) {
    const screen = erased === undefined ? idleReceipt(deps.t) : erasureReceipt(deps.t, erased, left);
    await showReceipt(chat, receiptIn, screen, { isRetried: again });
  }
  if (again) throw new DeletionPending();
};
