import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** Warns that everything will be erased. @param days without use, at least */
export const idleScreen = (t: Translate, days: number): Screen => ({
  text: t("idle:tell", { number: days }),
  keyboard: buttons(
    { label: t("idle:stay"), does: fixedCallbacks.stay, style: "success" },
    { label: t("privacy:erase"), does: fixedCallbacks.askErase },
  ),
});

/** Everything stays; or it has been erased already. */
export const stayScreen = (t: Translate, left: boolean): Screen => ({
  text: t(left ? "idle:stays" : "idle:gone"),
  keyboard: defaultButtons(t),
});

/** Everything has been erased. */
export const idleReceipt = (t: Translate): Screen => ({
  text: t("idle:receipt"),
  keyboard: buttons({ label: t("start:home"), does: fixedCallbacks.home }),
});
