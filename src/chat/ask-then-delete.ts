import { InlineKeyboard } from "grammy";
import { isBlocked, isUnreachable } from "../telegram/api-errors.ts";
import { mayHaveArrived } from "../telegram/retry.ts";
import {
  dropJobs,
  dropUndecidedDigits,
  dropUndecidedKeys,
  scheduleJob,
  type ContentsChange,
} from "../vault/changes.ts";
import { newId, type DueJob, type Job } from "../vault/records.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import { deleteSecretMessages, planDeletions, retryDelayMs, type DeleteSecretDeps } from "./delete-secret.ts";
import type { DeletionOutcome } from "./deletion-outcome.ts";
import type { ReplyTarget } from "./reply-target.ts";
import { send } from "./reply.ts";
import type { Screen } from "./screen.ts";

/** A planned question. */
export type PlannedQuestion = Extract<Job, { kind: "ask" }>;

/** A question about a secret that came, and the messages it came in. */
interface SecretQuestion {
  /** @param traces what became of those messages; `undefined` if there are none */
  readonly question: (traces: DeletionOutcome | undefined) => Screen;
  /** What is offered. */
  readonly about: PlannedQuestion["about"];
  readonly of: DeletionOutcome["of"];
  readonly messageIds: readonly number[];
}

/** How long a question waits for its answer. */
export const answerTimeoutMs = 600_000;

/** A question that could not be sent this often, in about a day, is given up, and what it offers is erased. */
const maxAttempts = 34;

/** The answers of so many attempts may be lost, each perhaps with a copy of the question, before it is given up. */
const maxLostAnswers = 6;

/** The pause after an attempt whose answer was lost: the question may be there. */
const lostAnswerDelayMs = (lost: number) => 60_000 * 4 ** lost;

/** Plans a question, so that it is asked whatever happens. */
export const planQuestion = ({
  question,
  about,
  of,
  messageIds,
}: SecretQuestion): PlannedQuestion & { readonly askId: string } => {
  const asked = (deleted: boolean) => question(messageIds.length === 0 ? undefined : { of, deleted });
  const { text: cleared, keyboard } = asked(true);
  const { text: left } = asked(false);
  const rows = keyboard?.inline_keyboard ?? [];
  return { kind: "ask", askId: newId(), cleared, left, rows, messageIds, about };
};

/** Takes a planned question off the plan. */
export const dropQuestion = ({ askId }: Pick<PlannedQuestion, "askId">): ContentsChange =>
  dropJobs(({ job }) => job.kind === "ask" && job.askId === askId);

/** Plans the end of a question that is asked, and of what it offers. */
const planEnds = ({ about }: PlannedQuestion, messageId: number, until: number): ContentsChange[] => {
  switch (about.offers) {
    case "keys": {
      const keyIds = about.isAboutAll === true ? {} : { keyIds: about.ids };
      return [scheduleJob({ kind: "drop-offers", messageId, ...keyIds }, until)];
    }
    case "digits":
      return [
        ...about.ids.map((offerId) => scheduleJob({ kind: "drop-cancellation", offerId }, until)),
        scheduleJob({ kind: "close-cancellation", messageId }, until),
      ];
  }
};

/** Erases what a question offers. */
const dropOffered = ({ about }: PlannedQuestion): ContentsChange[] =>
  about.offers === "keys" ? [dropUndecidedKeys(about.ids)] : about.ids.map(dropUndecidedDigits);

/**
 * Asks what is to become of a secret, and deletes the messages it came in. What is offered is stored first, together
 * with the deletion of those messages and with the question itself as planned jobs: if Telegram cannot be reached,
 * nothing is lost, nothing stays in the chat for good, and the question comes later.
 * @param changes stores what is offered
 * @param isBeside whether the update has another effect besides: after a crash in between, the question is asked again
 * @returns whether it is stored: not if an earlier handling of the update has, which has planned the rest as well
 * @throws DatabaseError
 */
export const askThenDelete = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  asked: SecretQuestion & { readonly changes: readonly ContentsChange[]; readonly isBeside?: boolean },
): Promise<boolean> => {
  const { session } = target;
  const { question, changes, of, messageIds, isBeside = false } = asked;
  const planned = planQuestion(asked);
  const retryAt = deps.clock.now() + retryDelayMs;
  const isStored = await session.commit(
    [...changes, ...planDeletions(messageIds, retryAt), scheduleJob(planned, retryAt)],
    { once: !isBeside },
  );
  if (!isStored) return false;
  const traces =
    messageIds.length === 0 ? undefined : await deleteSecretMessages(deps, target, of, messageIds);
  const questionId = await send(target, question(traces), { isSentOnce: true }).catch((thrown: unknown) => {
    deps.log.warn({ err: thrown }, "a question could not be asked yet");
    return undefined;
  });
  if (questionId === undefined) return true;
  const until = deps.clock.now() + answerTimeoutMs;
  await session.commit([dropQuestion(planned), ...planEnds(planned, questionId, until)]);
  return true;
};

/** Whether what a question offers is still stored: it may have been answered in a copy whose sending seemed to fail. */
const isOpen = async ({ about }: PlannedQuestion, session: ChatSession): Promise<boolean> => {
  const { undecidedKeys, undecidedDigits } = await session.inspect();
  return (about.offers === "keys" ? undecidedKeys : undecidedDigits).some(({ id }) => about.ids.includes(id));
};

/**
 * Asks a question that could not be asked when what it is about came. After about a day it is given up.
 * @throws GrammyError, HttpError: it is to be retried
 */
export const askPlanned = async (
  deps: DeleteSecretDeps,
  target: ReplyTarget,
  job: PlannedQuestion,
  attempts: DueJob["attempts"],
): Promise<void> => {
  const { session } = target;
  if (!(await isOpen(job, session))) return;
  const { jobs } = await session.inspect();
  const isLeft = jobs.some(
    ({ job: one }) => one.kind === "delete-message" && job.messageIds.includes(one.messageId),
  );
  const screen = {
    text: isLeft ? job.left : job.cleared,
    keyboard: new InlineKeyboard(job.rows as InlineKeyboard["inline_keyboard"]),
  };
  const now = deps.clock.now();
  try {
    const questionId = await send(target, screen, { isSentOnce: true });
    await session.commit([dropQuestion(job), ...planEnds(job, questionId, now + answerTimeoutMs)]);
  } catch (thrown) {
    const { lostAnswers = 0 } = job;
    const isLost = mayHaveArrived(thrown);
    const isFinal = isUnreachable(thrown) && !isBlocked(thrown);
    if (isFinal || attempts >= maxAttempts || (isLost && lostAnswers >= maxLostAnswers)) {
      await session.commit([dropQuestion(job), ...dropOffered(job)]);
      return;
    }
    if (!isLost) throw thrown;
    const again: PlannedQuestion = { ...job, lostAnswers: lostAnswers + 1 };
    await session.commit([dropQuestion(job), scheduleJob(again, now + lostAnswerDelayMs(lostAnswers))]);
  }
};
