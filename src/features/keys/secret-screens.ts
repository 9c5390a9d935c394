import type { Translate } from "../../i18n.ts";
import { drawQrCode } from "../../qr/draw-qr.ts";
import type { Key } from "../../totp/key.ts";
import { inGroups, otpauthUriOf } from "../../totp/share-key.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons } from "../../chat/screen.ts";
import { SecretScreen } from "../../chat/show-secret.ts";
import type { StoredKey } from "../../vault/records.ts";
import { apps, type App } from "./export-screens.ts";

/** Apps assume these parameters when a user types a key. */
const isUsual = ({ algorithm, digits, period }: Key) => algorithm === "SHA1" && digits === 6 && period === 30;

const unusualText = (t: Translate, { algorithm, digits, period }: Key) =>
  t("moving:unusual", { algorithm, number: digits, seconds: period });

/** The key as text and what to do with it. @param app whose steps are shown; without it the question which, and the link */
export const keyTextScreen = (t: Translate, { id, name, key }: StoredKey, app?: App): SecretScreen => {
  const parts = [
    t("moving:key", { name, groups: inGroups(key.base32) }),
    ...(isUsual(key) ? [] : [unusualText(t, key)]),
    app === undefined ? t("moving:which") : `${t(`moving:steps.${app}`)}\n${t("moving:check")}`,
    ...(app === undefined ? [t("moving:link", { otpauth: otpauthUriOf(key, name) })] : []),
    t("moving:until"),
  ];
  return SecretScreen.text({
    text: parts.join("\n\n"),
    keyboard: buttons(
      { label: t("moving:copy"), copies: key.base32, style: "primary" },
      ...apps
        .filter((one) => one !== app)
        .map((one) => ({ label: t(`moving:apps.${one}`), does: callbacksWithArgs.moveTo.pack(one, id) })),
      { label: t("moving:done"), does: callbacksWithArgs.moved.pack(id), style: "success" },
    ),
  });
};

/** The key as a QR code for another device. */
export const keyQrScreen = async (t: Translate, { key, name }: StoredKey): Promise<SecretScreen> =>
  SecretScreen.file({
    type: "photo",
    bytes: await drawQrCode(otpauthUriOf(key, name)),
    name: "kulcs.png",
    caption: t("moving:picture"),
  });
