import type { Translate } from "../../i18n.ts";
import { deletionText, type DeletionOutcome } from "../../chat/deletion-outcome.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { buttons, type Button, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** A key as the user sees it. */
interface Shown {
  readonly id: string;
  readonly name: string;
}

/** Keys per page: as many as fit on a phone's screen. */
const pageSize = 8;

const myKeys = (t: Translate): Button => ({ label: t("keys:list.open"), does: fixedCallbacks.keys });

/** All keys by name, page by page; the only one by itself. @param page counted from 1; beyond the last, the last */
export const keysScreen = (t: Translate, keys: readonly Shown[], page: number): Screen => {
  const [only, another] = keys;
  if (only === undefined) return noKeyScreen(t, "keys:none");
  if (another === undefined) return keyScreen(t, keys, only);
  const total = Math.ceil(keys.length / pageSize);
  const number = Math.min(Math.max(1, page), total);
  const text = t("keys:list.text", { number: keys.length });
  return {
    text: total === 1 ? text : `${text}\n${t("keys:list.page", { number, total })}`,
    keyboard: buttons(
      ...keys
        .slice((number - 1) * pageSize, number * pageSize)
        .map(({ id, name }) => ({ label: name, does: callbacksWithArgs.key.pack(id) })),
      [
        number === 1
          ? undefined
          : { label: t("keys:list.earlier"), does: callbacksWithArgs.keyPage.pack(number - 1) },
        number === total
          ? undefined
          : { label: t("keys:list.later"), does: callbacksWithArgs.keyPage.pack(number + 1) },
      ],
    ),
  };
};

/** What has just happened to a key. */
export type KeyNews = "keys:raised" | "keys:naming.done" | "keys:deleted.undone";

/** What can be done with one of the keys. @param news what has just been done with it */
export const keyScreen = (t: Translate, keys: readonly Shown[], key: Shown, news?: KeyNews): Screen => {
  const place = keys.findIndex(({ id }) => id === key.id);
  const text = t("keys:one.text", { name: key.name });
  return {
    text: news === undefined ? text : `${t(news)}\n\n${text}`,
    keyboard: buttons(
      { label: t("code:request"), does: callbacksWithArgs.codeHere.pack(key.id), style: "primary" },
      { label: t("keys:one.rename"), does: callbacksWithArgs.nameKey.pack(key.id) },
      place > 0 ? { label: t("keys:one.raise"), does: callbacksWithArgs.raiseKey.pack(key.id) } : undefined,
      { label: t("keys:one.move"), does: callbacksWithArgs.askMove.pack(key.id) },
      { label: t("keys:one.delete"), does: callbacksWithArgs.deleteKey.pack(key.id), style: "danger" },
      keys.length > 1
        ? {
            label: t("keys:one.back"),
            does: callbacksWithArgs.keyPage.pack(Math.floor(place / pageSize) + 1),
          }
        : undefined,
    ),
  };
};

/** What shall this key be called? */
export const namingScreen = (t: Translate, { id, name }: Shown): Screen => ({
  text: t("keys:naming.question", { name }),
  keyboard: buttons({ label: t("keys:naming.cancel"), does: callbacksWithArgs.key.pack(id) }),
});

/** Why a name cannot be taken; the question stays open. */
export const nameProblemScreen = (
  t: Translate,
  why: "empty" | "tooLong" | "taken",
  { id, name }: Shown,
): Screen => ({
  text: t(`keys:naming.${why}`, { name }),
  keyboard: buttons({ label: t("keys:naming.cancel"), does: callbacksWithArgs.key.pack(id) }),
});

/** A password was typed as a name; the question stays open. */
export const nameIsPasswordScreen = (t: Translate, traces: DeletionOutcome, { id }: Shown): Screen => ({
  text: t("keys:naming.password", { traces: deletionText(t, traces) }),
  keyboard: buttons({ label: t("keys:naming.cancel"), does: callbacksWithArgs.key.pack(id) }),
});

/** No new name has come. */
export const namingExpiredScreen = (t: Translate, { id, name }: Shown): Screen => ({
  text: t("keys:naming.expired", { name }),
  keyboard: buttons({ label: t("keys:naming.again"), does: callbacksWithArgs.nameKey.pack(id) }, myKeys(t)),
});

/** The key is deleted, and can be restored for ten minutes. */
export const deletedScreen = (t: Translate, { id, name }: Shown): Screen => ({
  text: t("keys:deleted.text", { name }),
  keyboard: buttons(
    { label: t("keys:deleted.undo"), does: callbacksWithArgs.restoreKey.pack(id), style: "primary" },
    myKeys(t),
  ),
});

/** The time to restore a key that another has replaced is over. */
export const replacedErasedScreen = (t: Translate): Screen => ({
  text: t("keys:deleted.replaced"),
  keyboard: defaultButtons(t),
});

/** The time to restore it is over. @param name the key's, if it was erased just now */
export const erasedScreen = (t: Translate, name: string | undefined): Screen => ({
  text: name === undefined ? t("keys:deleted.tooLate") : t("keys:deleted.forever", { name }),
  keyboard: defaultButtons(t),
});
