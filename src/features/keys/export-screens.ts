import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";

/** The apps whose steps we know. */
export const apps = ["nisz", "google", "microsoft", "aegis"] as const;
export type App = (typeof apps)[number];

/** A key to be exported. */
interface Moving {
  readonly id: string;
  readonly name: string;
}

/** Warns before a key is shown: anyone who sees it has it too. */
export const moveWarning = (t: Translate, { id, name }: Moving): Screen => ({
  text: t("moving:warning", { name }),
  keyboard: buttons(
    { label: t("moving:show"), does: callbacksWithArgs.showKey.pack(id), style: "danger" },
    { label: t("moving:cancel"), does: callbacksWithArgs.key.pack(id) },
  ),
});

const again = (t: Translate, keyId: string) =>
  buttons({ label: t("secrets:again"), does: callbacksWithArgs.showKey.pack(keyId) });

/** The key could not be shown. */
export const notShownScreen = (t: Translate, keyId: string): Screen => ({
  text: t("secrets:keyNotShown"),
  keyboard: again(t, keyId),
});

/** The key is no longer shown in the message whose button was pressed. */
export const overScreen = (t: Translate, keyId: string): Screen => ({
  text: t("secrets:keyOver"),
  keyboard: again(t, keyId),
});

/** The key could not be shown as a picture; it follows as text. */
export const noPictureScreen = (t: Translate): Screen => ({ text: t("secrets:qrNotShown") });

/** The key is out of the chat: is it to stay here? */
export const movedScreen = (t: Translate, { id, name }: Moving): Screen => ({
  text: t("moving:after", { name }),
  keyboard: buttons(
    { label: t("moving:compare"), does: fixedCallbacks.code },
    { label: t("moving:erase"), does: callbacksWithArgs.deleteKey.pack(id), style: "danger" },
    { label: t("moving:keep"), does: callbacksWithArgs.key.pack(id) },
  ),
});
