import { Composer } from "grammy";
import { actions, carrying } from "../screens/actions.ts";
import { noKeyScreen } from "../screens/code.ts";
import { deletedScreen, erasedScreen, keyScreen, keysScreen, type KeyNews } from "../screens/keys.ts";
import type { Context } from "../telegram/context.ts";
import type { Job } from "../vault/records.ts";
import type { Deps } from "./deps.ts";
import { numbered } from "./keep-key.ts";
import { draw, redraw, say, type Chat } from "./show.ts";

type KeyDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms that a deleted key can be restored. */
const binLife = 600_000;

/** "kulcsok", "a kulcsaim", "mutasd a kulcsaimat" and the like, as a whole message. */
const asksForKeys = /^\/?((mutasd|mutassad|hol vannak|melyek) )?(a )?(kulcsok|kulcsaim)(at)?\s*[.!?]*$/i;

/** Calls off what was planned about a key, whichever messages it was about. */
const callOffFor = async ({ vault }: KeyDeps, person: number, keyId: string, kind: Job["kind"]) => {
  for (const { id, job } of await vault.jobsOf(person))
    if (job.kind === kind && "keyId" in job && job.keyId === keyId) await vault.finishJob(id);
};

/** The keys of a chat: by name, in the order the person likes, deleted one by one. */
export const keys = (deps: KeyDeps): Composer<Context> => {
  const { t, vault, jobs, clock } = deps;
  const composer = new Composer<Context>();

  const list = async (ctx: Context, show: typeof say, page = 1) => {
    const { keys: all } = await vault.holdings(ctx.person);
    return show(ctx, keysScreen(t, all, page));
  };
  composer.command("kulcsok", (ctx) => list(ctx, say));
  composer.hears(asksForKeys, (ctx) => list(ctx, say));
  composer.callbackQuery(actions.keys, (ctx) => list(ctx, say));
  composer.callbackQuery(carrying.keyPage.pattern, (ctx) => list(ctx, redraw, Number(ctx.match[1])));

  /** Shows one key in the message of the button, or that it is gone. */
  const showKey = async (ctx: Context, id: string | undefined, news?: KeyNews) => {
    const { keys: all } = await vault.holdings(ctx.person);
    const key = all.find((one) => one.id === id);
    return redraw(ctx, key === undefined ? noKeyScreen(t, "keys:gone") : keyScreen(t, all, key, news));
  };
  composer.callbackQuery(carrying.key.pattern, async (ctx) => {
    const messageId = ctx.callbackQuery.message?.message_id;
    if (messageId !== undefined) await jobs.callOff(ctx.person, messageId, ["name-key"]);
    return showKey(ctx, ctx.match[1]);
  });

  composer.callbackQuery(carrying.raiseKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    await vault.keys.raise(ctx.person, id, ctx.claim());
    return showKey(ctx, id, "keys:raised");
  });

  composer.callbackQuery(carrying.deleteKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    const messageId = ctx.callbackQuery.message?.message_id ?? 0;
    if ((await vault.holdings(ctx.person)).keys.some((one) => one.id === id)) {
      // Its end is planned before it begins, so that no deleted key stays.
      await jobs.plan(ctx.person, { kind: "erase-key", messageId, keyId: id }, clock.now() + binLife);
      await vault.keys.delete(ctx.person, id, ctx.claim());
    }
    const deleted = (await vault.keys.deleted(ctx.person)).find((one) => one.id === id);
    return redraw(ctx, deleted === undefined ? noKeyScreen(t, "keys:gone") : deletedScreen(t, deleted));
  });

  composer.callbackQuery(carrying.restoreKey.pattern, async (ctx) => {
    const [, id = ""] = ctx.match;
    const deleted = (await vault.keys.deleted(ctx.person)).find((one) => one.id === id);
    if (deleted !== undefined) {
      const { keys: kept } = await vault.holdings(ctx.person);
      await vault.keys.restore(ctx.person, id, numbered(deleted.name, kept), ctx.claim());
      await callOffFor(deps, ctx.person, id, "erase-key");
    }
    const { keys: all } = await vault.holdings(ctx.person);
    const back = all.find((one) => one.id === id || deleted?.key.sameAs(one.key));
    return redraw(
      ctx,
      back === undefined ? erasedScreen(t, undefined) : keyScreen(t, all, back, "keys:deleted.undone"),
    );
  });
  return composer;
};

/** Nobody has restored the key: now it goes for good. */
export const eraseKey = async (
  { t, vault }: Pick<Deps, "t" | "vault">,
  chat: Chat,
  { messageId, keyId }: Extract<Job, { kind: "erase-key" | "name-key" }>,
): Promise<void> => {
  const name = await vault.keys.erase(chat.person, keyId);
  if (name !== undefined) await draw(chat, messageId, erasedScreen(t, name));
};
