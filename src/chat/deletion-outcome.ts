import type { Translate } from "../i18n.ts";

/** What carried the secret, and whether it could be deleted from the chat. */
export interface DeletionOutcome {
  readonly of: "picture" | "pictures" | "message" | "file";
  readonly deleted: boolean;
}

/** A sentence on what became of the message that carried the secret. */
export const deletionText = (t: Translate, { of, deleted }: DeletionOutcome): string =>
  t(deleted ? `intake:cleared.${of}` : `intake:left.${of}`);
