import { Composer } from "grammy";
import { isFork } from "../../guide/roads.ts";
import { isPortal } from "../../guide/steps.ts";
import { devices, type Device } from "../../guide/device.ts";
import { isTrouble } from "../../guide/troubles.ts";
import { asksDevice, packJourney, placeOf, unpackJourney, type Place } from "../../guide/walk.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { forkScreen } from "./fork-screen.ts";
import { deviceQuestion, guideStep } from "./step-screen.ts";
import type { Screen } from "../../chat/screen.ts";
import {
  describeScreen,
  refusedScreen,
  stuckScreen,
  troubleScreen,
  unseenScreen,
} from "./trouble-screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond, reply } from "../../chat/reply.ts";
import { pressedMessageId } from "../../chat/reply-target.ts";
import { dropJobsOfMessage, setStep, type ContentsChange } from "../../vault/changes.ts";
import { answerStepCode, codeJobKinds } from "./step-code.ts";

type GuideDeps = Pick<Deps, "t" | "clock" | "metrics">;

/** The message of the pressed button is about to show something else; no code may come into it any more. */
const dropCodeJobs = (ctx: Context): ContentsChange => dropJobsOfMessage(pressedMessageId(ctx), codeJobKinds);

/** The user's kind of phone, if they have told us. */
const deviceOf = async ({ session }: Context): Promise<Device | undefined> => {
  const { step } = await session.contents();
  return step === undefined ? undefined : unpackJourney(step).device;
};

/** Shows a step and stores that the user is there; first asks for their kind of phone where that matters. */
const goTo = async (
  { t }: GuideDeps,
  ctx: Context,
  place: Place,
  { device, show = respond }: { device?: Device | undefined; show?: typeof respond } = {},
): Promise<void> => {
  const known = device ?? (await deviceOf(ctx));
  if (known === undefined && asksDevice(place.road)) {
    await ctx.session.commit([dropCodeJobs(ctx)]);
    return show(ctx, deviceQuestion(t, place));
  }
  const { road, step } = place;
  const journey = packJourney({ road, step, device: known });
  await ctx.session.commit([dropCodeJobs(ctx), setStep(journey)], { once: true });
  return show(ctx, guideStep(t, place, { device: known ?? devices[0] }));
};

/** The roads to Ügyfélkapu+ and around it, in one message that changes. */
export const guideHandler = (deps: GuideDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  const resume = async (ctx: Context) => {
    const { step } = await ctx.session.contents();
    await ctx.session.commit([dropCodeJobs(ctx)]);
    // Without a button this sends a new message.
    if (step === undefined) return respond(ctx, forkScreen(t, "account"));
    const { road, step: at, device } = unpackJourney(step);
    const place = placeOf(road, at);
    if (device === undefined && asksDevice(road)) return respond(ctx, deviceQuestion(t, place));
    return respond(ctx, guideStep(t, place, { device: device ?? devices[0], resumed: true }));
  };
  composer.command("utmutato", resume);
  composer.hears(/^\/?(útmutató|utmutato|kezdjük|kezdjuk)[.!?]*$/i, resume);
  composer.callbackQuery(fixedCallbacks.resumeGuide, resume);

  const fork = async (ctx: Context, id: string | undefined) => {
    await ctx.session.commit([dropCodeJobs(ctx)]);
    return respond(ctx, forkScreen(t, isFork(id) ? id : "account"));
  };
  composer.callbackQuery(fixedCallbacks.planB, (ctx) => fork(ctx, "way"));
  composer.callbackQuery(callbacksWithArgs.fork.pattern, (ctx) => fork(ctx, ctx.match[1]));

  composer.callbackQuery(callbacksWithArgs.step.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(callbacksWithArgs.stepBelow.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2]), { show: reply }),
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
      return respond(ctx, screen(placeOf(road, step), (await deviceOf(ctx)) ?? devices[0]));
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
  return composer;
};
