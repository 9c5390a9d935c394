import type { Api } from "grammy";
import type { ChatLock } from "../jobs/chat-lock.ts";
import type { JobHandler, SlowJobs } from "../jobs/job-runner.ts";
import { isBlocked, isUnreachable } from "../telegram/api-errors.ts";
import { endsSecret, type Job } from "../vault/records.ts";
import { jobReplyTarget } from "../chat/reply-target.ts";
import { askPlanned } from "../chat/ask-then-delete.ts";
import { DeletionPending, maxDeletionAttempts } from "../chat/delete-secret.ts";
import { removeSecret } from "../chat/show-secret.ts";
import {
  dropExpiredDigits,
  expireAwaitedCode,
  expireQuestion,
  hideCancellationCode,
} from "./cancellation-code/jobs.ts";
import { expireReading } from "./characters/open-readings.ts";
import { expireOrDeliverCode } from "./login-code/handler.ts";
import type { AnswerText, Deps } from "./deps.ts";
import { finishErasure } from "./erasure/follow-up.ts";
import { warnOfErasure } from "./inactivity/handler.ts";
import { runEraseKeyJob } from "./keys/handler.ts";
import { runHideKeyJob } from "./keys/export-key.ts";
import { expireRenaming } from "./keys/rename-key.ts";
import { forgetInTime } from "./questions/memory.ts";
import { expireKeyChoice } from "./receive-key/choose-keys.ts";
import { isPicture, preparePictures } from "./receive-key/picture-handler.ts";

/**
 * Whether a job that failed is given up. A user who has blocked the bot may come back after days, or another person may
 * hold the phone: a secret is taken out of the chat then.
 */
export const isJobGivenUp = (thrown: unknown, job: Job): boolean =>
  isUnreachable(thrown) && !(isBlocked(thrown) && (endsSecret(job) || job.kind === "ask"));

type JobDeps = Deps & { readonly api: Api; readonly answerText: AnswerText };

/** The jobs that begin with reading a picture. */
export const slowJobs = (deps: JobDeps & { readonly chatLock: ChatLock }): SlowJobs => ({
  includes: isPicture,
  prepare: async (due, stopped) => {
    const answer = isPicture(due) ? await preparePictures(deps, due, stopped) : undefined;
    if (answer === undefined) return undefined;
    const { api, pictures } = deps;
    return ({ chatId, job }, session) =>
      answer(jobReplyTarget({ api, chatId, topic: job.topic, pictures }, session));
  },
});

/** Runs a planned job that is not slow, by its kind. */
export const runJob =
  (deps: JobDeps): JobHandler =>
  async ({ id, chatId, dueAt, attempts, job }, session) => {
    const target = jobReplyTarget(
      { api: deps.api, chatId, topic: job.topic, pictures: deps.pictures },
      session,
    );
    switch (job.kind) {
      case "expire-code":
      case "deliver-code":
        return expireOrDeliverCode(deps, target, { dueAt, job });
      case "delete-message":
        if (await removeSecret(target, job.messageId, deps.t("secrets:hidden"))) return;
        // The user was told to delete a message of their own that is too old by now.
        if (attempts >= maxDeletionAttempts) return;
        throw new DeletionPending();
      case "ask":
        return askPlanned(deps, target, job, attempts);
      case "drop-offers":
        return expireKeyChoice(deps, target, job);
      case "drop-reading":
        return expireReading(deps, target, job);
      case "hide-cancellation":
        return hideCancellationCode(deps, target, job);
      case "await-cancellation":
        return expireAwaitedCode(deps, target, job);
      case "close-cancellation":
        return expireQuestion(deps, target, job);
      case "drop-cancellation":
        return dropExpiredDigits(target, id, job);
      case "forget-shown":
        return forgetInTime(target);
      case "tell-idle":
        return warnOfErasure(deps, target);
      case "farewell":
        return finishErasure(deps, target, attempts, job);
      case "name-key":
        return expireRenaming(deps, target, job);
      case "erase-key":
        return runEraseKeyJob(deps, target, job);
      case "hide-key":
        return runHideKeyJob(deps, target, job);
      case "read-picture":
        throw new Error("pictures are slow jobs");
    }
  };
