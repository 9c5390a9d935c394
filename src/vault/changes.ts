import type { Key } from "../totp/key.ts";
import { findById, inOrder, type ChatContents } from "./chat-contents.ts";
import {
  newId,
  type CancellationCode,
  type DueJob,
  type Job,
  type Reading,
  type StoredKey,
} from "./records.ts";

/**
 * A change to what is stored of a chat. It must be pure: it runs again on fresh contents when another instance has
 * changed the chat meanwhile.
 */
export type ContentsChange = (contents: ChatContents) => ChatContents;

/** A key with its name, not yet stored. */
export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly key: Key;
}

/** A key with a fresh id. */
export const newKey = (name: string, key: Key): NewKey => ({ id: newId(), name, key });

/** Adds keys in their order, after those that are there, also when several come within one millisecond. */
const appended = (keys: readonly StoredKey[], fresh: readonly NewKey[], now: number): StoredKey[] => {
  const latest = Math.max(0, ...keys.map(({ added }) => added));
  const first = Math.max(now, latest + 1);
  return inOrder([...keys, ...fresh.map((key, i) => ({ ...key, added: first + i }))]);
};

/** Stores keys. */
export const addKeys = (keys: readonly NewKey[]): ContentsChange => {
  const now = Date.now();
  return (contents) => ({ ...contents, keys: appended(contents.keys, keys, now) });
};

/** Stores a key. */
export const addKey = (key: NewKey): ContentsChange => addKeys([key]);

/** Stores keys until the user says which of them to keep. */
export const addUndecidedKeys = (keys: readonly NewKey[]): ContentsChange => {
  const now = Date.now();
  return (contents) => ({ ...contents, undecidedKeys: appended(contents.undecidedKeys, keys, now) });
};

/** Drops keys that the user has not said to keep. */
export const dropUndecidedKeys =
  (ids: readonly string[]): ContentsChange =>
  (contents) => ({
    ...contents,
    undecidedKeys: contents.undecidedKeys.filter(({ id }) => !ids.includes(id)),
  });

const withKey = (contents: ChatContents, key: StoredKey): ChatContents => ({
  ...contents,
  keys: inOrder([...contents.keys.filter(({ id }) => id !== key.id), key]),
});
const without = <T extends { readonly id: string }>(items: readonly T[], gone: string): readonly T[] =>
  items.filter(({ id }) => id !== gone);

/** Renames a key. */
export const renameKey =
  (id: string, name: string): ContentsChange =>
  (contents) => {
    const key = findById(contents.keys, id);
    return key === undefined ? contents : withKey(contents, { ...key, name });
  };

/** Moves a key one place towards the front. All ranks differ afterwards, also where two keys came at one moment. */
export const raiseKey =
  (id: string): ContentsChange =>
  (contents) => {
    const { keys } = contents;
    const at = keys.findIndex((key) => key.id === id);
    const [above, key] = at < 1 ? [] : [keys[at - 1], keys[at]];
    if (above === undefined || key === undefined) return contents;
    const ranks = keys.map(({ rank, added }) => rank ?? added);
    let last = -Infinity;
    const moved = [...keys.slice(0, at - 1), key, above, ...keys.slice(at + 1)].map((one, place) => {
      last = Math.max(ranks[place] ?? last, last + 1);
      return one.rank === last ? one : { ...one, rank: last };
    });
    return { ...contents, keys: moved };
  };

/** Deletes a key so that it can be restored; no code is made of it any more. */
export const deleteKey =
  (id: string): ContentsChange =>
  (contents) => {
    const key = findById(contents.keys, id);
    if (key === undefined) return contents;
    return {
      ...contents,
      keys: without(contents.keys, id),
      deletedKeys: inOrder([...contents.deletedKeys, key]),
    };
  };

/** Restores a deleted key under this name, unless the same key has come in again meanwhile. */
export const restoreKey =
  (id: string, name: string): ContentsChange =>
  (contents) => {
    const deleted = findById(contents.deletedKeys, id);
    if (deleted === undefined) return contents;
    const rest = { ...contents, deletedKeys: without(contents.deletedKeys, id) };
    const isBack = contents.keys.some(({ key }) => key.sameAs(deleted.key));
    return isBack ? rest : withKey(rest, { ...deleted, name });
  };

/** Erases a deleted key for good. */
export const eraseDeletedKey =
  (id: string): ContentsChange =>
  (contents) => ({ ...contents, deletedKeys: without(contents.deletedKeys, id) });

/**
 * Gives the new key the place and name of the old one, which is deleted so that it can be restored; changes nothing if
 * either is gone.
 */
