import { Composer } from "grammy";
import { callbacksWithArgs, fixedCallbacks } from "../../chat/callback-data.ts";
import { reply, respond, send } from "../../chat/reply.ts";
import { pressedMessageId } from "../../chat/reply-target.ts";
import type { Screen } from "../../chat/screen.ts";
import { devices, type Device } from "../../guide/device.ts";
import { isFork } from "../../guide/roads.ts";
import { isPortal, stepOf } from "../../guide/steps.ts";
import { isTrouble, type TroubleId } from "../../guide/troubles.ts";
import { asksDevice, isBehindKey, keyStepOf, placeOf, type Place } from "../../guide/walk.ts";
import type { Context } from "../../telegram/context.ts";
import { dropJobsOfMessage, setStep, type ContentsChange } from "../../vault/changes.ts";
import type { ChatContents } from "../../vault/chat-contents.ts";
import type { Deps } from "../deps.ts";
import { lastShown } from "../questions/memory.ts";
import { rivalOf } from "../receive-key/rival-key.ts";
import { replaceScreen } from "../receive-key/screens.ts";
import { forkScreen } from "./fork-screen.ts";
import { hasKeyFor, journeyOf, journeyTo, keyNames } from "./journey.ts";
import { answerStepCode, codeJobKinds } from "./step-code.ts";
import { deviceQuestion, guideStep, lookAtStep, notYetScreen } from "./step-screen.ts";
import {
  askedTroubleScreen,
  describeScreen,
  refusedScreen,
  stuckScreen,
  troubleScreen,
  unseenScreen,
} from "./trouble-screens.ts";
import { isUnmistakable, typedWordIn, type TypedWord } from "./typed-words.ts";

type GuideDeps = Pick<Deps, "t" | "clock" | "metrics">;

/** The message of the pressed button is about to show something else; no code may come into it any more. */
const dropCodeJobs = (ctx: Context): ContentsChange => dropJobsOfMessage(pressedMessageId(ctx), codeJobKinds);

/** Where the user stands, if they are in the guide. */
const standsAt = (contents: ChatContents): Place | undefined => {
  const journey = journeyOf(contents);
  return journey && placeOf(journey.road, journey.step);
};

/** A new key is in use at the end of a road, and the old one of the same account is of no use: asks what to do with it. */
const askAboutOldKey = async ({ t }: GuideDeps, ctx: Context, place: Place): Promise<void> => {
  const contents = await ctx.session.contents();
  const fresh = contents.keys.find(({ id }) => id === journeyOf(contents)?.keyId);
  const old = fresh && rivalOf(fresh, contents.keys);
  if (stepOf(place.step).givesCodes !== true || fresh === undefined || old === undefined) return;
  await send(ctx, replaceScreen(t, { newId: fresh.id, old, traces: undefined }));
};

/**
 * Shows a step and stores that the user is there; first asks for their kind of phone where that matters. Without the
 * key that the road needs, it shows how to send it instead.
 */
const goTo = async (
  deps: GuideDeps,
  ctx: Context,
  place: Place,
  { device, show = respond }: { device?: Device | undefined; show?: typeof respond } = {},
): Promise<void> => {
  const { t } = deps;
  const contents = await ctx.session.contents();
  const known = device ?? journeyOf(contents)?.device;
  if (known === undefined && asksDevice(place.road)) {
    await ctx.session.commit([dropCodeJobs(ctx)]);
    return show(ctx, deviceQuestion(t, place));
  }
  const shown = known ?? devices[0];
  if (isBehindKey(place) && !hasKeyFor(place.road, contents)) {
    const there = keyStepOf(place.road) ?? place;
    await ctx.session.commit([dropCodeJobs(ctx), setStep(journeyTo(there, contents, known))], { once: true });
    return show(ctx, notYetScreen(t, there, shown));
  }
  await ctx.session.commit([dropCodeJobs(ctx), setStep(journeyTo(place, contents, known))], { once: true });
  ctx.shown = `step:${place.step}`;
  await show(ctx, guideStep(t, place, { device: shown, keys: keyNames(contents) }));
  return askAboutOldKey(deps, ctx, place);
};

