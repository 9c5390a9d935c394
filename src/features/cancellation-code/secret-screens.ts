import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons } from "../../chat/screen.ts";
import { SecretScreen } from "../../chat/show-secret.ts";
import { keepButton } from "./screens.ts";

/** In groups of four, to be written down. */
const inFours = (digits: string): string => digits.match(/.{1,4}/g)?.join(" ") ?? digits;

/** The törlőkód itself. Its message is about to change, so nothing leads out of it but its own button. */
export const shownScreen = (t: Translate, digits: string): SecretScreen =>
  SecretScreen.text({
    text: t("cancellation:shown", { digits: inFours(digits) }),
    keyboard: buttons(
      { label: t("cancellation:copy"), copies: digits, style: "primary" },
      { label: t("cancellation:back"), does: fixedCallbacks.cancellation },
    ),
  });

/** The digits, to be written down. */
export const paperScreen = (t: Translate, id: string, digits: string): SecretScreen =>
  SecretScreen.text({
    text: t("cancellation:onPaper", { digits: inFours(digits) }),
    keyboard: buttons(
      { label: t("cancellation:written"), does: callbacksWithArgs.digitsWritten.pack(id), style: "success" },
      keepButton(t, callbacksWithArgs.keepDigits.pack(id)),
    ),
  });
