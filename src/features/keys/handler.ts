import { Composer } from "grammy";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { messageOfErasure, planErasure } from "./restore-window.ts";
import {
  deletedScreen,
  erasedScreen,
  keyScreen,
  keysScreen,
  replacedErasedScreen,
  type KeyNews,
} from "./screens.ts";
import { sameName } from "../../totp/key-name.ts";
import type { Context } from "../../telegram/context.ts";
import {
  deleteKey,
  dropJobs,
  dropJobsOfMessage,
  eraseDeletedKey,
  raiseKey,
  restoreKey,
} from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import type { DueJob, Job } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { freeNames } from "../receive-key/save-key.ts";
import { edit, respond, reply } from "../../chat/reply.ts";
import { pressedMessageId, type ReplyTarget } from "../../chat/reply-target.ts";

type KeyDeps = Pick<Deps, "t" | "clock">;

/** "kulcsok", "a kulcsaim", "mutasd a kulcsaimat" and the like, as a whole message. */
const asksForKeys = /^\/?((mutasd|mutassad|hol vannak|melyek) )?(a )?(kulcsok|kulcsaim)(at)?\s*[.!?]*$/i;

/** Shows a chat's keys. @param page counted from 1 */
export const showKeys = async (
  { t }: Pick<KeyDeps, "t">,
  ctx: Context,
  { show = reply, page = 1 }: { readonly show?: typeof reply; readonly page?: number } = {},
): Promise<void> => {
  const { keys } = await ctx.session.contents();
  ctx.shown = "command:kulcsok";
  return show(ctx, keysScreen(t, keys, page));
};

/** A chat's keys: by name, in the order the user likes, deleted one by one. */
export const keysHandler = (deps: KeyDeps): Composer<Context> => {
  const { t, clock } = deps;
  const composer = new Composer<Context>();

  const list = (ctx: Context) => showKeys(deps, ctx);
  composer.command("kulcsok", list);
  composer.hears(asksForKeys, list);
  composer.callbackQuery(fixedCallbacks.keys, list);
  composer.callbackQuery(callbacksWithArgs.keyPage.pattern, (ctx) =>
    showKeys(deps, ctx, { show: respond, page: Number(ctx.match[1]) }),
  );

  /** Shows one key in the message of the button, or that it is gone. */
  const showKey = async (ctx: Context, id: string | undefined, news?: KeyNews) => {
    const { keys } = await ctx.session.contents();
    const key = findById(keys, id);
    return respond(ctx, key === undefined ? noKeyScreen(t, "keys:gone") : keyScreen(t, keys, key, news));
  };
  composer.callbackQuery(callbacksWithArgs.key.pattern, async (ctx) => {
    await ctx.session.commit([dropJobsOfMessage(pressedMessageId(ctx), ["name-key"])]);
    return showKey(ctx, ctx.match[1]);
  });

  composer.callbackQuery(callbacksWithArgs.raiseKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    await ctx.session.commit([raiseKey(id)], { once: true });
    return showKey(ctx, id, "keys:raised");
  });

  composer.callbackQuery(callbacksWithArgs.deleteKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    if (findById((await ctx.session.contents()).keys, id) !== undefined) {
      const erasure = planErasure(id, pressedMessageId(ctx), clock.now());
      await ctx.session.commit([erasure, deleteKey(id)], { once: true });
    }
    const deleted = findById((await ctx.session.contents()).deletedKeys, id);
    return respond(ctx, deleted === undefined ? noKeyScreen(t, "keys:gone") : deletedScreen(t, deleted));
  });

  composer.callbackQuery(callbacksWithArgs.restoreKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    const before = await ctx.session.contents();
    const deleted = findById(before.deletedKeys, id);
    if (deleted !== undefined) {
      const isErasure = ({ job }: DueJob) => job.kind === "erase-key" && job.keyId === id;
      const restored = restoreKey(id, freeNames(before.keys).take(deleted.name));
      await ctx.session.commit([restored, dropJobs(isErasure)], { once: true });
    }
    const { keys } = await ctx.session.contents();
    const back = findById(keys, id) ?? keys.find(({ key }) => deleted?.key.sameAs(key));
    return respond(
      ctx,
      back === undefined ? erasedScreen(t, undefined) : keyScreen(t, keys, back, "keys:deleted.undone"),
    );
  });
  return composer;
};

/** The user has not restored the key: erases it for good. */
export const runEraseKeyJob = async (
  { t }: Pick<Deps, "t">,
  target: ReplyTarget,
  { messageId, keyId }: Extract<Job, { kind: "erase-key" | "name-key" }>,
): Promise<void> => {
  const { keys, deletedKeys } = await target.session.contents();
  const deleted = findById(deletedKeys, keyId);
  if (deleted === undefined) return;
  await target.session.commit([eraseDeletedKey(keyId)]);
  const message = messageOfErasure(messageId);
  if (message === undefined) return;
  // The key that replaced it has taken its name.
  const isReplaced = keys.some(({ name }) => sameName(name, deleted.name));
  await edit(target, message, isReplaced ? replacedErasedScreen(t) : erasedScreen(t, deleted.name));
};
