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
import { codeStepOf, pictureOf, isBehindKey, keyStepOf, type Place } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import type { Code } from "../../totp/code.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { codeText } from "../login-code/screens.ts";
import { roadOf } from "../../guide/roads.ts";
import { buttons, type Button, type Row, type Screen } from "../../chat/screen.ts";

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

/** Names of keys that a step mentions; of more it gives the number. */
const maxNames = 3;

/** What the bot keeps, said from what it keeps. @param keys the names of the user's keys */
const keptText = (t: Translate, step: StepId, keys: readonly string[]): string => {
  const first = keys.slice(0, maxNames).map((name) => `„${name}”`);
  const more = keys.length - first.length;
  const names = [...first, ...(more > 0 ? [t("guide:kept.more", { number: more })] : [])].join(", ");
  const { tellsKept } = stepOf(step);
  if (tellsKept === undefined) return "";
  switch (tellsKept) {
    case "here":
      return keys.length === 0 ? t("guide:kept.none") : t("guide:kept.here", { names });
    case "own":
      return keys.length === 0 ? t("guide:kept.nothing") : t("guide:kept.still", { names });
  }
};

const textOf = (t: Translate, step: StepId, device: Device, keys: readonly string[]): string =>
  t(`guide:steps.${step}.text`, {
    here: isDiffering(step) ? t(`guide:devices.${step}.${device}`) : "",
    kept: keptText(t, step, keys),
  });

/** What stands in place of the step's text once a code was asked for. */
const codeParts = (t: Translate, step: CodeStep, code: StepCodeState): string => {
  switch (code.is) {
    case "shown":
      return `${codeText(t, code)}\n\n${t(`guide:typing.${step}`)}`;
    case "waiting":
      // What to do with the code stands there already, so that it is read before the code runs.
      return `${t("code:waiting", { seconds: code.seconds })}\n\n${t(`guide:typing.${step}`)}`;
    case "expired":
      return t("guide:expired");
  }
};

const onTo = (road: string, target: string): string =>
  isStep(target) ? callbacksWithArgs.step.pack({ road, step: target }) : callbacksWithArgs.fork.pack(target);

/** The button that leads on. */
const nextButton = (t: Translate, { step }: Place, does: string): Button => {
  const { refusals, needsKey, offersReserve, instead } = stepOf(step);
  if (refusals !== undefined) return { label: t("guide:accepted"), does, style: "success" };
  if (needsKey === true) return { label: t("guide:sent"), does, style: "success" };
  if (offersReserve === true) return { label: t("guide:reserve.later"), does };
  return { label: t(instead === "reserve" ? "guide:reserve.copied" : "guide:next"), does, style: "success" };
};

/** The ways on: the next step, or the answers to whether the page said yes. */
const waysOn = (t: Translate, place: Place, code: StepCodeState | undefined): readonly Row[] => {
  const { road, step, next } = place;
  if (next === undefined) return [];
  const { refusals, mayAskNothing } = stepOf(step);
  const does = onTo(road, next);
  const on = nextButton(t, place, does);
  if (refusals === undefined) return [on];
  const asked: Button | undefined =
    mayAskNothing === true ? { label: t("guide:askedNothing"), does } : undefined;
  // The page cannot have accepted a code that the bot has not given yet.
  if (code === undefined && needsCode(step) && isBehindKey(place)) return [asked];
  const no: Button = { label: t("guide:refused"), does: callbacksWithArgs.refused.pack({ road, step }) };
  return [[on, no], asked];
};

/** A second way in, before the end: the road that sets it up, and keeping the key elsewhere where the bot has it. */
const reserveButtons = (t: Translate, { road, step }: Place): readonly (Button | undefined)[] => {
  const { offersReserve, instead } = stepOf(step);
  if (offersReserve !== true) return [];
  const first = { road: "reserve", step: roadOf("reserve").steps[0] ?? "reserveOpen" };
  return [
    { label: t("guide:reserve.email"), does: callbacksWithArgs.step.pack(first), style: "success" },
    instead === "keepCopy"
      ? { label: t("guide:reserve.copy"), does: callbacksWithArgs.step.pack({ road, step: instead }) }
      : undefined,
  ];
};

