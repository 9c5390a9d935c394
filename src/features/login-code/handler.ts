import { Composer } from "grammy";
import { placeOf, unpackJourney, type StepRef } from "../../guide/walk.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import {
  choiceScreen,
  codeScreen,
  expiredScreen,
  noKeyScreen,
  waitingScreen,
  type CodeContext,
} from "./screens.ts";
import type { Screen } from "../../chat/screen.ts";
import type { Context } from "../../telegram/context.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import type { Holdings } from "../../vault/vault.ts";
import type { Deps } from "../deps.ts";
import { usableCode } from "./usable-code.ts";
import { edit, respond, reply, send, type Chat } from "../../chat/reply.ts";
import { runStepCodeJob } from "../guide/step-code.ts";

type CodeDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms a code must live on to be handed out (seed advice: 6 to 7 s). */
const minValidityMs = 7_000;
/** ms after which nobody waits for a promised code any more. */
const promiseTtlMs = 60_000;

/** "kód", "kérek egy kódot", "/kód" and the like, as a whole message; Telegram takes no accents in commands. */
const asksForCode =
  /^\/?((kérem|kerem|kérek|kerek|kell|adj|küldj|kuldj) )?((a|az|egy) )?((új|uj|belépési|belepesi) )?k[óo]d(ot|om|omat)?( (kérek|kerek|kérem|kerem|kellene|kell))?\s*[.!?]*$/i;

/** Where the person goes on in the guide: nowhere when they have not begun it or are through. */
const onwardsFrom = (kept: string | undefined): StepRef | undefined => {
  if (kept === undefined) return undefined;
  const { road, step } = unpackJourney(kept);
  return placeOf(road, step).next === undefined ? undefined : { road, step };
};

/** How a key's code is presented in this chat. */
export const codeContextOf = (stored: StoredKey, { keys, step }: Holdings): CodeContext => ({
  keyId: stored.id,
  name: keys.length > 1 ? stored.name : undefined,
  onwards: onwardsFrom(step),
});

/** What to show for a key now, and what is to happen to that message when the code's time is over. */
const presentCode = ({ t, clock }: CodeDeps, stored: StoredKey, setting: CodeContext) => {
  const { code, waits, kind, due } = usableCode(clock, stored, minValidityMs);
  const screen: Screen = waits
    ? waitingScreen(t, code.secondsLeft, setting)
    : codeScreen(t, code, setting, clock.isWrong());
  const job = (messageId: number): Job => ({ kind, messageId, keyId: stored.id });
  return { screen, job, due };
};

/** Sends the current code as a new message, or says that the next is coming. */
export const sendCode = async (
  deps: CodeDeps,
  to: Chat,
  stored: StoredKey,
  setting: CodeContext,
): Promise<void> => {
  const { screen, job, due } = presentCode(deps, stored, setting);
  const messageId = await send(to, screen);
  await deps.jobs.schedule(to.chatId, job(messageId), due);
};

/** The same in a message of ours. The end is planned before the digits are shown, so that they cannot stay. */
const editCode = async (
  deps: CodeDeps,
  chat: Chat,
  messageId: number,
  stored: StoredKey,
  setting: CodeContext,
): Promise<boolean> => {
  const { screen, job, due } = presentCode(deps, stored, setting);
  await deps.jobs.schedule(chat.chatId, job(messageId), due);
  return edit(chat, messageId, screen);
};

/** Gives the code of a chat's only key; asks which when there are several, and how to begin when there is none. */
const answerWithCode = async (deps: CodeDeps, ctx: Context): Promise<void> => {
  const holdings = await deps.vault.contents(ctx.chatId);
  const [only, another] = holdings.keys;
  if (only === undefined) await reply(ctx, noKeyScreen(deps.t, "code:none"));
  else if (another !== undefined) await reply(ctx, choiceScreen(deps.t, holdings.keys));
  else await sendCode(deps, ctx, only, codeContextOf(only, holdings));
};

/** Codes on request, by command, word or button. */
export const loginCodeHandler = (deps: CodeDeps): Composer<Context> => {
  const composer = new Composer<Context>();
  const answer = (ctx: Context) => answerWithCode(deps, ctx);
  composer.command("kod", answer);
  composer.hears(asksForCode, answer);
  composer.callbackQuery(fixedCallbacks.code, answer);

  composer.callbackQuery(callbacksWithArgs.codeHere.pattern, async (ctx) => {
    const messageId = ctx.callbackQuery.message?.message_id;
    const holdings = await deps.vault.contents(ctx.chatId);
    const stored = holdings.keys.find(({ id }) => id === ctx.match[1]);
    if (stored === undefined) {
      await respond(ctx, noKeyScreen(deps.t, "code:gone"));
      return;
    }
    const setting = codeContextOf(stored, holdings);
    const drawn = messageId !== undefined && (await editCode(deps, ctx, messageId, stored, setting));
    if (!drawn) await sendCode(deps, ctx, stored, setting);
  });
  return composer;
};

/** Takes the digits of a code that has run out from the chat, and brings the code that was promised. */
export const runCodeJob = async (
  deps: CodeDeps,
  chat: Chat,
  { dueAt, job }: { dueAt: number; job: Extract<Job, { kind: "expire-code" | "deliver-code" }> },
): Promise<void> => {
  const { t, vault, clock } = deps;
  const holdings = await vault.contents(chat.chatId);
  const stored = holdings.keys.find(({ id }) => id === job.keyId);
  const late = job.kind === "expire-code" || clock.now() - dueAt >= promiseTtlMs;
  if (job.at !== undefined) {
    await runStepCodeJob(deps, chat, { messageId: job.messageId, at: job.at, stored, late });
  } else if (stored === undefined) {
    await edit(chat, job.messageId, noKeyScreen(t, "code:gone"));
  } else if (late) {
    await edit(chat, job.messageId, expiredScreen(t, codeContextOf(stored, holdings)));
  } else {
    await editCode(deps, chat, job.messageId, stored, codeContextOf(stored, holdings));
  }
};
