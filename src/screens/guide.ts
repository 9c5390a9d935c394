import type { Place } from "../guide/walk.ts";
import type { Translate } from "../i18n.ts";
import { actions, carrying } from "./actions.ts";
import { buttons, type Screen } from "./screen.ts";

/** One step: its number, what to do, and the way on and back. @param resumed says that the person stood here before */
export const guideStep = (t: Translate, place: Place, resumed = false): Screen => {
  const { step, number, total, back, next, needsCode } = place;
  const heading = t("guide:heading", { number, total, title: t(`guide:steps.${step}.title`) });
  return {
    text: `${resumed ? `${t("guide:resumed")}\n` : ""}${heading}\n\n${t(`guide:steps.${step}.text`)}`,
    keyboard: buttons(
      needsCode ? { label: t("guide:code"), does: actions.code, style: "primary" } : undefined,
      next === undefined
        ? undefined
        : { label: t("guide:next"), does: carrying.step.make(next), style: "success" },
      back === undefined ? undefined : { label: t("guide:back"), does: carrying.step.make(back) },
      next === undefined ? { label: t("guide:restart"), does: carrying.step.make("open") } : undefined,
      back === undefined || next === undefined ? { label: t("start:home"), does: actions.home } : undefined,
    ),
  };
};
