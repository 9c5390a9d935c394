import type { Translate } from "../../i18n.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";
import type { StoredKey } from "../../vault/records.ts";

const home = (t: Translate): Button => ({ label: t("start:home"), does: fixedCallbacks.home });

/** What the bot is, in three lines. @param progress in the guide @param hasKey whether a key is kept */
export const welcome = (
  t: Translate,
  { progress, hasKey }: { progress: "new" | "underWay" | "through"; hasKey: boolean },
): Screen => ({
  text: t("start:greeting"),
  keyboard: buttons(
    hasKey ? { label: t("code:request"), does: fixedCallbacks.code, style: "primary" } : undefined,
    progress === "through"
      ? { label: t("start:restart"), does: callbacksWithArgs.fork.pack("way") }
      : {
          label: t(progress === "underWay" ? "start:resume" : "start:guide"),
          does: fixedCallbacks.resumeGuide,
          style: "success",
        },
    { label: t("start:side"), does: callbacksWithArgs.fork.pack("side") },
    { label: t("start:privacy"), does: fixedCallbacks.privacy },
  ),
});

/** How to send a key that the user has already. */
export const haveKey = (t: Translate): Screen => ({
  text: t("start:haveKeyText"),
  keyboard: buttons(home(t)),
});

/** The commands and where to get more help. */
export const help = (t: Translate): Screen => ({ text: t("help:text"), keyboard: defaultButtons(t) });

/** What was under way is stopped, but a key that was deleted or replaced can still be restored. */
export const stoppedAfterDeletion = (t: Translate, { id, name }: Pick<StoredKey, "id" | "name">): Screen => ({
  text: t("help:stoppedAfterDeletion", { name }),
  keyboard: buttons(
    { label: t("help:restore"), does: callbacksWithArgs.restoreKey.pack(id), style: "primary" },
    home(t),
  ),
});
