import type { DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import { captureStep } from "../../guide/walk.ts";
import type { FileKeys } from "../../key-files/key-entries.ts";
import type { GoogleExport } from "../../totp/google-export.ts";
import type { Deps } from "../deps.ts";
import { fileProblemScreen, type FileProblem } from "./file-screens.ts";
import { receiveKeys } from "./receive-keys.ts";

type FileDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

/** The message that a file's content came in: as a file, or pasted. */
interface Sent {
  readonly of: DeletionOutcome["of"];
  readonly messageId: number;
  /** Whether the message is to go whatever the file is. */
  readonly isSecret?: boolean;
}

/** Receives the keys of a file. @param exports what else came with it */
export const receiveFileKeys = (
  deps: FileDeps,
  target: ReplyTarget,
  { keys, unusable, parts, isCut }: FileKeys,
  exports: readonly GoogleExport[],
  { of, messageId }: Sent,
): Promise<void> =>
  receiveKeys(deps, target, {
    keys,
    exports: [{ unusable }, ...parts.map((part) => ({ unusable: [], part })), ...exports],
    of,
    messageIds: [messageId],
    isCut,
  });

/** Whether such a file stays in the chat: it is not known to hold a secret, and the user is told to delete it if it does. */
export const stays = (kind: string): boolean => ["pdf", "office", "no-key", "lost"].includes(kind);

/** Says what to do instead of sending such a file, and deletes it if it may hold a secret. */
export const answerFileProblem = async (
  deps: FileDeps,
  target: ReplyTarget,
  problem: FileProblem,
  { of, messageId, isSecret = false }: Sent,
): Promise<void> => {
  const traces =
    stays(problem.kind) && !isSecret ? undefined : await deleteSecretMessages(deps, target, of, [messageId]);
  const { step } = await target.session.contents();
  return target.show(fileProblemScreen(deps.t, problem, captureStep(step), traces));
};
