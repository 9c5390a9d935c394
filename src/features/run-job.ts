import type { Api } from "grammy";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { JobHandler } from "../jobs/job-runner.ts";
import { expireQuestion, hideCancellationCode, expireAwaitedCode } from "./cancellation-code/handler.ts";
import { runCodeJob } from "./login-code/handler.ts";
import type { Deps } from "./deps.ts";
import { finishErasure } from "./erasure/follow-up.ts";
import { warnOfErasure } from "./inactivity/handler.ts";
import { runEraseKeyJob } from "./keys/handler.ts";
import { runHideKeyJob } from "./keys/export-key.ts";
import { expireRenaming } from "./keys/rename-key.ts";
import { expireKeyChoice } from "./receive-key/choose-keys.ts";
import { readAlbum } from "./receive-key/picture-handler.ts";

/** Does what was planned for a chat, by its kind. */
export const runJob =
  (deps: Deps & { api: Api }): JobHandler =>
  async ({ id, chatId, dueAt, attempts, job }) => {
    const chat = { api: deps.api, chatId, pictures: deps.pictures };
    switch (job.kind) {
      case "expire-code":
      case "deliver-code":
        return runCodeJob(deps, chat, { dueAt, job });
      case "delete-message":
        // Too old by now: the person was told to delete it by hand.
        await unlessTooLate(deps.api.deleteMessage(chatId, job.messageId));
        return;
      case "drop-offers":
        return expireKeyChoice(deps, chat, job);
      case "hide-cancellation":
        return hideCancellationCode(deps, chat, job);
      case "await-cancellation":
        return expireAwaitedCode(deps, chat, job);
      case "close-cancellation":
        return expireQuestion(deps, chat, job);
      case "drop-cancellation":
        return deps.vault.cancellation.dropOffered(chatId, job.offerId);
      case "tell-idle":
        return warnOfErasure(deps, chat);
      case "farewell":
        await finishErasure(deps, chat, attempts, job);
        return deps.vault.completeErasure(id);
      case "name-key":
        return expireRenaming(deps, chat, job);
      case "erase-key":
        return runEraseKeyJob(deps, chat, job);
      case "hide-key":
        return runHideKeyJob(deps, chat, job);
      case "read-picture":
        return readAlbum(deps, chat, job);
    }
  };
