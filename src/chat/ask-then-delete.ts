import type { DeletionOutcome } from "./deletion-outcome.ts";
import { deleteSecretMessages, type DeleteSecretDeps } from "./delete-secret.ts";
import type { ReplyTarget } from "./reply-target.ts";
import { edit, send } from "./reply.ts";
import type { Screen } from "./screen.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import type { ContentsChange } from "../vault/changes.ts";

/** A question about a secret that came, and the messages it came in. */
interface SecretQuestion {
  /** @param traces what became of those messages; `undefined` until that is known */
  readonly question: (traces: DeletionOutcome | undefined) => Screen;
  /** Stores what is offered, together with the end of the offer and of the question. */
  readonly changes: (questionId: number) => readonly ContentsChange[];
  readonly of: DeletionOutcome["of"];
  readonly messageIds: readonly number[];
  /** Whether the update has another effect besides: after a crash in between, the question is asked again. */
  readonly isBeside?: boolean;
}

/**
 * Asks what is to become of a secret, and deletes the messages it came in. First comes the question, then what is
 * offered is stored with its end in one change, and only then is the rest deleted: if the question cannot be sent,
 * nothing is stored and the user's message is still there; if anything fails later, the offer ends as planned.
 * @returns whether it is asked: not if an earlier handling of the update has
 * @throws GrammyError, HttpError, DatabaseError
 */
export const askThenDelete = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  { question, changes, of, messageIds, isBeside = false }: SecretQuestion,
): Promise<boolean> => {
  const { api, chatId, session } = target;
  const questionId = await send(target, question(undefined));
  const isAsked = await session.commit(changes(questionId), { once: !isBeside });
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  if (!isAsked) await unlessTooLate(api.deleteMessage(chatId, questionId));
  else if (traces !== undefined) await edit(target, questionId, question(traces));
  return isAsked;
};
