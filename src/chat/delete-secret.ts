import type { Api } from "grammy";
import type { DeletionOutcome } from "./deletion-outcome.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { CheckedClock } from "../clock/clock.ts";
import type { JobRunner } from "../jobs/job-runner.ts";
import type { Log } from "../observability/log.ts";
import type { ReplyTarget } from "./reply-target.ts";

/** What deleting needs. */
interface DeleteSecretDeps {
  readonly jobs: JobRunner;
  readonly clock: CheckedClock;
  readonly log: Log;
}

/** ms until a deletion that failed is tried again. */
const retryDelayMs = 30_000;

/** Deletes one message with a secret. @returns whether it is gone; if not for good, it is tried again later */
const deleteSecretMessage = async (
  { jobs, clock, log }: DeleteSecretDeps,
  api: Api,
  chatId: number,
  messageId: number,
) => {
  try {
    return await unlessTooLate(api.deleteMessage(chatId, messageId));
  } catch (thrown) {
    log.warn({ err: thrown }, "a message with a secret could not be deleted yet");
    await jobs.schedule(chatId, { kind: "delete-message", messageId }, clock.now() + retryDelayMs);
    return false;
  }
};

/**
 * Deletes from the chat what carried a secret: bots may do that with a person's own messages in a private chat
 * for 48 hours (Bot API, deleteMessage).
 * @returns what to tell the person about it
 */
export const deleteSecretMessages = async (
  deps: DeleteSecretDeps,
  { api, chatId }: ReplyTarget,
  of: DeletionOutcome["of"],
  messageIds: readonly number[],
): Promise<DeletionOutcome> => {
  const results = await Promise.all(messageIds.map((id) => deleteSecretMessage(deps, api, chatId, id)));
  return { of, deleted: results.every(Boolean) };
};
