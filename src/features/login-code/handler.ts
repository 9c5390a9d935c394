import { Composer } from "grammy";
import { isAtEnd, keyStepOf, placeOf, unpackJourney, type StepRef } from "../../guide/walk.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import {
  choiceScreen,
  codeScreen,
  expiredScreen,
  largeCodeText,
  noKeyScreen,
  stillReadingScreen,
  waitingScreen,
  type CodeContext,
} from "./screens.ts";
import type { Screen } from "../../chat/screen.ts";
import type { Context } from "../../telegram/context.ts";
import { dropJobsOfMessage, scheduleJob } from "../../vault/changes.ts";
import { findById, type ChatContents } from "../../vault/chat-contents.ts";
import type { CommitOptions } from "../../vault/chat-session.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import type { Deps } from "../deps.ts";
import { forgetShown } from "../questions/memory.ts";
import { typedWordIn } from "../guide/typed-words.ts";
import { keysNamedIn, requestsAnotherCode, requestsCode } from "./code-words.ts";
import { usableCode, type UsableCode } from "./usable-code.ts";
import { edit, respond, reply, send } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";
import { codeJobKinds, expireOrDeliverStepCode } from "../guide/step-code.ts";

type SendDeps = Pick<Deps, "t" | "clock" | "metrics">;
type CodeDeps = SendDeps & Pick<Deps, "richMessages">;

/**
 * How long a code must remain valid to be shown. `resized`: when the user changes the size of a code that is shown
 * already, and so is about to type it.
 */
export const minValidityMs = { asked: 20_000, resized: 15_000 } as const;
/** After this long the user no longer waits for a promised code. */
const promiseTtlMs = 60_000;

/** "kód", "kérem a kódot", "/kód" and the like, as a whole message; Telegram takes no accents in commands. */
const asksForCode =
  /^\/?((kérem|kerem|kérek|kerek|kell|adj|add|küldj|kuldj|küldd|kuldd|nem jön|nem jon) )?((a|az|egy) )?((új|uj|belépési|belepesi|mai|friss) )?k[óo]d(ot|om|omat)?( (kérek|kerek|kérem|kerem|kellene|kell))?\s*[.!?]*$/i;

/** What users call the code, or want it for, as a whole message. */
const meansCode =
  /^((kell|kérem|kerem|kérek|kerek|küldd|kuldd) )?(a )?(szám|szam|számot|szamot|hat szám|hat szam|hat számot|hat szamot|számok|szamok)( (kell|kérek|kerek))?\s*[.!?]*$|^(be)?l[ée]pn[ée]k( be)?\s*[.!?]*$/i;

/** Where the user goes on in the guide, unless they have not started it or have finished. */
const onwardsFrom = (kept: string | undefined): StepRef | undefined => {
  if (kept === undefined) return undefined;
  const { road, step } = unpackJourney(kept);
  return isAtEnd(placeOf(road, step)) ? undefined : { road, step };
};

/** How a key's code is presented in this chat. */
const codeContextOf = (
  stored: StoredKey,
  { keys, step }: ChatContents,
  size: CodeContext["size"],
): CodeContext => ({
  keyId: stored.id,
  name: keys.length > 1 ? stored.name : undefined,
  onwards: onwardsFrom(step),
  size,
});

const sizeOf = ({ richMessages }: CodeDeps, isLarge: boolean): CodeContext["size"] => {
  if (richMessages.areUnknown) return "fixed";
  return isLarge ? "large" : "usual";
};

/** What to show for a key now. */
const screenOf = ({ t, clock }: SendDeps, { code, waits }: UsableCode, context: CodeContext): Screen =>
  waits ? waitingScreen(t, code.secondsLeft, context) : codeScreen(t, code, context, clock.isWrong());

/**
 * Sends the current code as a new message, or says that the next is coming.
 * @param options of the commit that plans the code's end
 */
export const sendCode = async (
  deps: SendDeps,
  target: ReplyTarget,
  stored: StoredKey,
  options: CommitOptions = {},
): Promise<void> => {
  const context = codeContextOf(stored, await target.session.contents(), "usual");
  const usable = usableCode(deps, stored, minValidityMs.asked);
  const messageId = await send(target, screenOf(deps, usable, context));
  const job: Job = { kind: usable.kind, messageId, keyId: stored.id };
  // The code's own job tells that it was shown last.
  await target.session.commit([forgetShown, scheduleJob(job, usable.due)], options);
};

/** How a code is shown in a message of ours. */
interface CodeEdit {
  readonly messageId: number;
  readonly stored: StoredKey;
  readonly isLarge: boolean;
  /** In ms. */
  readonly minValidityMs: number;
}

