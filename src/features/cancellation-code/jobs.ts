import type { Job } from "../../vault/records.ts";
import { dropJob, dropUndecidedDigits } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import { edit, type Chat } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { Deps } from "../deps.ts";
import * as screens from "./screens.ts";

type JobDeps = Pick<Deps, "t">;
type JobOf<Kind extends Job["kind"]> = Extract<Job, { kind: Kind }>;

/** Hides the digits in the message that shows them. */
export const hideCancellationCode = async (
  { t }: JobDeps,
  target: ReplyTarget,
  { messageId, offerId }: JobOf<"hide-cancellation">,
): Promise<void> => {
  const { undecidedDigits, cancellationCode } = await target.session.inspect();
  const undecided = findById(undecidedDigits, offerId);
  const kept = cancellationCode === undefined ? screens.digitsDropped(t, "expired") : screens.hiddenScreen(t);
  await edit(target, messageId, undecided === undefined ? kept : screens.paperHiddenScreen(t, undecided.id));
};

/** The törlőkód that was asked for has not come. */
export const expireAwaitedCode = async (
  { t }: JobDeps,
  chat: Chat,
  { messageId }: JobOf<"await-cancellation">,
): Promise<void> => {
  await edit(chat, messageId, screens.askExpiredScreen(t));
};

/** The question about digits was not answered. */
export const expireQuestion = async (
  { t }: JobDeps,
  chat: Chat,
  { messageId }: JobOf<"close-cancellation">,
): Promise<void> => {
  await edit(chat, messageId, screens.digitsDropped(t, "expired"));
};

/** The user has not said to keep the digits. @param id of the job, which ends with them */
export const dropExpiredDigits = async (
  { session }: ReplyTarget,
  id: string,
  { offerId }: JobOf<"drop-cancellation">,
): Promise<void> => {
  await session.commit([dropUndecidedDigits(offerId), dropJob(id)]);
};
