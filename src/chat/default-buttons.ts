import type { Translate } from "../i18n.ts";
import { fixedCallbacks } from "./callback-data.ts";
import { buttons } from "./screen.ts";

/** The buttons under an answer that has no next step of its own. */
export const defaultButtons = (t: Translate) =>
  buttons(
    { label: t("code:request"), does: fixedCallbacks.code },
    { label: t("start:showGuide"), does: fixedCallbacks.resumeGuide },
    { label: t("start:home"), does: fixedCallbacks.home },
  );
