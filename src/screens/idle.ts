import type { Translate } from "../i18n.ts";
import { actions } from "./actions.ts";
import { buttons, type Screen } from "./screen.ts";
import { offers } from "./welcome.ts";

/** Nobody has been here for long; everything will be erased. @param days at least so many */
export const idleScreen = (t: Translate, days: number): Screen => ({
  text: t("idle:tell", { number: days }),
  keyboard: buttons(
    { label: t("idle:stay"), does: actions.stay, style: "success" },
    { label: t("privacy:erase"), does: actions.askErase },
  ),
});

/** It will not; or it has been already. */
export const stayScreen = (t: Translate, left: boolean): Screen => ({
  text: t(left ? "idle:stays" : "idle:gone"),
  keyboard: offers(t),
});

/** It has been erased. */
export const idleReceipt = (t: Translate): Screen => ({
  text: t("idle:receipt"),
  keyboard: buttons({ label: t("start:home"), does: actions.home }),
});
