import { isDiffering, isStep, stepOf, type PortalStep, type StepId } from "../../guide/steps.ts";
import { devices, type Device } from "../../guide/device.ts";
import { roadIds, roadOf } from "../../guide/roads.ts";
import { isTrouble, troubleOf, type TroubleId } from "../../guide/troubles.ts";
import {
  hasStep,
  placeOf,
  stepWithin,
  troublesFor,
  type Journey,
  type Place,
  type StepRef,
} from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { callbacksWithArgs, fixedCallbacks } from "../../chat/callback-data.ts";
import { aside, backToStep, codeInStep } from "./step-screen.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";

const listed = (t: Translate, place: Place, device: Device, ids: readonly TroubleId[]): readonly Button[] =>
  troublesFor(ids, device).map((id) => ({
    label: t(`troubles:${id}.label`),
    does: callbacksWithArgs.trouble.pack(id, place),
  }));

/** "Elakadtam": what really goes wrong at this step, to choose from. */
export const stuckScreen = (t: Translate, place: Place, device: Device): Screen => ({
  ...aside(t, place, device, t("guide:whatIsWrong")),
  keyboard: buttons(
    ...listed(t, place, device, stepOf(place.step).troubles),
    isDiffering(place.step)
      ? { label: t("guide:otherDevice"), does: callbacksWithArgs.askDevice.pack(place) }
      : undefined,
    { label: t("guide:elsewhere"), does: callbacksWithArgs.describe.pack(place) },
    backToStep(t, place),
  ),
});

/** The page said no: why that may be, to choose from. */
export const refusedScreen = (t: Translate, place: Place, device: Device): Screen => ({
  ...aside(t, place, device, t("guide:whyRefused")),
  keyboard: buttons(
    ...listed(t, place, device, stepOf(place.step).refusals ?? []),
    { label: t("guide:elsewhere"), does: callbacksWithArgs.describe.pack(place) },
    backToStep(t, place),
  ),
});

const forkButton = (t: Translate, id: TroubleId): Button | undefined => {
  const { fork } = troubleOf(id);
  return fork === undefined
    ? undefined
    : { label: t(`forks:${fork}.label`), does: callbacksWithArgs.fork.pack(fork) };
};

/** What to do about one trouble, and the way back. */
export const troubleScreen = (t: Translate, place: Place, device: Device, id: TroubleId): Screen => {
  const { to, code, picture, also } = troubleOf(id);
  const { road } = place;
  const there = to !== undefined && hasStep(road, to) && to !== place.step ? placeOf(road, to) : undefined;
  return {
    ...aside(t, place, device, t(`troubles:${id}.text`)),
    ...(picture === undefined ? {} : { picture: picture[device] }),
    keyboard: buttons(
      code === true ? codeInStep(t, place) : undefined,
      ...(isTrouble(also) ? listed(t, place, device, [also]) : []),
      there === undefined
        ? undefined
        : { label: t(`guide:steps.${there.step}.title`), does: callbacksWithArgs.step.pack(there) },
      forkButton(t, id),
      backToStep(t, place),
    ),
  };
};

/** The step at which a trouble happens: the user's own if it happens there, else one on their road if there is one. */
const stepOfTrouble = (id: TroubleId, journey: Journey | undefined): StepRef => {
  const happensAt = (step: StepId) => {
    const { troubles, refusals = [] } = stepOf(step);
    return [...troubles, ...refusals].includes(id);
  };
  if (journey !== undefined && happensAt(journey.step)) return journey;
  const [step, onRoad] = [
    roadIds.flatMap((road) => roadOf(road).steps).find(happensAt),
    journey && roadOf(journey.road).steps.find(happensAt),
  ];
  return stepWithin(onRoad ?? step ?? "open", journey?.road);
};

/**
 * What to do about a trouble that the user has asked about, without the heading of a step: they may stand elsewhere.
 * @param journey where they stand
 */
export const askedTroubleScreen = (t: Translate, id: TroubleId, journey: Journey | undefined): Screen => {
  const { to, code, picture, also } = troubleOf(id);
  const device = journey?.device ?? devices[0];
  const here = stepOfTrouble(id, journey);
  const step = isStep(to) ? stepWithin(to, journey?.road) : here;
  return {
    text: t("questions:answer", { title: t(`troubles:${id}.label`), text: t(`troubles:${id}.text`) }),
    ...(picture === undefined ? {} : { picture: picture[device] }),
    keyboard: buttons(
      code === true ? { label: t("code:request"), does: fixedCallbacks.code } : undefined,
      isTrouble(also)
        ? { label: t(`troubles:${also}.label`), does: callbacksWithArgs.askedTrouble.pack(also) }
        : undefined,
      forkButton(t, id),
      {
        label: t("guide:show", { title: t(`guide:steps.${step.step}.title`) }),
        does: callbacksWithArgs.stepBelow.pack(step),
      },
    ),
  };
};

/** "Mást látok": what the page may look like instead. */
export const unseenScreen = (
  t: Translate,
  place: Place & { readonly step: PortalStep },
  device: Device,
): Screen => ({
  ...aside(t, place, device, `${t(`guide:unseen.${place.step}`)}\n\n${t("guide:unseenEnd")}`),
  keyboard: buttons(backToStep(t, place), {
    label: t("guide:stuck"),
    does: callbacksWithArgs.stuck.pack(place),
  }),
});

/** The user wants to describe it in their own words. */
export const describeScreen = (t: Translate, place: Place, device: Device): Screen => ({
  ...aside(t, place, device, t("guide:describe")),
  keyboard: buttons(backToStep(t, place)),
});
