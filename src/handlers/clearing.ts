import type { Api } from "grammy";
import type { Traces } from "../screens/intake.ts";
import { inTime } from "../telegram/refusals.ts";
import type { Deps } from "./deps.ts";
import type { Visit } from "./visit.ts";

/** ms until a deletion that failed is tried again. */
const retryAfter = 30_000;

/** Deletes one message with a secret. @returns whether it is gone; if not for good, it is tried again later */
const clear = async (
  { jobs, clock, log }: Pick<Deps, "jobs" | "clock" | "log">,
  api: Api,
  chatId: number,
  messageId: number,
) => {
  try {
    return await inTime(api.deleteMessage(chatId, messageId));
  } catch (thrown) {
    log.warn({ err: thrown }, "a message with a secret could not be deleted yet");
    await jobs.plan(chatId, { kind: "delete-message", messageId }, clock.now() + retryAfter);
    return false;
  }
};

/**
 * Deletes from the chat what carried a secret: bots may do that with a person's own messages in a private chat
 * for 48 hours (Bot API, deleteMessage).
 * @returns what to tell the person about it
 */
export const clearTraces = async (
  deps: Pick<Deps, "jobs" | "clock" | "log">,
  { api, person }: Visit,
  of: Traces["of"],
  messageIds: readonly number[],
): Promise<Traces> => {
  const results = await Promise.all(messageIds.map((id) => clear(deps, api, person, id)));
  return { of, cleared: results.every(Boolean) };
};
