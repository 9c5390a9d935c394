import { unlessTooLate } from "../../telegram/api-errors.ts";
import {
  dropJobs,
  dropJobsOfMessage,
  dropReading,
  putReading,
  scheduleJob,
  type ContentsChange,
} from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import type { Job, Reading } from "../../vault/records.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { edit } from "../../chat/reply.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import { redrawSecret, showSecret, type SecretScreen } from "../../chat/show-secret.ts";
import type { Deps } from "../deps.ts";
import { areAlike } from "./corrections.ts";
import { compareScreen, expiredScreen, notShownScreen, waitScreen, type Occasion } from "./screens.ts";

export type CharactersDeps = Pick<Deps, "t" | "clock" | "log" | "metrics">;

/** How long characters and their picture wait to be compared. */
const readingTtlMs = 600_000;

/** When the message with the old characters is deleted if that fails at first. */
const retryDelayMs = 30_000;

/** The message that shows a reading. */
const messageOf = ({ jobs }: ChatContents, readingId: string): number | undefined =>
  jobs
    .map(({ job }) =>
      job.kind === "drop-reading" && job.readingId === readingId ? job.messageId : undefined,
    )
    .find((messageId) => messageId !== undefined);

/** The reading that was shown last, if any waits to be compared. */
export const newestReading = ({ jobs, readings }: ChatContents): Reading | undefined => {
  const shown = jobs.flatMap(({ job }) => (job.kind === "drop-reading" ? [job.readingId] : []));
  return findById(readings, shown.at(-1));
};

/** Lets the pictures stay: nothing in them is secret, or their end is planned in another way. */
export const keepPictures = ({ pictureIds }: Reading): ContentsChange =>
  dropJobs(({ job }) => job.kind === "delete-message" && pictureIds.includes(job.messageId));

/**
 * Stores a reading and shows it in a new message, in place of the one before. Its pictures go with it: their end is
 * planned again.
 */
const showReading = async (
  { t, clock, log }: CharactersDeps,
  target: ReplyTarget,
  reading: Reading,
  screen: SecretScreen,
): Promise<void> => {
  const { session, api, chatId } = target;
  const before = messageOf(await session.contents(), reading.id);
  const now = clock.now();
  const until = now + readingTtlMs;
  const deletion = (messageId: number): Job => ({ kind: "delete-message", messageId });
  const isShown = await showSecret({ log }, target, {
    placeholder: waitScreen(t),
    secret: () => screen,
    failed: notShownScreen(t, reading),
    end: (messageId) => ({ kind: "drop-reading", messageId, readingId: reading.id }),
    until,
    changes: () => [
      dropReading(reading.id),
      putReading(reading),
      keepPictures(reading),
      ...reading.pictureIds.map((id) => scheduleJob(deletion(id), until)),
      ...(before === undefined ? [] : [scheduleJob(deletion(before), now + retryDelayMs)]),
    ],
    // It is compared here; there is nothing to copy.
    isProtected: true,
  });
  if (!isShown || before === undefined) return;
  if (await unlessTooLate(api.deleteMessage(chatId, before)).catch(() => false))
    await session.commit([dropJobsOfMessage(before, ["delete-message"])], { completesUpdate: true });
};

/** Shows a screen of a reading in the message that was pressed, if that shows the reading; else in a new one. */
export const redrawReading = async (
  deps: CharactersDeps,
  target: ReplyTarget,
  reading: Reading,
  { screen, pressed }: { readonly screen: SecretScreen; readonly pressed: number | undefined },
): Promise<void> => {
  if (pressed === undefined || messageOf(await target.session.contents(), reading.id) !== pressed)
    return showReading(deps, target, reading, screen);
  const failed = notShownScreen(deps.t, reading);
  await redrawSecret(deps, target, pressed, { secret: () => screen, failed });
};

/** Shows the characters to be compared with the picture. */
export const askToCompare = async (
  deps: CharactersDeps,
  target: ReplyTarget,
  reading: Reading,
  occasion: Occasion,
): Promise<void> => showReading(deps, target, reading, compareScreen(deps.t, reading, occasion));

/** What is left to do in the chat when a reading has served: messages to delete, their jobs to take off the plan. */
interface ReadingEnd {
  readonly readingId: string;
  readonly messageIds: readonly number[];
  readonly deletions: readonly { readonly id: string; readonly messageId: number }[];
}

/** What ends with a reading: its message, its pictures, and the jobs that would delete those. */
export const endOf = (contents: ChatContents, { id, pictureIds }: Reading): ReadingEnd => {
  const shown = messageOf(contents, id);
  return {
    readingId: id,
    messageIds: [...(shown === undefined ? [] : [shown]), ...pictureIds],
    deletions: contents.jobs.flatMap(({ id: jobId, job }) =>
      job.kind === "delete-message" && pictureIds.includes(job.messageId)
        ? [{ id: jobId, messageId: job.messageId }]
        : [],
    ),
  };
};

/** The ends of the readings of a key, which has come by this way or another. @param base32 the key's characters */
export const endsOfKey = (contents: ChatContents, base32: string): readonly ReadingEnd[] =>
  contents.readings
    .filter(({ kind, characters }) => kind === "key" && areAlike(characters, base32))
    .map((reading) => endOf(contents, reading));

/**
 * Ends readings: deletes their messages and pictures, and erases them.
 * @param deleted messages that are deleted already @param completesUpdate whether the update is handled with this
 */
export const endReadings = async (
  deps: CharactersDeps,
  target: ReplyTarget,
  ends: readonly ReadingEnd[],
  { deleted, completesUpdate }: { readonly deleted: readonly number[]; readonly completesUpdate: boolean },
): Promise<void> => {
  const left = new Set(ends.flatMap(({ messageIds }) => messageIds));
  for (const messageId of deleted) left.delete(messageId);
  await deleteSecretMessages(deps, target, "message", [...left]);
  const jobIds = ends
    .flatMap(({ deletions }) => deletions)
    .flatMap(({ id, messageId }) => (left.has(messageId) ? [] : [id]));
  await target.session.commit(
    [...ends.map(({ readingId }) => dropReading(readingId)), dropJobs(({ id }) => jobIds.includes(id))],
    { completesUpdate },
  );
};

/** The characters were not compared in time. Their picture is deleted by a job of its own. */
export const expireReading = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, readingId }: Extract<Job, { kind: "drop-reading" }>,
): Promise<void> => {
  const { step } = await target.session.contents();
  // The reading goes with the job, which is retried until the characters are out of the chat.
  await edit(target, messageId, expiredScreen(t, step));
  await target.session.commit([dropReading(readingId)]);
};
