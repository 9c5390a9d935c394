import { isDiffering, stepOf, type PortalStep } from "../../guide/steps.ts";
import { type Device } from "../../guide/device.ts";
import { isTrouble, troubleOf, type TroubleId } from "../../guide/troubles.ts";
import { hasStep, placeOf, troublesFor, type Place } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
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

/** What to do about one trouble, and the way back. */
export const troubleScreen = (t: Translate, place: Place, device: Device, id: TroubleId): Screen => {
  const { to, fork, code, picture, also } = troubleOf(id);
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
      fork === undefined
        ? undefined
        : { label: t(`forks:${fork}.label`), does: callbacksWithArgs.fork.pack(fork) },
      backToStep(t, place),
    ),
  };
};

/** "Ezt nem látom": what the page may look like instead. */
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
