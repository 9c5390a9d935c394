import { scheduleJob, type ContentsChange } from "../../vault/changes.ts";

/** How long a deleted or replaced key can be restored. */
const restoreWindowMs = 600_000;

/** Stands for no message, in the stored job. */
const noMessage = 0;

/**
 * Plans that a key in the bin is erased for good at the end of its window.
 * @param messageId the message that says then that it is too late; `undefined`: none @param now ms since 1970
 */
export const planErasure = (keyId: string, messageId: number | undefined, now: number): ContentsChange =>
  scheduleJob({ kind: "erase-key", messageId: messageId ?? noMessage, keyId }, now + restoreWindowMs);

/** The message that a planned erasure is about, if there is one. */
export const messageOfErasure = (messageId: number): number | undefined =>
  messageId === noMessage ? undefined : messageId;
