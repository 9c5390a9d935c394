import { Composer } from "grammy";
import { callbacksWithArgs, fixedCallbacks } from "../../chat/callback-data.ts";
import { reply, respond, send } from "../../chat/reply.ts";
import { pressedMessageId } from "../../chat/reply-target.ts";
import type { Screen } from "../../chat/screen.ts";
import { devices, type Device } from "../../guide/device.ts";
import { isFork } from "../../guide/roads.ts";
import { isPortal, stepOf } from "../../guide/steps.ts";
import { isTrouble } from "../../guide/troubles.ts";
import { asksDevice, isBehindKey, keyStepOf, placeOf, type Place } from "../../guide/walk.ts";
import type { Context } from "../../telegram/context.ts";
import { dropJobsOfMessage, setStep, type ContentsChange } from "../../vault/changes.ts";
import type { ChatContents } from "../../vault/chat-contents.ts";
import type { Deps } from "../deps.ts";
import { rivalOf } from "../receive-key/rival-key.ts";
import { replaceScreen } from "../receive-key/screens.ts";
import { forkScreen } from "./fork-screen.ts";
import { hasKeyFor, journeyOf, journeyTo, keyNames } from "./journey.ts";
import { answerStepCode, codeJobKinds } from "./step-code.ts";
import { deviceQuestion, guideStep, lookAtStep, notYetScreen } from "./step-screen.ts";
import {
  describeScreen,
  refusedScreen,
  stuckScreen,
  troubleScreen,
  unseenScreen,
} from "./trouble-screens.ts";
import { typedWordIn, type TypedWord } from "./typed-words.ts";

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
  return show(ctx, lookAtStep(t, place, { device, stands: standsAt(contents) }));
};

/** The roads to Ügyfélkapu+ and around it, in one message that changes. */
export const guideHandler = (deps: GuideDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  const fork = async (ctx: Context, id: string | undefined) => {
    await ctx.session.commit([dropCodeJobs(ctx)]);
    return respond(ctx, forkScreen(t, isFork(id) ? id : "way", ctx.me.username));
  };
  composer.callbackQuery(fixedCallbacks.planB, (ctx) => fork(ctx, "way"));
  composer.callbackQuery(callbacksWithArgs.fork.pattern, (ctx) => fork(ctx, ctx.match[1]));

  const resume = async (ctx: Context) => {
    const contents = await ctx.session.contents();
    const place = standsAt(contents);
    // Without a button this sends a new message.
    if (place === undefined) return fork(ctx, "way");
    await ctx.session.commit([dropCodeJobs(ctx)]);
    const device = journeyOf(contents)?.device;
    if (device === undefined && asksDevice(place.road)) return respond(ctx, deviceQuestion(t, place));
    const view = { device: device ?? devices[0], resumed: true, keys: keyNames(contents) };
    return respond(ctx, guideStep(t, place, view));
  };
  composer.command("utmutato", resume);
  composer.hears(/^\/?(útmutató|utmutato|kezdjük|kezdjuk|hol tartottunk\??)[.!?]*$/i, resume);
  composer.callbackQuery(fixedCallbacks.resumeGuide, resume);

  composer.callbackQuery(callbacksWithArgs.step.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(callbacksWithArgs.stepBelow.pattern, async (ctx) => {
    const place = placeOf(ctx.match[1], ctx.match[2]);
    const stands = standsAt(await ctx.session.contents());
    const isHere = stands === undefined || (stands.road === place.road && stands.step === place.step);
    return isHere ? goTo(deps, ctx, place, { show: reply }) : lookAt(deps, ctx, place, reply);
  });
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
    (screen: (place: Place, device: Device) => Screen) =>
    async (ctx: Context, road: string | undefined, step: string | undefined) => {
      await ctx.session.commit([dropCodeJobs(ctx)]);
      const device = journeyOf(await ctx.session.contents())?.device ?? devices[0];
      return respond(ctx, screen(placeOf(road, step), device));
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

  const unseen = beside((place, device) => {
    const { step } = place;
    if (!isPortal(step)) return stuckScreen(t, place, device);
    deps.metrics.guideUnseen(step);
    return unseenScreen(t, { ...place, step }, device);
  });
  composer.callbackQuery(callbacksWithArgs.unseen.pattern, (ctx) => unseen(ctx, ctx.match[1], ctx.match[2]));

  composer.callbackQuery(callbacksWithArgs.trouble.pattern, (ctx) => {
    const [, id, road, step] = ctx.match;
    const answer = beside((place, device) =>
      isTrouble(id) ? troubleScreen(t, place, device, id) : stuckScreen(t, place, device),
    );
    return answer(ctx, road, step);
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
    // A user who is asked for a name may call a key "kész".
    const isAskedForName = contents.jobs.some(({ job }) => job.kind === "name-key");
    if (place === undefined || isAskedForName) return next();
    // A user who corrects a word does not mean it twice.
    return ctx.message.edit_date === undefined ? press(word, ctx, place) : undefined;
  });
  return composer;
};
