import { Composer } from "grammy";
import { parseKeyName, sameName } from "../../totp/key-name.ts";
import { parsePastedKey } from "../../pasted-key/parse-pasted-key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { keyScreen, nameProblemScreen, namingExpiredScreen, namingScreen } from "./screens.ts";
import { detectSensitiveData } from "../../sensitive-data/detect.ts";
import type { Context } from "../../telegram/context.ts";
import { unlessTooLate } from "../../telegram/api-errors.ts";
import type { Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { edit, respond, reply, type Chat } from "../../chat/reply.ts";

type NamingDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms that a name is waited for. The question is a planned job: sealed, and there after a restart. */
const renameTimeoutMs = 600_000;

type Naming = Extract<Job, { kind: "name-key" | "erase-key" }>;

/** The questions for a name that are open in a chat: one as a rule. */
const openIn = async ({ vault }: Pick<Deps, "vault">, chatId: number) =>
  (await vault.jobsOf(chatId)).flatMap(({ id, job }) => (job.kind === "name-key" ? [{ id, ...job }] : []));

/** Whether words may be a name: neither a question, nor anything that other rooms of the house take. */
const mayBeName = (text: string): boolean => {
  if (text.startsWith("/") || text.trim().endsWith("?") || detectSensitiveData(text) !== undefined)
    return false;
  const pasted = parsePastedKey(text);
  return pasted.kind === "words" || (pasted.kind === "problem" && pasted.problem.why === "empty");
};

/** Nobody is to be taken at their word for a name any more. */
export const cancelRenaming = async (
  deps: Pick<Deps, "vault">,
  { api, chatId }: Pick<Context, "api" | "chatId">,
): Promise<void> => {
  for (const { id, messageId } of await openIn(deps, chatId)) {
    await deps.vault.finishJob(id);
    await unlessTooLate(api.deleteMessage(chatId, messageId));
  }
};

/** Names for keys: asked for by a button, given in the next words or as an answer to the question. */
export const renameKeyHandler = (deps: NamingDeps): Composer<Context> => {
  const { t, vault, jobs, clock } = deps;
  const composer = new Composer<Context>();

  composer.callbackQuery(callbacksWithArgs.nameKey.pattern, async (ctx) => {
    const { keys } = await vault.contents(ctx.chatId);
    const key = keys.find(({ id }) => id === ctx.match[1]);
    if (key === undefined) return respond(ctx, noKeyScreen(t, "keys:gone"));
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    for (const open of await openIn(deps, ctx.chatId)) {
      await vault.finishJob(open.id);
      if (open.messageId !== messageId)
        await unlessTooLate(ctx.api.deleteMessage(ctx.chatId, open.messageId));
    }
    const job: Naming = { kind: "name-key", messageId, keyId: key.id };
    await jobs.schedule(ctx.chatId, job, clock.now() + renameTimeoutMs, ctx.claim());
    return respond(ctx, namingScreen(t, key));
  });

  /** Takes words as the name that was asked for. @returns whether one was asked for */
  const take = async (ctx: Context, text: string, inReplyTo: number | undefined): Promise<boolean> => {
    const open = (await openIn(deps, ctx.chatId)).at(-1);
    if (open === undefined || (inReplyTo !== undefined && inReplyTo !== open.messageId)) return false;
    const { keys } = await vault.contents(ctx.chatId);
    const key = keys.find(({ id }) => id === open.keyId);
    if (key === undefined) {
      await vault.finishJob(open.id);
      return false;
    }
    const read = parseKeyName(text);
    const taken = read.ok && keys.find(({ id, name }) => id !== key.id && sameName(name, read.name));
    if (!read.ok) await reply(ctx, nameProblemScreen(t, read.why === "empty" ? "empty" : "tooLong", key));
    else if (taken) await reply(ctx, nameProblemScreen(t, "taken", { id: key.id, name: taken.name }));
    else await rename(ctx, open, read.name);
    return true;
  };

  const rename = async (ctx: Context, open: Naming & { id: string }, name: string) => {
    await vault.keys.rename(ctx.chatId, open.keyId, name, ctx.claim());
    const { keys } = await vault.contents(ctx.chatId);
    const key = keys.find(({ id }) => id === open.keyId);
    if (key !== undefined) await reply(ctx, keyScreen(t, keys, key, "keys:naming.done"));
    await cancelRenaming(deps, ctx);
  };

  composer.on("message:text", async (ctx, next) => {
    const { text, reply_to_message: asked } = ctx.message;
    if (!mayBeName(text) || !(await take(ctx, text, asked?.message_id))) return next();
  });

  // What could have been a key was not one: then it was the name.
  composer.callbackQuery(fixedCallbacks.isWords, async (ctx, next) => {
    const text = ctx.callbackQuery.message?.reply_to_message?.text;
    if (text === undefined || !(await take(ctx, text, undefined))) return next();
  });
  return composer;
};

/** No name has come. */
export const expireRenaming = async (
  { t, vault }: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, keyId }: Naming,
): Promise<void> => {
  const key = (await vault.contents(chat.chatId)).keys.find(({ id }) => id === keyId);
  if (key !== undefined) await edit(chat, messageId, namingExpiredScreen(t, key));
};
