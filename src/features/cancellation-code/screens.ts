import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

const lostPhone = (t: Translate): Button => ({
  label: t("forks:lostPhone.label"),
  does: callbacksWithArgs.fork.pack("lostPhone"),
});
const home = (t: Translate): Button => ({ label: t("start:home"), does: fixedCallbacks.home });
/** The törlőkód is to be kept here. */
export const keepButton = (t: Translate, does: string): Button => ({ label: t("cancellation:keep"), does });

/** What a törlőkód is, and what can be done with it here. @param kept whether one is kept */
export const cancellationScreen = (t: Translate, kept: boolean): Screen =>
  kept
    ? {
        text: t("cancellation:status"),
        keyboard: buttons(
          { label: t("cancellation:show"), does: fixedCallbacks.showCancellation, style: "primary" },
          lostPhone(t),
          { label: t("cancellation:another"), does: fixedCallbacks.askCancellation },
          { label: t("cancellation:drop"), does: fixedCallbacks.askDropCancellation },
          home(t),
        ),
      }
    : {
        text: t("cancellation:about"),
        keyboard: buttons(keepButton(t, fixedCallbacks.askCancellation), lostPhone(t), home(t)),
      };

/** Asks for the törlőkód. */
export const askScreen = (t: Translate): Screen => ({
  text: t("cancellation:ask"),
  keyboard: buttons({ label: t("cancellation:notNow"), does: fixedCallbacks.cancellation }),
});

/** The törlőkód has not come. */
export const askExpiredScreen = (t: Translate): Screen => ({
  text: t("cancellation:askExpired"),
  keyboard: buttons(home(t)),
});

/** What came is not a törlőkód. */
export const lengthScreen = (t: Translate, traces: DeletionOutcome): Screen => ({
  text: t("cancellation:length", { traces: deletionText(t, traces) }),
});

/** It is kept. @param traces `undefined` when there was nothing left to delete */
export const keptScreen = (t: Translate, digits: string, traces: DeletionOutcome | undefined): Screen => ({
  text: t("cancellation:kept", {
    number: digits.length,
    traces: traces === undefined ? "" : deletionText(t, traces),
  }).replace(/ +$/gm, ""),
  keyboard: buttons(lostPhone(t), home(t)),
});

/** The törlőkód could not be shown. @param does the button that shows it */
export const notShownScreen = (t: Translate, does: string): Screen => ({
  text: t("secrets:codeNotShown"),
  keyboard: buttons({ label: t("secrets:again"), does }),
});

/** What is left of it after a minute. */
export const hiddenScreen = (t: Translate): Screen => ({
  text: t("cancellation:hidden"),
  keyboard: buttons(
    { label: t("cancellation:again"), does: fixedCallbacks.showCancellation },
    lostPhone(t),
    home(t),
  ),
});

/** Shall it be deleted? */
export const dropQuestion = (t: Translate): Screen => ({
  text: t("cancellation:dropQuestion"),
  keyboard: buttons(
    { label: t("cancellation:dropYes"), does: fixedCallbacks.dropCancellation, style: "danger" },
    { label: t("cancellation:dropNo"), does: fixedCallbacks.cancellation },
  ),
});

/** It was deleted; or it was not there. */
export const droppedScreen = (t: Translate, was: boolean): Screen => ({
  text: t(was ? "cancellation:dropped" : "cancellation:gone"),
  keyboard: buttons(home(t)),
});

/** Eight digits came: are they the törlőkód? @param traces `undefined` until it is known what became of their message */
export const whetherScreen = (t: Translate, id: string, traces: DeletionOutcome | undefined): Screen => ({
  text: t("other:stray.cancellationCode", {
    traces: traces === undefined ? "" : deletionText(t, traces),
  }).replace(/ +$/gm, ""),
  keyboard: buttons(
    { label: t("cancellation:yes"), does: callbacksWithArgs.isCancellationCode.pack(id) },
    { label: t("cancellation:no"), does: callbacksWithArgs.isOtherNumber.pack(id) },
  ),
});

/**
 * Where is it to be kept? @param replaces whether one is kept already
 * @param traces what became of the message in which it was named, when it was
 */
export const choiceScreen = (
  t: Translate,
  id: string,
  { replaces, traces }: { replaces: boolean; traces?: DeletionOutcome | undefined },
): Screen => ({
  text:
    (traces === undefined ? "" : `${t("cancellation:named", { traces: deletionText(t, traces) })}\n\n`) +
    t("cancellation:choice") +
    (replaces ? `\n${t("cancellation:replaces")}` : ""),
  keyboard: buttons(
    { label: t("cancellation:paper"), does: callbacksWithArgs.showDigits.pack(id), style: "success" },
    keepButton(t, callbacksWithArgs.keepDigits.pack(id)),
  ),
});

/** The minute is over. */
export const paperHiddenScreen = (t: Translate, id: string): Screen => ({
  text: t("cancellation:paperHidden"),
  keyboard: buttons(
    { label: t("cancellation:written"), does: callbacksWithArgs.digitsWritten.pack(id), style: "success" },
    { label: t("cancellation:again"), does: callbacksWithArgs.showDigits.pack(id) },
    keepButton(t, callbacksWithArgs.keepDigits.pack(id)),
  ),
});

/** The digits are dropped: written down, something else, or undecided for too long. */
export const digitsDropped = (t: Translate, why: "done" | "other" | "expired"): Screen => ({
  text: t(`cancellation:${why}`),
  keyboard: why === "other" ? defaultButtons(t) : buttons(lostPhone(t), home(t)),
});
