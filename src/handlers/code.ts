import { Composer } from "grammy";
import { placeOf, unpackJourney, type Standing } from "../guide/walk.ts";
import { actions, carrying } from "../screens/actions.ts";
import { choiceScreen, codeScreen, expiredScreen, noKeyScreen, waitingScreen } from "../screens/code.ts";
import type { CodeSetting } from "../screens/code.ts";
import type { Screen } from "../screens/screen.ts";
import type { Context } from "../telegram/context.ts";
import type { Job, StoredKey } from "../vault/records.ts";
import type { Holdings } from "../vault/vault.ts";
import type { Deps } from "./deps.ts";
import { lastingCode } from "./lasting-code.ts";
import { draw, redraw, say, send, type Chat } from "./show.ts";
import { finishStepCode } from "./step-code.ts";

type CodeDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms a code must live on to be handed out (seed advice: 6 to 7 s). */
const leastLife = 7_000;
/** ms after which nobody waits for a promised code any more. */
const promiseLife = 60_000;

/** "kód", "kérek egy kódot", "/kód" and the like, as a whole message; Telegram takes no accents in commands. */
const asksForCode =
  /^\/?((kérem|kerem|kérek|kerek|kell|adj|küldj|kuldj) )?((a|az|egy) )?((új|uj|belépési|belepesi) )?k[óo]d(ot|om|omat)?( (kérek|kerek|kérem|kerem|kellene|kell))?\s*[.!?]*$/i;

/** Where the person goes on in the guide: nowhere when they have not begun it or are through. */
const onwardsFrom = (kept: string | undefined): Standing | undefined => {
  if (kept === undefined) return undefined;
  const { road, step } = unpackJourney(kept);
  return placeOf(road, step).next === undefined ? undefined : { road, step };
};

/** How a key's code is presented in this chat. */
export const settingFor = (stored: StoredKey, { keys, step }: Holdings): CodeSetting => ({
  keyId: stored.id,
  name: keys.length > 1 ? stored.name : undefined,
  onwards: onwardsFrom(step),
});

/** What to show for a key now, and what is to happen to that message when the code's time is over. */
const present = ({ t, clock }: CodeDeps, stored: StoredKey, setting: CodeSetting) => {
  const { code, waits, kind, due } = lastingCode(clock, stored, leastLife);
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
  setting: CodeSetting,
): Promise<void> => {
  const { screen, job, due } = present(deps, stored, setting);
  const messageId = await send(to, screen);
  await deps.jobs.plan(to.person, job(messageId), due);
};

/** The same in a message of ours. The end is planned before the digits are shown, so that they cannot stay. */
const drawCode = async (
  deps: CodeDeps,
  chat: Chat,
  messageId: number,
  stored: StoredKey,
  setting: CodeSetting,
): Promise<boolean> => {
  const { screen, job, due } = present(deps, stored, setting);
  await deps.jobs.plan(chat.person, job(messageId), due);
  return draw(chat, messageId, screen);
};

/** Gives the code of a chat's only key; asks which when there are several, and how to begin when there is none. */
const answerWithCode = async (deps: CodeDeps, ctx: Context): Promise<void> => {
  const holdings = await deps.vault.holdings(ctx.person);
  const [only, another] = holdings.keys;
  if (only === undefined) await say(ctx, noKeyScreen(deps.t, "code:none"));
  else if (another !== undefined) await say(ctx, choiceScreen(deps.t, holdings.keys));
  else await sendCode(deps, ctx, only, settingFor(only, holdings));
};

/** Codes on request, by command, word or button. */
export const code = (deps: CodeDeps): Composer<Context> => {
  const composer = new Composer<Context>();
  const answer = (ctx: Context) => answerWithCode(deps, ctx);
  composer.command("kod", answer);
  composer.hears(asksForCode, answer);
  composer.callbackQuery(actions.code, answer);

  composer.callbackQuery(carrying.codeHere.pattern, async (ctx) => {
    const messageId = ctx.callbackQuery.message?.message_id;
    const holdings = await deps.vault.holdings(ctx.person);
    const stored = holdings.keys.find(({ id }) => id === ctx.match[1]);
    if (stored === undefined) {
      await redraw(ctx, noKeyScreen(deps.t, "code:gone"));
      return;
    }
    const setting = settingFor(stored, holdings);
    const drawn = messageId !== undefined && (await drawCode(deps, ctx, messageId, stored, setting));
    if (!drawn) await sendCode(deps, ctx, stored, setting);
  });
  return composer;
};

/** Takes the digits of a code that has run out from the chat, and brings the code that was promised. */
export const finishCode = async (
  deps: CodeDeps,
  chat: Chat,
  { dueAt, job }: { dueAt: number; job: Extract<Job, { kind: "expire-code" | "deliver-code" }> },
): Promise<void> => {
  const { t, vault, clock } = deps;
  const holdings = await vault.holdings(chat.person);
  const stored = holdings.keys.find(({ id }) => id === job.keyId);
  const late = job.kind === "expire-code" || clock.now() - dueAt >= promiseLife;
  if (job.at !== undefined) {
    await finishStepCode(deps, chat, { messageId: job.messageId, at: job.at, stored, late });
  } else if (stored === undefined) {
    await draw(chat, job.messageId, noKeyScreen(t, "code:gone"));
  } else if (late) {
    await draw(chat, job.messageId, expiredScreen(t, settingFor(stored, holdings)));
  } else {
    await drawCode(deps, chat, job.messageId, stored, settingFor(stored, holdings));
  }
};
