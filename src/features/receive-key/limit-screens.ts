import { fixedCallbacks } from "../../chat/callback-data.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import type { Translate } from "../../i18n.ts";
import { maxKeys, maxUndecidedKeys } from "./limits.ts";

const keysButton = (t: Translate) => buttons({ label: t("keys:list.open"), does: fixedCallbacks.keys });

/** The chat keeps as many keys as it can. @param isLeft whether what the key came in is still in the chat */
export const fullScreen = (t: Translate, isLeft: boolean): Screen => ({
  text: [t("intake:limit.full", { max: maxKeys }), isLeft ? t("intake:limit.notDeleted") : ""]
    .join(" ")
    .trim(),
  keyboard: keysButton(t),
});

/** There is no room for a key that was chosen. The question stays open for another press. */
export const noRoomYetScreen = (t: Translate): Screen => ({
  text: t("intake:limit.notYet", { max: maxKeys }),
  keyboard: keysButton(t),
});

/**
 * Why what came stays in the chat: it may hold keys that are not taken from it.
 * @param room how many keys can still be kept, if there are more. @param isCut whether only its beginning was read
 */
export const leftText = (
  t: Translate,
  { room, isCut }: { readonly room?: number | undefined; readonly isCut: boolean },
): string =>
  [
    isCut ? t("files:more") : "",
    room === undefined ? "" : t("intake:limit.some", { max: maxKeys, room }),
    t("intake:limit.left"),
  ]
    .filter(Boolean)
    .join(" ");

/** Some of the keys are kept, and there is no room for the others. */
export const partlyKeptScreen = (t: Translate, number: number): Screen => ({
  text: t("intake:limit.partly", { number, max: maxKeys }),
  keyboard: keysButton(t),
});

/** More keys wait for a decision than can be asked about. What they came in is still in the chat. */
export const tooManyScreen = (t: Translate): Screen => ({
  text: `${t("intake:limit.tooMany", { max: maxUndecidedKeys })} ${t("intake:limit.notDeleted")}`,
  keyboard: defaultButtons(t),
});

/** More keys have come than fit beside those of the open question, which is to be answered first. */
export const undecidedScreen = (t: Translate): Screen => ({
  text: `${t("intake:limit.undecided", { max: maxKeys })} ${t("intake:limit.notDeleted")}`,
  keyboard: defaultButtons(t),
});
