import type { DeletionOutcome } from "./deletion-outcome.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { CheckedClock } from "../clock/clock.ts";
import type { Log } from "../observability/log.ts";
import { scheduleJob } from "../vault/changes.ts";
import type { ReplyTarget } from "./reply-target.ts";

/** What deleting needs. */
export interface DeleteSecretDeps {
  readonly clock: CheckedClock;
  readonly log: Log;
}

/** Delay before a deletion that failed is retried. */
const retryDelayMs = 30_000;

/** Deletes a message. @returns whether it is gone, is too old to be deleted, or may be deleted later */
const deleteMessage = async (
  { log }: Pick<DeleteSecretDeps, "log">,
  { api, chatId }: ReplyTarget,
  messageId: number,
): Promise<"gone" | "too-old" | "later"> => {
  try {
    return (await unlessTooLate(api.deleteMessage(chatId, messageId))) ? "gone" : "too-old";
  } catch (thrown) {
    log.warn({ err: thrown }, "a message with a secret could not be deleted yet");
    return "later";
  }
};

/**
 * Deletes messages that carried a secret: bots may do that with the user's own messages in a private chat for
 * 48 hours (Bot API, deleteMessage). What fails is retried later.
 * @returns what to tell the user about it
 */
export const deleteSecretMessages = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  of: DeletionOutcome["of"],
  messageIds: readonly number[],
): Promise<DeletionOutcome> => {
  const outcomes = await Promise.all(
    messageIds.map(async (messageId) => ({
      messageId,
      outcome: await deleteMessage(deps, target, messageId),
    })),
  );
  const dueAt = deps.clock.now() + retryDelayMs;
  await target.session.commit(
    outcomes
      .filter(({ outcome }) => outcome === "later")
      .map(({ messageId }) => scheduleJob({ kind: "delete-message", messageId }, dueAt)),
  );
  return { of, deleted: outcomes.every(({ outcome }) => outcome === "gone") };
};