const codeButton = (
  t: Translate,
  place: Place,
  { code, keys = [] }: Pick<StepView, "code" | "keys">,
): Button | undefined => {
  if (!needsCode(place.step) || code?.is === "waiting") return undefined;
  // Before the key is sent, the code may come from elsewhere.
  if (keys.length === 0 && !isBehindKey(place)) return undefined;
  if (code?.is === "shown") return { label: t("guide:copyCode"), copies: code.code.digits, style: "primary" };
  const label = t(code === undefined ? "guide:code" : "guide:newCode");
  return { label, does: callbacksWithArgs.stepCode.pack(place), style: "primary" };
};

/** How a step is shown. */
export interface StepView {
  readonly device: Device;
  /** The user stood here before. */
  readonly resumed?: boolean;
  /** What became of the code that was asked for here. */
  readonly code?: StepCodeState | undefined;
  /** The names of the keys that the bot keeps. */
  readonly keys?: readonly string[];
}

/** One step: its number, what to do, its picture, the way on and back and out of trouble. */
export const guideStep = (
  t: Translate,
  place: Place,
  { device, resumed = false, code, keys = [] }: StepView,
): Screen => {
  const { road, step, back, next, instead } = place;
  const { copies, cancellation, givesCodes } = stepOf(step);
  const showsCode = code !== undefined && needsCode(step);
  const body = showsCode ? codeParts(t, step, code) : textOf(t, step, device, keys);
  const picture = pictureOf(step, device, showsCode && code.is !== "expired");
  return {
    text: `${resumed ? `${t("guide:resumed")}\n` : ""}${headingOf(t, place)}\n\n${body}`,
    ...(picture === undefined ? {} : { picture }),
    keyboard: buttons(
      copies === undefined ? undefined : { label: t("guide:copyAddress"), copies: `https://${copies}` },
      codeButton(t, place, { code, keys }),
      ...reserveButtons(t, place),
      ...waysOn(t, place, code),
      givesCodes === true && keys.length > 0
        ? { label: t("guide:nextTimeCode"), does: fixedCallbacks.code, style: "primary" }
        : undefined,
      instead === "send" || instead === "characters"
        ? { label: t(`guide:instead.${instead}`), does: callbacksWithArgs.step.pack({ road, step: instead }) }
        : undefined,
      cancellation === true && keyStepOf(road) !== undefined
        ? { label: t("guide:keepHere"), does: fixedCallbacks.cancellationBelow }
        : undefined,
      [
        { label: t("guide:back"), does: onTo(road, back) },
        { label: t("guide:stuck"), does: callbacksWithArgs.stuck.pack(place) },
        isPortal(step)
          ? { label: t("guide:unseenButton"), does: callbacksWithArgs.unseen.pack(place) }
          : undefined,
      ],
      next === undefined
        ? [
            { label: t("guide:restart"), does: callbacksWithArgs.fork.pack("way") },
            { label: t("start:home"), does: fixedCallbacks.home },
          ]
        : undefined,
    ),
  };
};

/**
 * A step to look at, without standing there: the way through the road's steps, a way to go on from here, and the way
 * back to where the user stands. @param stands where that is, if anywhere
 */
export const lookAtStep = (
  t: Translate,
  place: Place,
  { device, stands }: { device: Device; stands: Place | undefined },
): Screen => {
  const { road, step, back, next } = place;
  const picture = pictureOf(step, device);
  const look = ({ label, to }: { label: string; to: string | undefined }): Button | undefined =>
    isStep(to) ? { label, does: callbacksWithArgs.look.pack({ road, step: to }) } : undefined;
  return {
    text: `${t("guide:lookingOnly")}\n${headingOf(t, place)}\n\n${textOf(t, step, device, [])}`,
    ...(picture === undefined ? {} : { picture }),
    keyboard: buttons(
      look({ label: t("guide:look.next"), to: next }),
      look({ label: t("guide:look.previous"), to: back }),
      stands === undefined
        ? undefined
        : {
            label: t("guide:backToPlace", { number: stands.number, total: stands.total }),
            does: callbacksWithArgs.step.pack(stands),
            style: "success",
          },
      { label: t("guide:look.goOnHere"), does: callbacksWithArgs.step.pack(place) },
      { label: t("start:home"), does: fixedCallbacks.home },
    ),
  };
};

/** No key has come yet, so there is no way on: how to send the picture. */
export const notYetScreen = (t: Translate, place: Place, device: Device): Screen => ({
  ...guideStep(t, place, { device }),
  ...aside(t, place, device, t("guide:notYet")),
});

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
