import {
  isDiffering,
  isPortal,
  isStep,
  needsCode,
  stepOf,
  type CodeStep,
  type StepId,
} from "../../guide/steps.ts";
import { type Device } from "../../guide/device.ts";
import { codeStepOf, pictureOf, type Place } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import type { Code } from "../../totp/code.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { codeText } from "../login-code/screens.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";

/** What the step's message says about a code that the user has asked for. */
export type StepCodeState =
  | {
      readonly is: "shown";
      readonly code: Code;
      readonly name: string | undefined;
      /** Made by a clock that is wrong. */
      readonly doubtful: boolean;
    }
  | { readonly is: "waiting"; readonly seconds: number }
  | { readonly is: "expired" };

const headingOf = (t: Translate, { step, number, total }: Place): string =>
  t("guide:heading", { number, total, title: t(`guide:steps.${step}.title`) });

const textOf = (t: Translate, step: StepId, device: Device): string =>
  t(`guide:steps.${step}.text`, {
    here: isDiffering(step) ? t(`guide:devices.${step}.${device}`) : "",
  });

/** What stands in place of the step's text once a code was asked for. */
const codeParts = (t: Translate, step: CodeStep, code: StepCodeState): string => {
  switch (code.is) {
    case "shown":
      return `${codeText(t, code.code, code.name, code.doubtful)}\n\n${t(`guide:typing.${step}`)}`;
    case "waiting":
      return t("code:waiting", { seconds: code.seconds });
    case "expired":
      return t("guide:expired");
  }
};

const onTo = (road: string, target: string): string =>
  isStep(target) ? callbacksWithArgs.step.pack({ road, step: target }) : callbacksWithArgs.fork.pack(target);

/** The ways on: the next step, or the answers to whether the page said yes. */
const waysOn = (t: Translate, { road, step, next }: Place): readonly (Button | undefined)[] => {
  const asks = stepOf(step).refusals !== undefined;
  const on: Button | undefined =
    next === undefined
      ? undefined
      : { label: t(asks ? "guide:accepted" : "guide:next"), does: onTo(road, next), style: "success" };
  const no: Button | undefined = asks
    ? { label: t("guide:refused"), does: callbacksWithArgs.refused.pack({ road, step }) }
    : undefined;
  return [on, no];
};

const codeButton = (t: Translate, place: Place, code: StepCodeState | undefined): Button | undefined => {
  if (!needsCode(place.step) || code?.is === "waiting") return undefined;
  if (code?.is === "shown") return { label: t("guide:copyCode"), copies: code.code.digits, style: "primary" };
  const label = t(code === undefined ? "guide:code" : "guide:newCode");
  return { label, does: callbacksWithArgs.stepCode.pack(place), style: "primary" };
};

/**
 * One step: its number, what to do, its picture, the way on and back and out of trouble.
 * @param journey.resumed whether the user was here before @param journey.code the state of the code asked for here
 */
export const guideStep = (
  t: Translate,
  place: Place,
  { device, resumed = false, code }: { device: Device; resumed?: boolean; code?: StepCodeState | undefined },
): Screen => {
  const { road, step, back, next, instead } = place;
  const { copies, cancellation } = stepOf(step);
  const body = code !== undefined && needsCode(step) ? codeParts(t, step, code) : textOf(t, step, device);
  const picture = pictureOf(step, device);
  return {
    text: `${resumed ? `${t("guide:resumed")}\n` : ""}${headingOf(t, place)}\n\n${body}`,
    ...(picture === undefined ? {} : { picture }),
    keyboard: buttons(
      copies === undefined ? undefined : { label: t("guide:copyAddress"), copies: `https://${copies}` },
      codeButton(t, place, code),
      ...waysOn(t, place),
      instead === "send" || instead === "characters"
        ? { label: t(`guide:instead.${instead}`), does: callbacksWithArgs.step.pack({ road, step: instead }) }
        : undefined,
      cancellation === true
        ? { label: t("guide:keepHere"), does: fixedCallbacks.cancellationBelow }
        : undefined,
      [
        { label: t("guide:stuck"), does: callbacksWithArgs.stuck.pack(place) },
        isPortal(step)
          ? { label: t("guide:unseenButton"), does: callbacksWithArgs.unseen.pack(place) }
          : undefined,
      ],
      { label: t("guide:back"), does: onTo(road, back) },
      next === undefined
        ? { label: t("guide:restart"), does: callbacksWithArgs.fork.pack("account") }
        : undefined,
      next === undefined ? { label: t("start:home"), does: fixedCallbacks.home } : undefined,
    ),
  };
};

/** Which of several keys is the code to be of? In the step's message. */
export const stepChoice = (
  t: Translate,
  place: Place,
  device: Device,
  keys: readonly { readonly id: string; readonly name: string }[],
): Screen => ({
  ...aside(t, place, device, t("code:which")),
  keyboard: buttons(
    ...keys.map(({ id, name }) => ({ label: name, does: callbacksWithArgs.stepCodeOf.pack(id, place) })),
    backToStep(t, place),
  ),
});

/** What kind of phone is it? Then the step. */
export const deviceQuestion = (t: Translate, place: Place): Screen => ({
  text: t("guide:device.question"),
  keyboard: buttons(
    { label: t("guide:device.android"), does: callbacksWithArgs.device.pack("android", place) },
    { label: t("guide:device.iphone"), does: callbacksWithArgs.device.pack("iphone", place) },
  ),
});

/** The button that shows the step again. */
export const backToStep = (t: Translate, place: Place): Button => ({
  label: t("guide:backToStep"),
  does: callbacksWithArgs.step.pack(place),
});

/** Something said in the step's message, under its heading and picture. */
export const aside = (t: Translate, place: Place, device: Device, text: string): Screen => {
  const picture = pictureOf(place.step, device);
  return { text: `${headingOf(t, place)}\n\n${text}`, ...(picture === undefined ? {} : { picture }) };
};

/** A button that gives a code in the step where the page asks for one. */
export const codeInStep = (t: Translate, place: Place): Button | undefined => {
  const step = codeStepOf(place);
  if (step === undefined) return undefined;
  const does = callbacksWithArgs.stepCode.pack({ road: place.road, step });
  return { label: t("guide:newCode"), does, style: "primary" };
};
