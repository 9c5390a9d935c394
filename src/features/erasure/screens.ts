import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { countStored, type ChatContents } from "../../vault/chat-contents.ts";
import type { StoredCounts, StoredKey } from "../../vault/records.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

const list = new Intl.ListFormat("hu", { type: "conjunction" });

/** @param keys the phrases for the keys and the deleted keys */
const storedText = (t: Translate, keys: readonly (string | undefined)[], counts: StoredCounts): string =>
  list.format(
    [
      ...keys,
      counts.offers === 0 ? undefined : t("erase:offers", { number: counts.offers }),
      counts.cancellation ? t("erase:cancellation") : undefined,
      counts.numbers === 0 ? undefined : t("erase:numbers", { number: counts.numbers }),
      (counts.readings ?? 0) === 0 ? undefined : t("erase:readings", { number: counts.readings ?? 0 }),
      counts.step ? t("erase:step") : undefined,
      counts.jobs === 0 ? undefined : t("erase:jobs"),
      counts.damaged ? t("erase:damaged") : undefined,
    ].filter((phrase) => phrase !== undefined),
  );

/** How many keys of a kind are listed by name, so that the question fits into a message. */
const maxListedKeys = 20;

const namesOf = (t: Translate, keys: readonly StoredKey[]): string => {
  const names = keys.slice(0, maxListedKeys).map(({ name }) => name);
  const more = keys.length - names.length;
  return [...names, ...(more > 0 ? [t("erase:more", { number: more })] : [])].join(", ");
};

const textWithNames = (t: Translate, contents: ChatContents): string => {
  const phrase = (text: "erase:keys" | "erase:deleted", keys: readonly StoredKey[]) =>
    keys.length === 0 ? undefined : t(text, { number: keys.length, names: namesOf(t, keys) });
  const { keys, deletedKeys } = contents;
  return storedText(
    t,
    [phrase("erase:keys", keys), phrase("erase:deleted", deletedKeys)],
    countStored(contents),
  );
};

const textWithoutNames = (t: Translate, counts: StoredCounts): string => {
  const phrase = (text: "erase:keysAlone" | "erase:deletedAlone", number: number) =>
    number === 0 ? undefined : t(text, { number });
  const { keys, deleted = 0 } = counts;
  return storedText(t, [phrase("erase:keysAlone", keys), phrase("erase:deletedAlone", deleted)], counts);
};

/** Says what will be erased and asks once. */
export const erasureQuestion = (t: Translate, contents: ChatContents): Screen => ({
  text: t("erase:question", { what: textWithNames(t, contents) }),
  keyboard: buttons(
    { label: t("erase:yes"), does: fixedCallbacks.erase, style: "danger" },
    { label: t("erase:no"), does: fixedCallbacks.keep },
  ),
});

/** What was erased, and what remains elsewhere. @param left how many messages with a secret are still in the chat */
export const erasureReceipt = (t: Translate, counts: StoredCounts, left: number): Screen => ({
  text:
    t("erase:receipt", { what: textWithoutNames(t, counts) }) +
    (left === 0 ? "" : `\n⚠️ ${t("erase:left", { number: left })}`),
  keyboard: buttons({ label: t("start:home"), does: fixedCallbacks.home }),
});

/** Nothing is stored of this user. */
export const nothingToErase = (t: Translate): Screen => ({
  text: t("erase:nothing"),
  keyboard: defaultButtons(t),
});

/** The user has changed their mind. */
export const erasureCancelled = (t: Translate): Screen => ({
  text: t("erase:kept"),
  keyboard: defaultButtons(t),
});
