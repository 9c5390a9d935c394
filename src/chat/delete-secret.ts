import type { DeletionOutcome } from "./deletion-outcome.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { CheckedClock } from "../clock/clock.ts";
import type { Log } from "../observability/log.ts";
import { dropJobsOfMessage, scheduleJob, type ContentsChange } from "../vault/changes.ts";
import type { ChatContents } from "../vault/chat-contents.ts";
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

/** Takes the planned deletion of a message off the plan. */
const dropDeletion = (messageId: number): ContentsChange => dropJobsOfMessage(messageId, ["delete-message"]);

/** Plans the deletion of messages for `dueAt` (ms since 1970), in place of an earlier plan for them. */
export const planDeletions = (messageIds: readonly number[], dueAt: number): readonly ContentsChange[] =>
  messageIds.flatMap((messageId) => [
    dropDeletion(messageId),
    scheduleJob({ kind: "delete-message", messageId }, dueAt),
  ]);

/**
 * Plans the deletion of messages whose secrets are being stored: together with them, so that it costs no commit of its own
 * in {@link deleteSecretMessages}.
 */
export const planDeletionsSoon = (
  { clock }: Pick<DeleteSecretDeps, "clock">,
  messageIds: readonly number[],
): readonly ContentsChange[] => planDeletions(messageIds, clock.now() + retryDelayMs);

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

/** Those of the messages whose deletion is not planned for `dueAt` (ms since 1970) or earlier. */
const unplannedOf = ({ jobs }: ChatContents, messageIds: readonly number[], dueAt: number): number[] => {
  const planned = new Set(
    jobs.flatMap((due) =>
      due.job.kind === "delete-message" && due.dueAt <= dueAt ? [due.job.messageId] : [],
    ),
  );
  return messageIds.filter((messageId) => !planned.has(messageId));
};

/**
 * Deletes messages that carried a secret: bots may do that with the user's own messages in a private chat for
 * 48 hours (Bot API, deleteMessage). The deletion is planned first, unless it is already: if Telegram does not answer, or
 * the program ends before it does, the plan deletes them. What fails is retried later, also where Telegram has refused it:
 * nothing says whether it always will. The session's next commit takes what has succeeded off the plan.
 * @returns what to tell the user about it
 * @throws DatabaseError, UnknownMasterKeyError: then they are deleted all the same if Telegram lets it
 */
export const deleteSecretMessages = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  of: DeletionOutcome["of"],
  messageIds: readonly number[],
): Promise<DeletionOutcome> => {
  const { session } = target;
  const plan = async () => {
    const retryAt = deps.clock.now() + retryDelayMs;
    await session.commit(planDeletions(unplannedOf(await session.inspect(), messageIds, retryAt), retryAt));
  };
  const left: number[] = [];
  try {
    await plan();
  } finally {
    await Promise.all(
      messageIds.map(async (messageId) => {
        if (await deleteMessage(deps, target, messageId)) session.addToNextCommit([dropDeletion(messageId)]);
        else left.push(messageId);
      }),
    );
  }
  return { of, deleted: left.length === 0 };
};