export const replaceKey =
  (freshId: string, oldId: string): ContentsChange =>
  (contents) => {
    const [fresh, old] = [findById(contents.keys, freshId), findById(contents.keys, oldId)];
    if (fresh === undefined || old === undefined) return contents;
    return withKey(deleteKey(oldId)(contents), { ...fresh, name: old.name, rank: old.rank ?? old.added });
  };

/** Notes the user's place in the guide. */
export const setStep =
  (step: string): ContentsChange =>
  (contents) => ({ ...contents, step });

/** Keeps a törlőkód, in place of an earlier one. */
export const keepCancellationCode =
  (code: CancellationCode): ContentsChange =>
  (contents) => ({ ...contents, cancellationCode: code });

/** Erases the törlőkód. */
export const dropCancellationCode: ContentsChange = (contents) => ({
  ...contents,
  cancellationCode: undefined,
});

/** Stores digits that may be a törlőkód, until the user has said so. */
export const addUndecidedDigits =
  (id: string, digits: string): ContentsChange =>
  (contents) => ({ ...contents, undecidedDigits: [...contents.undecidedDigits, { id, digits }] });

/** Erases digits that may be a törlőkód. */
export const dropUndecidedDigits =
  (id: string): ContentsChange =>
  (contents) => ({ ...contents, undecidedDigits: without(contents.undecidedDigits, id) });

/** Keeps the digits with this id as the törlőkód, in place of an earlier one. @param day since 1970 */
export const keepUndecidedDigits =
  (id: string, day: number): ContentsChange =>
  (contents) => {
    const found = findById(contents.undecidedDigits, id);
    if (found === undefined) return contents;
    return {
      ...dropUndecidedDigits(id)(contents),
      cancellationCode: { digits: found.digits, day },
    };
  };

/** Stores what was read from a picture, in place of what it was before a correction. */
export const putReading =
  (reading: Reading): ContentsChange =>
  (contents) => ({ ...contents, readings: [...without(contents.readings, reading.id), reading] });

/** Erases what was read from a picture, and takes the end of its message off the plan. */
export const dropReading =
  (id: string): ContentsChange =>
  (contents) => ({
    ...contents,
    readings: without(contents.readings, id),
    jobs: contents.jobs.filter(({ job }) => job.kind !== "drop-reading" || job.readingId !== id),
  });

/** Plans a job for `dueAt` (ms since 1970). */
export const scheduleJob = (job: Job, dueAt: number): ContentsChange => {
  const id = newId();
  return (contents) => {
    const planned: DueJob = { id, chatId: contents.chatId, dueAt, attempts: 0, job };
    return { ...contents, jobs: [...contents.jobs, planned].toSorted((a, b) => a.dueAt - b.dueAt) };
  };
};

/** Takes every job off the plan that `isGone` picks. */
export const dropJobs =
  (isGone: (due: DueJob) => boolean): ContentsChange =>
  (contents) => ({ ...contents, jobs: contents.jobs.filter((due) => !isGone(due)) });

/** Takes one job off the plan. */
export const dropJob = (id: string): ContentsChange => dropJobs((due) => due.id === id);

/** Takes jobs of these kinds off the plan that are about a message, which is about to show something else. */
export const dropJobsOfMessage = (
  messageId: number | undefined,
  kinds: readonly Job["kind"][],
): ContentsChange =>
  dropJobs(({ job }) => "messageId" in job && job.messageId === messageId && kinds.includes(job.kind));

/** Makes the planned jobs of a kind that are about one message be about another one, which takes its place. */
export const moveJobs =
  (kind: Job["kind"], from: number | undefined, to: number): ContentsChange =>
  (contents) => {
    const moved = contents.jobs.filter(
      ({ job }) => job.kind === kind && "messageId" in job && job.messageId === from,
    );
    return moved.reduce(
      (rest, { id, job, dueAt }) => scheduleJob({ ...job, messageId: to } as Job, dueAt)(dropJob(id)(rest)),
      contents,
    );
  };

/** Makes every job that has failed due at `now` (ms since 1970), unless it is due earlier. */
export const retryFailedJobs =
  (now: number): ContentsChange =>
  (contents) => ({
    ...contents,
    jobs: contents.jobs.map((due) => (due.attempts > 0 && due.dueAt > now ? { ...due, dueAt: now } : due)),
  });

/**
 * Counts an attempt at a job, which failed or is about to begin, and moves the job to `dueAt` (ms since 1970). An attempt
 * that was counted when it began counts once: `attempts` are those before it.
 */
export const postponeJob =
  ({ id, attempts }: Pick<DueJob, "id" | "attempts">, dueAt: number): ContentsChange =>
  (contents) => ({
    ...contents,
    jobs: contents.jobs.map((due) => (due.id === id ? { ...due, dueAt, attempts: attempts + 1 } : due)),
  });
