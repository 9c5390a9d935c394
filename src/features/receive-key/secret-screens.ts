import type { StepRef } from "../../guide/walk.ts";
import type { Translate } from "../../i18n.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { buttons } from "../../chat/screen.ts";
import { SecretScreen } from "../../chat/show-secret.ts";
import type { NewKey } from "../../vault/changes.ts";

/**
 * A key read for the user's own app: to be copied, not kept.
 * @param next where the guide goes on @param traces `undefined` when nothing was deleted
 */
export const handedOverScreen = (
  t: Translate,
  { id, key }: NewKey,
  { next, traces }: { next: StepRef; traces: DeletionOutcome | undefined },
): SecretScreen => {
  const text = t("intake:passed.text", { key: key.base32 });
  return SecretScreen.text({
    text: traces === undefined ? text : `${text} ${deletionText(t, traces)}`,
    keyboard: buttons(
      { label: t("intake:passed.copy"), copies: key.base32, style: "primary" },
      { label: t("guide:onwards"), does: callbacksWithArgs.stepBelow.pack(next), style: "success" },
      { label: t("intake:passed.keep"), does: callbacksWithArgs.pick.pack(id) },
    ),
  });
};