/** Shows a step to look at; the user's place stays. */
const lookAt = async (
  { t }: GuideDeps,
  ctx: Context,
  place: Place,
  show: typeof respond = respond,
): Promise<void> => {
  const contents = await ctx.session.contents();
  await ctx.session.commit([dropCodeJobs(ctx)]);
  const device = journeyOf(contents)?.device ?? devices[0];
  ctx.shown = `step:${place.step}`;
  return show(ctx, lookAtStep(t, place, { device, stands: standsAt(contents) }));
};

/** Shows a question of the guide, or a side road's advice. */
export const showFork = async (
  { t }: Pick<GuideDeps, "t">,
  ctx: Context,
  id: string | undefined,
): Promise<void> => {
  await ctx.session.commit([dropCodeJobs(ctx)]);
  const fork = isFork(id) ? id : "way";
  ctx.shown = `fork:${fork}`;
  return respond(ctx, forkScreen(t, fork, ctx.me.username));
};

/** Shows a step of the guide in a new message: to stand there if that is the user's place or they have none, else to look at. */
export const showStep = async (deps: GuideDeps, ctx: Context, place: Place): Promise<void> => {
  const stands = standsAt(await ctx.session.contents());
  const isHere = stands === undefined || (stands.road === place.road && stands.step === place.step);
  return isHere ? goTo(deps, ctx, place, { show: reply }) : lookAt(deps, ctx, place, reply);
};

/** Shows a trouble that the user has asked about, wherever they stand in the guide. */
export const showTrouble = async (
  { t }: Pick<GuideDeps, "t">,
  ctx: Context,
  id: TroubleId,
): Promise<void> => {
  const journey = journeyOf(await ctx.session.contents());
  ctx.shown = `trouble:${id}`;
  return respond(ctx, askedTroubleScreen(t, id, journey));
};

/** Continues the guide where it was left; without a button in a new message. */
export const resumeGuide = async (deps: Pick<GuideDeps, "t">, ctx: Context): Promise<void> => {
  const { t } = deps;
  const contents = await ctx.session.contents();
  const place = standsAt(contents);
  if (place === undefined) return showFork(deps, ctx, "way");
  await ctx.session.commit([dropCodeJobs(ctx)]);
  const device = journeyOf(contents)?.device;
  if (device === undefined && asksDevice(place.road)) return respond(ctx, deviceQuestion(t, place));
  const view = { device: device ?? devices[0], resumed: true, keys: keyNames(contents) };
  ctx.shown = `step:${place.step}`;
  return respond(ctx, guideStep(t, place, view));
};

/** Whether what was shown last leaves a word like "igen" to the step: a part of the guide, a code, or nothing lately. */
const isPartOfGuide = (shown: string | undefined): boolean =>
  shown === undefined || /^(step|trouble|fork|command):/.test(shown);

