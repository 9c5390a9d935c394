import type { Api } from "grammy";
import { inTime } from "../telegram/refusals.ts";
import type { Worker } from "../telegram/jobs.ts";
import { closeCancellation, hideCancellation, stopAwaiting } from "./cancellation.ts";
import { finishCode } from "./code.ts";
import type { Deps } from "./deps.ts";
import { sayFarewell } from "./farewell.ts";
import { tellIdle } from "./idle.ts";
import { eraseKey } from "./keys.ts";
import { hideKey } from "./moving.ts";
import { finishNaming } from "./naming.ts";
import { dropOffers } from "./offers.ts";
import { readAlbum } from "./pictures.ts";

/** Does what was planned for a chat, by its kind. */
export const workOn =
  (deps: Deps & { api: Api }): Worker =>
  async ({ id, chatId, dueAt, attempts, job }) => {
    const chat = { api: deps.api, person: chatId, pictures: deps.pictures };
    switch (job.kind) {
      case "expire-code":
      case "deliver-code":
        return finishCode(deps, chat, { dueAt, job });
      case "delete-message":
        // Too old by now: the person was told to delete it by hand.
        await inTime(deps.api.deleteMessage(chatId, job.messageId));
        return;
      case "drop-offers":
        return dropOffers(deps, chat, job);
      case "hide-cancellation":
        return hideCancellation(deps, chat, job);
      case "await-cancellation":
        return stopAwaiting(deps, chat, job);
      case "close-cancellation":
        return closeCancellation(deps, chat, job);
      case "drop-cancellation":
        return deps.vault.cancellation.dropOffered(chatId, job.offerId);
      case "tell-idle":
        return tellIdle(deps, chat);
      case "farewell":
        await sayFarewell(deps, chat, attempts, job);
        return deps.vault.finishFarewell(id);
      case "name-key":
        return finishNaming(deps, chat, job);
      case "erase-key":
        return eraseKey(deps, chat, job);
      case "hide-key":
        return hideKey(deps, chat, job);
      case "read-picture":
        return readAlbum(deps, chat, job);
    }
  };