/** Shows a code in a message of ours. Its end is durable before the digits are visible, so that they cannot stay. */
const editCode = async (
  deps: CodeDeps,
  target: ReplyTarget,
  { messageId, stored, isLarge, minValidityMs }: CodeEdit,
): Promise<boolean> => {
  const { t, clock, richMessages } = deps;
  const context = codeContextOf(stored, await target.session.contents(), sizeOf(deps, isLarge));
  const usable = usableCode(deps, stored, minValidityMs);
  const job: Job = { kind: usable.kind, messageId, keyId: stored.id, ...(isLarge ? { large: true } : {}) };
  await target.session.commit([dropJobsOfMessage(messageId, codeJobKinds), scheduleJob(job, usable.due)]);
  const screen = screenOf(deps, usable, context);
  if (usable.waits || context.size !== "large") return edit(target, messageId, screen);
  const html = largeCodeText(t, { code: usable.code, name: context.name, doubtful: clock.isWrong() });
  const outcome = await richMessages.edit(target, messageId, html, screen);
  if (outcome !== "refused") return outcome === "shown";
  return edit(target, messageId, screenOf(deps, usable, { ...context, size: "fixed" }));
};

/** Sends the code of a chat's only key; asks which if there are several, and how to start if there is none. */
export const answerWithCode = async (deps: SendDeps, ctx: Context): Promise<void> => {
  const { keys, step, jobs } = await ctx.session.contents();
  const [only, another] = keys;
  if (only === undefined && jobs.some(({ job }) => job.kind === "read-picture")) {
    await reply(ctx, stillReadingScreen(deps.t));
  } else if (only === undefined) {
    const sendAt = step === undefined ? undefined : keyStepOf(unpackJourney(step).road);
    await reply(ctx, noKeyScreen(deps.t, "code:none", sendAt));
  } else if (another !== undefined) await reply(ctx, choiceScreen(deps.t, keys));
  else await sendCode(deps, replyTargetOf(ctx), only, { completesUpdate: true });
};

/** Codes on request, by command, word or button. */
export const loginCodeHandler = (deps: CodeDeps): Composer<Context> => {
  const composer = new Composer<Context>();
  const answer = (ctx: Context) => answerWithCode(deps, ctx);
  composer.command("kod", answer);
  composer.hears([asksForCode, meansCode], answer);
  composer.callbackQuery(fixedCallbacks.code, answer);

  composer.on("message:text", async (ctx, next) => {
    const { text } = ctx.message;
    if (text.startsWith("/")) return next();
    if (requestsCode(text)) return answer(ctx);
    const { keys, jobs } = await ctx.session.contents();
    // Without a key, "újat kérek" is about a QR code.
    if (keys.length > 0 && requestsAnotherCode(text)) return answer(ctx);
    // A user who is asked for a name may give two keys the same, and a key may be called "kész".
    const isAskedForName = jobs.some(({ job }) => job.kind === "name-key");
    const [named, another] = isAskedForName || typedWordIn(text) !== undefined ? [] : keysNamedIn(text, keys);
    if (named === undefined) return next();
    if (another !== undefined) return reply(ctx, choiceScreen(deps.t, keys));
    return sendCode(deps, replyTargetOf(ctx), named, { completesUpdate: true });
  });

  const answerHere = async (ctx: Context & { match: string | RegExpMatchArray }, isLarge: boolean) => {
    const messageId = pressedMessageId(ctx);
    const { keys, jobs } = await ctx.session.contents();
    const stored = findById(keys, ctx.match[1]);
    if (stored === undefined) return respond(ctx, noKeyScreen(deps.t, "code:gone"));
    const target = replyTargetOf(ctx);
    const isResized = jobs.some(({ job }) => job.kind === "expire-code" && job.messageId === messageId);
    const validity = isResized ? minValidityMs.resized : minValidityMs.asked;
    const isShown =
      messageId !== undefined &&
      (await editCode(deps, target, { messageId, stored, isLarge, minValidityMs: validity }));
    if (!isShown) await sendCode(deps, target, stored, { completesUpdate: true });
  };
  composer.callbackQuery(callbacksWithArgs.codeHere.pattern, (ctx) => answerHere(ctx, false));
  composer.callbackQuery(callbacksWithArgs.largeCodeHere.pattern, (ctx) => answerHere(ctx, true));
  return composer;
};

/** Removes the digits of an expired code from the chat, and delivers the code that was promised. */
export const expireOrDeliverCode = async (
  deps: CodeDeps,
  target: ReplyTarget,
  { dueAt, job }: { dueAt: number; job: Extract<Job, { kind: "expire-code" | "deliver-code" }> },
): Promise<void> => {
  const { t, clock } = deps;
  const contents = await target.session.contents();
  const stored = findById(contents.keys, job.keyId);
  const isLate = job.kind === "expire-code" || clock.now() - dueAt >= promiseTtlMs;
  if (job.at !== undefined) {
    await expireOrDeliverStepCode(deps, target, { messageId: job.messageId, at: job.at, stored, isLate });
  } else if (stored === undefined) {
    await edit(target, job.messageId, noKeyScreen(t, "code:gone"));
  } else if (isLate) {
    const size = sizeOf(deps, job.large === true);
    await edit(target, job.messageId, expiredScreen(t, codeContextOf(stored, contents, size)));
  } else {
    const { messageId, large = false } = job;
    await editCode(deps, target, { messageId, stored, isLarge: large, minValidityMs: minValidityMs.asked });
  }
};
