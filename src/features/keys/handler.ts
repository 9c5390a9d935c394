import { Composer } from "grammy";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { deletedScreen, erasedScreen, keyScreen, keysScreen, type KeyNews } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { uniqueName } from "../receive-key/save-key.ts";
import { edit, respond, reply, type Chat } from "../../chat/reply.ts";

type KeyDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms that a deleted key can be restored. */
const restoreWindowMs = 600_000;

/** "kulcsok", "a kulcsaim", "mutasd a kulcsaimat" and the like, as a whole message. */
const asksForKeys = /^\/?((mutasd|mutassad|hol vannak|melyek) )?(a )?(kulcsok|kulcsaim)(at)?\s*[.!?]*$/i;

/** Calls off what was planned about a key, whichever messages it was about. */
const callOffFor = async ({ vault }: KeyDeps, chatId: number, keyId: string, kind: Job["kind"]) => {
  for (const { id, job } of await vault.jobsOf(chatId))
    if (job.kind === kind && "keyId" in job && job.keyId === keyId) await vault.finishJob(id);
};

/** The keys of a chat: by name, in the order the person likes, deleted one by one. */
export const keysHandler = (deps: KeyDeps): Composer<Context> => {
  const { t, vault, jobs, clock } = deps;
  const composer = new Composer<Context>();

  const list = async (ctx: Context, show: typeof reply, page = 1) => {
    const { keys: all } = await vault.contents(ctx.chatId);
    return show(ctx, keysScreen(t, all, page));
  };
  composer.command("kulcsok", (ctx) => list(ctx, reply));
  composer.hears(asksForKeys, (ctx) => list(ctx, reply));
  composer.callbackQuery(fixedCallbacks.keys, (ctx) => list(ctx, reply));
  composer.callbackQuery(callbacksWithArgs.keyPage.pattern, (ctx) =>
    list(ctx, respond, Number(ctx.match[1])),
  );

  /** Shows one key in the message of the button, or that it is gone. */
  const showKey = async (ctx: Context, id: string | undefined, news?: KeyNews) => {
    const { keys: all } = await vault.contents(ctx.chatId);
    const key = all.find((one) => one.id === id);
    return respond(ctx, key === undefined ? noKeyScreen(t, "keys:gone") : keyScreen(t, all, key, news));
  };
  composer.callbackQuery(callbacksWithArgs.key.pattern, async (ctx) => {
    const messageId = ctx.callbackQuery.message?.message_id;
    if (messageId !== undefined) await jobs.cancel(ctx.chatId, messageId, ["name-key"]);
    return showKey(ctx, ctx.match[1]);
  });

  composer.callbackQuery(callbacksWithArgs.raiseKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    await vault.keys.raise(ctx.chatId, id, ctx.claim());
    return showKey(ctx, id, "keys:raised");
  });

  composer.callbackQuery(callbacksWithArgs.deleteKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    if ((await vault.contents(ctx.chatId)).keys.some((one) => one.id === id)) {
      // Its end is planned before it begins, so that no deleted key stays.
      await jobs.schedule(
        ctx.chatId,
        { kind: "erase-key", messageId, keyId: id },
        clock.now() + restoreWindowMs,
      );
      await vault.keys.delete(ctx.chatId, id, ctx.claim());
    }
    const deleted = (await vault.keys.deleted(ctx.chatId)).find((one) => one.id === id);
    return respond(ctx, deleted === undefined ? noKeyScreen(t, "keys:gone") : deletedScreen(t, deleted));
  });

  composer.callbackQuery(callbacksWithArgs.restoreKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    const deleted = (await vault.keys.deleted(ctx.chatId)).find((one) => one.id === id);
    if (deleted !== undefined) {
      const { keys: kept } = await vault.contents(ctx.chatId);
      await vault.keys.restore(ctx.chatId, id, uniqueName(deleted.name, kept), ctx.claim());
      await callOffFor(deps, ctx.chatId, id, "erase-key");
    }
    const { keys: all } = await vault.contents(ctx.chatId);
    const back = all.find((one) => one.id === id || deleted?.key.sameAs(one.key));
    return respond(
      ctx,
      back === undefined ? erasedScreen(t, undefined) : keyScreen(t, all, back, "keys:deleted.undone"),
    );
  });
  return composer;
};

/** Nobody has restored the key: now it goes for good. */
export const runEraseKeyJob = async (
  { t, vault }: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, keyId }: Extract<Job, { kind: "erase-key" | "name-key" }>,
): Promise<void> => {
  const name = await vault.keys.erase(chat.chatId, keyId);
  if (name !== undefined) await edit(chat, messageId, erasedScreen(t, name));
};