/** The roads to Ügyfélkapu+ and around it, in one message that changes. */
export const guideHandler = (deps: GuideDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  const fork = (ctx: Context, id: string | undefined) => showFork(deps, ctx, id);
  composer.callbackQuery(fixedCallbacks.planB, (ctx) => fork(ctx, "way"));
  composer.callbackQuery(callbacksWithArgs.fork.pattern, (ctx) => fork(ctx, ctx.match[1]));

  const resume = (ctx: Context) => resumeGuide(deps, ctx);
  composer.command("utmutato", resume);
  composer.hears(
    /^\/?(útmutató|utmutato|(?:na jó,? |na jo,? |jó,? |jo,? |akkor )?(?:kezdjük|kezdjuk|kezdhetjük|kezdhetjuk|próbáljuk|probaljuk)(?: el| meg)?|hol tartottunk|hol tartottam|hol tartok|hol vagyok most)[.!? ]*$/i,
    resume,
  );
  composer.callbackQuery(fixedCallbacks.resumeGuide, resume);

  composer.callbackQuery(callbacksWithArgs.step.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(callbacksWithArgs.stepBelow.pattern, (ctx) =>
    showStep(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(callbacksWithArgs.look.pattern, (ctx) =>
    lookAt(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(callbacksWithArgs.device.pattern, (ctx) => {
    const [, chosen, road, step] = ctx.match;
    return goTo(deps, ctx, placeOf(road, step), { device: devices.find((known) => known === chosen) });
  });
  composer.callbackQuery(callbacksWithArgs.askDevice.pattern, (ctx) =>
    respond(ctx, deviceQuestion(t, placeOf(ctx.match[1], ctx.match[2]))),
  );

  /** Answers in the step's message, with a way back to the step. */
  const beside =
    (screen: (place: Place, device: Device, chatId: number) => Screen) =>
    async (ctx: Context, road: string | undefined, step: string | undefined) => {
      await ctx.session.commit([dropCodeJobs(ctx)]);
      const device = journeyOf(await ctx.session.contents())?.device ?? devices[0];
      return respond(ctx, screen(placeOf(road, step), device, ctx.chatId));
    };
  const stuck = beside((place, device) => stuckScreen(t, place, device));
  composer.callbackQuery(callbacksWithArgs.stuck.pattern, (ctx) => stuck(ctx, ctx.match[1], ctx.match[2]));
  const refused = beside((place, device) => refusedScreen(t, place, device));
  composer.callbackQuery(callbacksWithArgs.refused.pattern, (ctx) =>
    refused(ctx, ctx.match[1], ctx.match[2]),
  );
  const describe = beside((place, device) => describeScreen(t, place, device));
  composer.callbackQuery(callbacksWithArgs.describe.pattern, (ctx) =>
    describe(ctx, ctx.match[1], ctx.match[2]),
  );

  const unseen = beside((place, device, chatId) => {
    const { step } = place;
    if (!isPortal(step)) return stuckScreen(t, place, device);
    deps.metrics.guideUnseen(step, chatId);
    return unseenScreen(t, { ...place, step }, device);
  });
  composer.callbackQuery(callbacksWithArgs.unseen.pattern, (ctx) => unseen(ctx, ctx.match[1], ctx.match[2]));

  composer.callbackQuery(callbacksWithArgs.trouble.pattern, (ctx) => {
    const [, id, road, step] = ctx.match;
    if (isTrouble(id)) ctx.shown = `trouble:${id}`;
    const answer = beside((place, device) =>
      isTrouble(id) ? troubleScreen(t, place, device, id) : stuckScreen(t, place, device),
    );
    return answer(ctx, road, step);
  });

  composer.callbackQuery(callbacksWithArgs.askedTrouble.pattern, (ctx) => {
    const [, id] = ctx.match;
    return isTrouble(id) ? showTrouble(deps, ctx, id) : resume(ctx);
  });

  composer.callbackQuery(callbacksWithArgs.stepCode.pattern, (ctx) =>
    answerStepCode(deps, ctx, placeOf(ctx.match[1], ctx.match[2]), undefined),
  );
  composer.callbackQuery(callbacksWithArgs.stepCodeOf.pattern, (ctx) =>
    answerStepCode(deps, ctx, placeOf(ctx.match[2], ctx.match[3]), ctx.match[1]),
  );

  /** The word stands on a button of the step where the user is: does what that button does. */
  const press = (word: TypedWord, ctx: Context, { road, step, back, next }: Place): Promise<void> => {
    const lead = (to: string | undefined): Promise<void> => {
      if (to === undefined) return resume(ctx);
      return isFork(to) ? fork(ctx, to) : goTo(deps, ctx, placeOf(road, to));
    };
    switch (word) {
      case "next":
        return lead(next);
      case "back":
        return lead(back);
      case "no":
        return stepOf(step).refusals === undefined ? resume(ctx) : refused(ctx, road, step);
      case "stuck":
        return stuck(ctx, road, step);
      case "unseen":
        return unseen(ctx, road, step);
      case "again":
        return resume(ctx);
    }
  };
  composer.on("message:text", async (ctx, next) => {
    const word = typedWordIn(ctx.message.text);
    if (word === undefined) return next();
    const contents = await ctx.session.contents();
    const place = standsAt(contents);
    // A user who is asked for a name may call a key "kész"; and there is another question about digits.
    const isAskedElse =
      contents.undecidedDigits.length > 0 || contents.jobs.some(({ job }) => job.kind === "name-key");
    if (place === undefined || isAskedElse) return next();
    // A user who corrects a word does not mean it twice.
    if (ctx.message.edit_date !== undefined) return undefined;
    const isStepShown = isPartOfGuide(lastShown(contents, deps.clock.now()));
    if (isStepShown || isUnmistakable(ctx.message.text)) return press(word, ctx, place);
    // Below an answer, "igen" is no button of the step, and "értem" is said of the answer.
    return word === "next" || word === "no" ? resume(ctx) : next();
  });
  return composer;
};
