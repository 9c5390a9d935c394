import type { Translate } from "../i18n.ts";
import { actions } from "./actions.ts";
import { buttons, type Screen } from "./screen.ts";
import { offers } from "./welcome.ts";

/** What there is, or was, of a person. */
export interface Inventory {
  /** The keys' names. */
  readonly keys: readonly string[];
  readonly offers: number;
  readonly step: boolean;
  readonly jobs: number;
  readonly damaged: boolean;
}

const list = new Intl.ListFormat("hu", { type: "conjunction" });

const inventoryText = (t: Translate, { keys, offers, step, jobs, damaged }: Inventory): string =>
  list.format([
    ...(keys.length === 0 ? [] : [t("erase:keys", { number: keys.length, names: keys.join(", ") })]),
    ...(offers === 0 ? [] : [t("erase:offers", { number: offers })]),
    ...(step ? [t("erase:step")] : []),
    ...(jobs === 0 ? [] : [t("erase:jobs")]),
    ...(damaged ? [t("erase:damaged")] : []),
  ]);

/** Says what will be erased and asks once. */
export const eraseQuestion = (t: Translate, inventory: Inventory): Screen => ({
  text: t("erase:question", { what: inventoryText(t, inventory) }),
  keyboard: buttons(
    { label: t("erase:yes"), does: actions.erase, style: "danger" },
    { label: t("erase:no"), does: actions.keep },
  ),
});

/** What was erased, what remains elsewhere. @param left whether a message with a secret is still in the chat */
export const eraseReceipt = (t: Translate, inventory: Inventory, left: boolean): Screen => ({
  text: t("erase:receipt", { what: inventoryText(t, inventory) }) + (left ? `\n⚠️ ${t("erase:left")}` : ""),
  keyboard: buttons({ label: t("start:home"), does: actions.home }),
});

/** Whether there is nothing worth a question. */
export const isEmpty = ({ keys, offers, step, jobs, damaged }: Inventory): boolean =>
  keys.length === 0 && offers === 0 && !step && jobs === 0 && !damaged;

/** Nothing is kept of this person. */
export const nothingToErase = (t: Translate): Screen => ({ text: t("erase:nothing"), keyboard: offers(t) });

/** They thought better of it. */
export const eraseCalledOff = (t: Translate): Screen => ({ text: t("erase:kept"), keyboard: offers(t) });
