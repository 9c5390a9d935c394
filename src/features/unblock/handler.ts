import { Composer } from "grammy";
import type { Context } from "../../telegram/context.ts";
import { retryFailedJobs } from "../../vault/changes.ts";
import type { Deps } from "../deps.ts";

/**
 * The user has blocked the bot, or lets it back. What failed meanwhile, such as taking a secret out of the chat, is then
 * tried again at once; nothing else is said or done.
 */
export const unblockHandler = ({ clock, jobs }: Pick<Deps, "clock" | "jobs">): Composer<Context> => {
  const composer = new Composer<Context>();
  composer.on("my_chat_member", async ({ myChatMember, session }) => {
    if (myChatMember.new_chat_member.status !== "member") return;
    await session.commit([retryFailedJobs(clock.now())]);
    jobs.wake();
  });
  return composer;
};
