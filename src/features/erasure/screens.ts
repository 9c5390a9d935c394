import type { Translate } from "../../i18n.ts";
import { fixedCallbacks } from "../../chat/callback-data.ts";
import { buttons, type Screen } from "../../chat/screen.ts";
import { defaultButtons } from "../../chat/default-buttons.ts";

/** How much there is, or was, of a person. */
export interface Tally {
  readonly keys: number;
  /** Keys that were deleted and could be restored. */
  readonly deleted?: number;
  readonly offers: number;
  readonly cancellation: boolean;
  readonly numbers: number;
  readonly step: boolean;
  readonly jobs: number;
  readonly damaged: boolean;
}

/** The same with the keys' names, while they are known. */
export type Inventory = Omit<Tally, "keys" | "deleted"> & {
  readonly keys: readonly string[];
  readonly deleted: readonly string[];
};

const list = new Intl.ListFormat("hu", { type: "conjunction" });

/** @param keys how the keys are told of */
const listText = (t: Translate, keys: readonly string[], rest: Omit<Tally, "keys" | "deleted">): string =>
  list.format([
    ...keys,
    ...(rest.offers === 0 ? [] : [t("erase:offers", { number: rest.offers })]),
    ...(rest.cancellation ? [t("erase:cancellation")] : []),
    ...(rest.numbers === 0 ? [] : [t("erase:numbers", { number: rest.numbers })]),
    ...(rest.step ? [t("erase:step")] : []),
    ...(rest.jobs === 0 ? [] : [t("erase:jobs")]),
    ...(rest.damaged ? [t("erase:damaged")] : []),
  ]);

const inventoryText = (t: Translate, { keys, deleted, ...rest }: Inventory): string => {
  const named = (names: readonly string[]) => ({ number: names.length, names: names.join(", ") });
  return listText(
    t,
    [
      ...(keys.length === 0 ? [] : [t("erase:keys", named(keys))]),
      ...(deleted.length === 0 ? [] : [t("erase:deleted", named(deleted))]),
    ],
    rest,
  );
};

const tallyText = (t: Translate, { keys, deleted = 0, ...rest }: Tally): string =>
  listText(
    t,
    [
      ...(keys === 0 ? [] : [t("erase:keysAlone", { number: keys })]),
      ...(deleted === 0 ? [] : [t("erase:deletedAlone", { number: deleted })]),
    ],
    rest,
  );

/** Says what will be erased and asks once. */
export const erasureQuestion = (t: Translate, inventory: Inventory): Screen => ({
  text: t("erase:question", { what: inventoryText(t, inventory) }),
  keyboard: buttons(
    { label: t("erase:yes"), does: fixedCallbacks.erase, style: "danger" },
    { label: t("erase:no"), does: fixedCallbacks.keep },
  ),
});

/** What was erased, what remains elsewhere. @param left how many messages with a secret are still in the chat */
export const erasureReceipt = (t: Translate, tally: Tally, left: number): Screen => ({
  text:
    t("erase:receipt", { what: tallyText(t, tally) }) +
    (left === 0 ? "" : `\n⚠️ ${t("erase:left", { number: left })}`),
  keyboard: buttons({ label: t("start:home"), does: fixedCallbacks.home }),
});

/** Whether there is nothing worth a question. */
export const isEmpty = ({ keys, deleted, ...rest }: Inventory): boolean =>
  keys.length + deleted.length === 0 && Object.values(rest).every((what) => Number(what) === 0);

/** Nothing is kept of this person. */
export const nothingToErase = (t: Translate): Screen => ({
  text: t("erase:nothing"),
  keyboard: defaultButtons(t),
});

/** They thought better of it. */
export const erasureCancelled = (t: Translate): Screen => ({
  text: t("erase:kept"),
  keyboard: defaultButtons(t),
});
