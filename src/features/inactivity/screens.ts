import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** Nobody has been here for long; everything will be erased. @param days at least so many */
export const idleScreen = (t: Translate, days: number): Screen => ({
  text: t("idle:tell", { number: days }),
  keyboard: buttons(
    { label: t("idle:stay"), does: fixedCallbacks.stay, style: "success" },
    { label: t("privacy:erase"), does: fixedCallbacks.askErase },
  ),
});

/** It will not; or it has been already. */
export const stayScreen = (t: Translate, left: boolean): Screen => ({
  text: t(left ? "idle:stays" : "idle:gone"),
  keyboard: defaultButtons(t),
});

/** It has been erased. */
export const idleReceipt = (t: Translate): Screen => ({
  text: t("idle:receipt"),
  keyboard: buttons({ label: t("start:home"), does: fixedCallbacks.home }),
});
