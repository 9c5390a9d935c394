import type { Translate } from "../../i18n.ts";
import type { SensitiveData } from "../../sensitive-data/detect.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";

const nextStep = (t: Translate, found: SensitiveData): Button =>
  found === "sixDigits"
    ? { label: t("code:request"), does: fixedCallbacks.code }
    : { label: t("start:home"), does: fixedCallbacks.home };

/** Asks a user who announces a password or a PIN not to send it. */
export const announcedScreen = (t: Translate): Screen => ({
  text: t("other:announced"),
  keyboard: buttons({ label: t("start:home"), does: fixedCallbacks.home }),
});

/** Says what it was and not to share it with anybody; never repeats it. */
export const sensitiveDataScreen = (
  t: Translate,
  found: SensitiveData,
  traces: DeletionOutcome | undefined,
): Screen => ({
  text: t(`other:stray.${found}`, { traces: traces === undefined ? "" : deletionText(t, traces) }),
  keyboard: buttons(nextStep(t, found)),
});
