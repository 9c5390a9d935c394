import type { MiddlewareFn } from "grammy";
import type { Context } from "../../telegram/context.ts";
import { dropJobs, scheduleJob, type ContentsChange } from "../../vault/changes.ts";
import type { ChatContents } from "../../vault/chat-contents.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import type { Deps } from "../deps.ts";

/** How long the bot remembers what it showed last. */
const memoryMs = 600_000;

/** Questions that can be answered with a word while they are the newest message: they are remembered like entries. */
export type OpenQuestion = "ask:erase";

const isMemory = ({ job }: ChatContents["jobs"][number]): boolean => job.kind === "forget-shown";

/** Forgets what was shown last: something else is shown now. */
export const forgetShown: ContentsChange = dropJobs(isMemory);

/** Remembers what is shown now, in place of what was shown before. @param until ms since 1970 */
const remember = (entry: string, until: number): ContentsChange => {
  const plan = scheduleJob({ kind: "forget-shown", entry }, until);
  return (contents) => plan(forgetShown(contents));
};

/**
 * The entry that was shown last, or the question that was asked last, within the last ten minutes. A code that has not
 * expired is remembered by its own job.
 * @param now ms since 1970
 */
export const lastShown = ({ jobs }: Pick<ChatContents, "jobs">, now: number): string | undefined => {
  for (const { job, dueAt } of jobs) if (job.kind === "forget-shown" && dueAt > now) return job.entry;
  const hasCode = jobs.some(({ job }) => job.kind === "expire-code" || job.kind === "deliver-code");
  return hasCode ? "command:kod" : undefined;
};

/**
 * Remembers what the answer to the update shows, in the commit that marks the update as processed. A question that
 * waits for a word is forgotten with the next update, which may have brought another message below it.
 */
export const rememberShown =
  ({ clock }: Pick<Deps, "clock">): MiddlewareFn<Context> =>
  async (ctx, next) => {
    await next();
    const { session, shown } = ctx;
    const contents = await session.inspect();
    if (contents.damaged) return;
    const completesUpdate = !session.isUpdateProcessed;
    if (shown !== undefined) {
      await session.commit([remember(shown, clock.now() + memoryMs)], { completesUpdate });
    } else if (lastShown(contents, clock.now())?.startsWith("ask:") === true) {
      await session.commit([forgetShown], { completesUpdate });
    }
  };

/** Time to forget what was shown last. A chat of which nothing else is stored is erased. */
export const forgetInTime = ({ session }: Pick<ReplyTarget, "session">): Promise<void> =>
  session.eraseIfEmpty();
