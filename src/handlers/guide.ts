import { Composer } from "grammy";
import { isFork } from "../guide/roads.ts";
import { devices, isPortal, type Device } from "../guide/steps.ts";
import { isTrouble } from "../guide/troubles.ts";
import { asksDevice, packJourney, placeOf, unpackJourney, type Place } from "../guide/walk.ts";
import { actions, carrying } from "../screens/actions.ts";
import { forkScreen } from "../screens/forks.ts";
import { deviceQuestion, guideStep } from "../screens/guide.ts";
import type { Screen } from "../screens/screen.ts";
import {
  describeScreen,
  refusedScreen,
  stuckScreen,
  troubleScreen,
  unseenScreen,
} from "../screens/troubles.ts";
import type { Context } from "../telegram/context.ts";
import type { Deps } from "./deps.ts";
import { redraw, say } from "./show.ts";
import { answerStepCode } from "./step-code.ts";

type GuideDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock" | "metrics">;

/** The message of the pressed button is about to show something else; no code may come into it any more. */
const takeMessage = async ({ jobs }: GuideDeps, { person, callbackQuery }: Context): Promise<void> => {
  const messageId = callbackQuery?.message?.message_id;
  if (messageId !== undefined) await jobs.callOff(person, messageId, ["expire-code", "deliver-code"]);
};

/** The kind of phone a person has told us of. */
const deviceOf = async ({ vault }: GuideDeps, person: number): Promise<Device | undefined> => {
  const { step } = await vault.holdings(person);
  return step === undefined ? undefined : unpackJourney(step).device;
};

/** Shows a step and notes that the person stands there; asks first what phone it is where that matters. */
const goTo = async (
  deps: GuideDeps,
  ctx: Context,
  place: Place,
  { device, show = redraw }: { device?: Device | undefined; show?: typeof redraw } = {},
): Promise<void> => {
  const known = device ?? (await deviceOf(deps, ctx.person));
  await takeMessage(deps, ctx);
  if (known === undefined && asksDevice(place.road)) return show(ctx, deviceQuestion(deps.t, place));
  const { road, step } = place;
  await deps.vault.setStep(ctx.person, packJourney({ road, step, device: known }), ctx.claim());
  return show(ctx, guideStep(deps.t, place, { device: known ?? devices[0] }));
};

/** The roads to Ügyfélkapu+ and around it, in one message that changes. */
export const guide = (deps: GuideDeps): Composer<Context> => {
  const { t, vault } = deps;
  const composer = new Composer<Context>();

  const resume = async (ctx: Context) => {
    const { step } = await vault.holdings(ctx.person);
    await takeMessage(deps, ctx);
    // Without a button this sends a new message.
    if (step === undefined) return redraw(ctx, forkScreen(t, "account"));
    const { road, step: at, device } = unpackJourney(step);
    const place = placeOf(road, at);
    if (device === undefined && asksDevice(road)) return redraw(ctx, deviceQuestion(t, place));
    return redraw(ctx, guideStep(t, place, { device: device ?? devices[0], resumed: true }));
  };
  composer.command("utmutato", resume);
  composer.hears(/^\/?(útmutató|utmutato|kezdjük|kezdjuk)[.!?]*$/i, resume);
  composer.callbackQuery(actions.resumeGuide, resume);

  const fork = async (ctx: Context, id: string | undefined) => {
    await takeMessage(deps, ctx);
    return redraw(ctx, forkScreen(t, isFork(id) ? id : "account"));
  };
  composer.callbackQuery(actions.planB, (ctx) => fork(ctx, "way"));
  composer.callbackQuery(carrying.fork.pattern, (ctx) => fork(ctx, ctx.match[1]));

  composer.callbackQuery(carrying.step.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2])),
  );
  composer.callbackQuery(carrying.stepBelow.pattern, (ctx) =>
    goTo(deps, ctx, placeOf(ctx.match[1], ctx.match[2]), { show: say }),
  );
  composer.callbackQuery(carrying.device.pattern, (ctx) => {
    const [, chosen, road, step] = ctx.match;
    return goTo(deps, ctx, placeOf(road, step), { device: devices.find((known) => known === chosen) });
  });
  composer.callbackQuery(carrying.askDevice.pattern, (ctx) =>
    redraw(ctx, deviceQuestion(t, placeOf(ctx.match[1], ctx.match[2]))),
  );

  /** Says something about a step in the step's message, with a way back to it. */
  const beside =
    (screen: (place: Place, device: Device) => Screen) =>
    async (ctx: Context, road: string | undefined, step: string | undefined) => {
      await takeMessage(deps, ctx);
      return redraw(ctx, screen(placeOf(road, step), (await deviceOf(deps, ctx.person)) ?? devices[0]));
    };
  const stuck = beside((place, device) => stuckScreen(t, place, device));
  composer.callbackQuery(carrying.stuck.pattern, (ctx) => stuck(ctx, ctx.match[1], ctx.match[2]));
  const refused = beside((place, device) => refusedScreen(t, place, device));
  composer.callbackQuery(carrying.refused.pattern, (ctx) => refused(ctx, ctx.match[1], ctx.match[2]));
  const describe = beside((place, device) => describeScreen(t, place, device));
  composer.callbackQuery(carrying.describe.pattern, (ctx) => describe(ctx, ctx.match[1], ctx.match[2]));

  const unseen = beside((place, device) => {
    const { step } = place;
    if (!isPortal(step)) return stuckScreen(t, place, device);
    deps.metrics.guideUnseen(step);
    return unseenScreen(t, { ...place, step }, device);
  });
  composer.callbackQuery(carrying.unseen.pattern, (ctx) => unseen(ctx, ctx.match[1], ctx.match[2]));

  composer.callbackQuery(carrying.trouble.pattern, (ctx) => {
    const [, id, road, step] = ctx.match;
    const answer = beside((place, device) =>
      isTrouble(id) ? troubleScreen(t, place, device, id) : stuckScreen(t, place, device),
    );
    return answer(ctx, road, step);
  });

  composer.callbackQuery(carrying.stepCode.pattern, (ctx) =>
    answerStepCode(deps, ctx, placeOf(ctx.match[1], ctx.match[2]), undefined),
  );
  composer.callbackQuery(carrying.stepCodeOf.pattern, (ctx) =>
    answerStepCode(deps, ctx, placeOf(ctx.match[2], ctx.match[3]), ctx.match[1]),
  );
  return composer;
};
