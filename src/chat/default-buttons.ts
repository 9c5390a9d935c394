import type { Translate } from "../i18n.ts";
import { fixedCallbacks } from "./callback-data.ts";
import { buttons } from "./screen.ts";

/**
 * The buttons under an answer that has no next step of its own.
 * @param isUnderWay whether the user is in the middle of the guide, and so most likely wants to go on there
 */
export const defaultButtons = (t: Translate, isUnderWay = false) => {
  const code = { label: t("code:request"), does: fixedCallbacks.code };
  const home = { label: t("start:home"), does: fixedCallbacks.home };
  return isUnderWay
    ? buttons({ label: t("start:resume"), does: fixedCallbacks.resumeGuide }, code, home)
    : buttons(code, { label: t("start:showGuide"), does: fixedCallbacks.resumeGuide }, home);
};
