import { Composer } from "grammy";
import { parseKeyName, sameName } from "../../totp/key-name.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import {
  keyScreen,
  nameIsPasswordScreen,
  nameProblemScreen,
  namingExpiredScreen,
  namingScreen,
} from "./screens.ts";
import { announcedSecret, detectSensitiveData, looksLikeBarePassword } from "../../sensitive-data/detect.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import { dropJob, dropJobs, renameKey, scheduleJob } from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import type { Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, respond, reply } from "../../chat/reply.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type RenameDeps = Pick<Deps, "t" | "clock" | "log">;

/** How long a name is awaited. The question is a planned job: sealed, and there after a restart. */
const renameTimeoutMs = 600_000;

type RenameJob = Extract<Job, { kind: "name-key" | "erase-key" }>;

/** The open questions for a name; one as a rule. */
const openQuestions = ({ jobs }: ChatContents) =>
  jobs.flatMap(({ id, job }) => (job.kind === "name-key" ? [{ id, ...job }] : []));

/** Whether a text may be a name: neither a question, nor anything that another handler takes. */
const mayBeName = (text: string): boolean => {
  if (announcedSecret(text)?.comes === true) return false;
  if (text.startsWith("/") || text.trim().endsWith("?") || detectSensitiveData(text) !== undefined)
    return false;
  const pasted = parsePastedKey(text);
  return pasted.kind === "words" || (pasted.kind === "problem" && pasted.problem.why === "empty");
};

const dropQuestions = dropJobs(({ job }) => job.kind === "name-key");

/** Awaits no name any more, and deletes the questions for one. */
export const cancelRenaming = async ({ api, chatId, session }: Context): Promise<void> => {
  const open = openQuestions(await session.inspect());
  await session.commit([dropQuestions]);
  for (const { messageId } of open) await unlessTooLate(api.deleteMessage(chatId, messageId));
};

/** Names for keys: asked for by a button, given in the next text or as a reply to the question. */
export const renameKeyHandler = (deps: RenameDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  composer.callbackQuery(callbacksWithArgs.nameKey.pattern, async (ctx) => {
    const contents = await ctx.session.contents();
    const key = findById(contents.keys, ctx.match[1]);
    if (key === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    const messageId = pressedMessageId(ctx) ?? 0;
    const job: RenameJob = { kind: "name-key", messageId, keyId: key.id };
    const question = scheduleJob(job, clock.now() + renameTimeoutMs);
    await ctx.session.commit([dropQuestions, question], { once: true });
    for (const open of openQuestions(contents))
      if (open.messageId !== messageId)
        await unlessTooLate(ctx.api.deleteMessage(ctx.chatId, open.messageId));
    return respond(ctx, namingScreen(t, key));
  });

  const rename = async (ctx: Context, keyId: string, name: string) => {
    await ctx.session.commit([renameKey(keyId, name)], { once: true });
    const { keys } = await ctx.session.contents();
    const key = findById(keys, keyId);
    if (key !== undefined) await reply(ctx, keyScreen(t, keys, key, "keys:naming.done"));
    await cancelRenaming(ctx);
  };

  /** Takes a text as the name that was asked for. @returns whether one was asked for */
  const take = async (
    ctx: Context,
    { text, messageId }: { readonly text: string; readonly messageId: number },
    inReplyTo: number | undefined,
  ): Promise<boolean> => {
    const contents = await ctx.session.contents();
    const open = openQuestions(contents).at(-1);
    if (open === undefined || (inReplyTo !== undefined && inReplyTo !== open.messageId)) return false;
    const { keys } = contents;
    const key = findById(keys, open.keyId);
    if (key === undefined) {
      await ctx.session.commit([dropJob(open.id)]);
      return false;
    }
    if (looksLikeBarePassword(text)) {
      const traces = await deleteSecretMessages(deps, replyTargetOf(ctx), "message", [messageId]);
      await reply(ctx, nameIsPasswordScreen(t, traces, key));
      return true;
    }
    const read = parseKeyName(text);
    const taken = read.ok && keys.find(({ id, name }) => id !== key.id && sameName(name, read.name));
    if (!read.ok) await reply(ctx, nameProblemScreen(t, read.why === "empty" ? "empty" : "tooLong", key));
    else if (taken) await reply(ctx, nameProblemScreen(t, "taken", { id: key.id, name: taken.name }));
    else await rename(ctx, key.id, read.name);
    return true;
  };

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId, reply_to_message: asked } = ctx.message;
    // First, because parsing costs the most, and a name is seldom awaited.
    if (openQuestions(await ctx.session.contents()).length === 0 || !mayBeName(text)) return next();
    if (!(await take(ctx, { text, messageId }, asked?.message_id))) return next();
  });

  // What could have been a key was not one: then it was the name.
  composer.callbackQuery(fixedCallbacks.isWords, async (ctx, next) => {
    const { text, message_id: messageId } = ctx.callbackQuery.message?.reply_to_message ?? {};
    if (text === undefined || messageId === undefined) return next();
    if (!(await take(ctx, { text, messageId }, undefined))) return next();
  });
  return composer;
};

/** No name has come. */
export const expireRenaming = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, keyId }: RenameJob,
): Promise<void> => {
  const key = findById((await target.session.contents()).keys, keyId);
  if (key !== undefined) await edit(target, messageId, namingExpiredScreen(t, key));
};
