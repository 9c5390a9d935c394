import type { DeletionOutcome } from "./deletion-outcome.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { CheckedClock } from "../clock/clock.ts";
import type { Log } from "../observability/log.ts";
import { dropJobsOfMessage, scheduleJob, type ContentsChange } from "../vault/changes.ts";
import type { ReplyTarget } from "./reply-target.ts";

/** What deleting needs. */
export interface DeleteSecretDeps {
  readonly clock: CheckedClock;
  readonly log: Log;
}

/** Delay before what failed is retried. */
export const retryDelayMs = 30_000;

/** So many attempts at a job, whose delays grow to an hour, take about 48 hours: later no message can be deleted. */
export const maxDeletionAttempts = 58;

/** A message with a secret is still in the chat; deleting it is retried. */
export class DeletionPending extends Error {
  constructor() {
    super("a message with a secret could not be deleted yet");
    this.name = "DeletionPending";
  }
}

/** Plans the deletion of messages for `dueAt` (ms since 1970). */
export const planDeletions = (messageIds: readonly number[], dueAt: number): readonly ContentsChange[] =>
  messageIds.map((messageId) => scheduleJob({ kind: "delete-message", messageId }, dueAt));

/** Deletes a message. @returns whether it is gone */
const deleteMessage = async (
  { log }: Pick<DeleteSecretDeps, "log">,
  { api, chatId }: ReplyTarget,
  messageId: number,
): Promise<boolean> => {
  try {
    return await unlessTooLate(api.deleteMessage(chatId, messageId));
  } catch (thrown) {
    log.warn({ err: thrown }, "a message with a secret could not be deleted yet");
    return false;
  }
};

/**
 * Deletes messages that carried a secret: bots may do that with the user's own messages in a private chat for
 * 48 hours (Bot API, deleteMessage). What fails is retried later, also where Telegram has refused it: nothing says
 * whether it always will.
 * @param dropsPlanned false if the caller takes the planned deletions of these messages off the plan
 * @returns what to tell the user about it
 */
export const deleteSecretMessages = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  of: DeletionOutcome["of"],
  messageIds: readonly number[],
  { dropsPlanned = true }: { readonly dropsPlanned?: boolean } = {},
): Promise<DeletionOutcome> => {
  const outcomes = await Promise.all(
    messageIds.map(async (messageId) => ({
      messageId,
      isGone: await deleteMessage(deps, target, messageId),
    })),
  );
  const { jobs } = await target.session.inspect();
  const isPlanned = (messageId: number) =>
    jobs.some(({ job }) => job.kind === "delete-message" && job.messageId === messageId);
  const retryAt = deps.clock.now() + retryDelayMs;
  await target.session.commit(
    outcomes.flatMap(({ messageId, isGone }) => [
      ...(isPlanned(messageId) && (dropsPlanned || !isGone)
        ? [dropJobsOfMessage(messageId, ["delete-message"])]
        : []),
      ...(isGone ? [] : planDeletions([messageId], retryAt)),
    ]),
  );
  return { of, deleted: outcomes.every(({ isGone }) => isGone) };
};
