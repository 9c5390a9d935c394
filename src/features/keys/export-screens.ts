import type { Translate } from "../../i18n.ts";
import type { Key } from "../../totp/key.ts";
import { inGroups, otpauthUriOf } from "../../totp/share-key.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";

/** The apps whose steps we know. */
export const apps = ["nisz", "google", "microsoft", "aegis"] as const;
export type App = (typeof apps)[number];

/** A key to be exported. */
interface Moving {
  readonly id: string;
  readonly name: string;
  readonly key: Key;
}

/** Warns before a key is shown: anyone who sees it has it too. */
export const moveWarning = (t: Translate, { id, name }: Moving): Screen => ({
  text: t("moving:warning", { name }),
  keyboard: buttons(
    { label: t("moving:show"), does: callbacksWithArgs.showKey.pack(id), style: "danger" },
    { label: t("moving:cancel"), does: callbacksWithArgs.key.pack(id) },
  ),
});

/** Placeholder for a message that is about to show a key. */
export const comingScreen = (t: Translate): Screen => ({ text: t("moving:coming") });

/** Apps assume these parameters when a user types a key. */
const isUsual = ({ algorithm, digits, period }: Key) => algorithm === "SHA1" && digits === 6 && period === 30;

const unusualText = (t: Translate, { algorithm, digits, period }: Key) =>
  t("moving:unusual", { algorithm, number: digits, seconds: period });

/** The key as text and what to do with it. @param app whose steps are shown; without it the question which, and the link */
export const keyTextScreen = (t: Translate, { id, name, key }: Moving, app?: App): Screen => {
  const parts = [
    t("moving:key", { name, groups: inGroups(key.base32) }),
    ...(isUsual(key) ? [] : [unusualText(t, key)]),
    app === undefined ? t("moving:which") : `${t(`moving:steps.${app}`)}\n${t("moving:check")}`,
    ...(app === undefined ? [t("moving:link", { otpauth: otpauthUriOf(key, name) })] : []),
    t("moving:until"),
  ];
  return {
    text: parts.join("\n\n"),
    keyboard: buttons(
      { label: t("moving:copy"), copies: key.base32, style: "primary" },
      ...apps
        .filter((one) => one !== app)
        .map((one) => ({ label: t(`moving:apps.${one}`), does: callbacksWithArgs.moveTo.pack(one, id) })),
      { label: t("moving:done"), does: callbacksWithArgs.moved.pack(id), style: "success" },
    ),
  };
};

/** The key is out of the chat: is it to stay here? */
export const movedScreen = (t: Translate, { id, name }: Moving): Screen => ({
  text: t("moving:after", { name }),
  keyboard: buttons(
    { label: t("moving:compare"), does: fixedCallbacks.code },
    { label: t("moving:erase"), does: callbacksWithArgs.deleteKey.pack(id), style: "danger" },
    { label: t("moving:keep"), does: callbacksWithArgs.key.pack(id) },
  ),
});
